"""What an editor should look at before a publication goes to review: warnings, never blocks.

They join Wagtail's own content checks in the editor's side panel, where the template
``wagtailadmin/shared/side_panels/checks.html`` of this room shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.userbar import ContentCheckerItem

from policies.blocks import outline
from policies.models import AnnexExtraction, Publication

#: How many findings a message at the top of the page names; the panel names all.
MOST_IN_MESSAGE = 5
#: Rules of axe that the side panel runs on the preview beside Wagtail's own choice.
MORE_AXE_RULES = ("image-alt", "list", "valid-lang")


@dataclass(frozen=True)
class Finding:
    """Something to look at.

    :param code: what kind it is; stable, for tests and statistics.
    :param text: the sentence for the editor.
    :param field: CSS selector of the field to go to in the editor's form.
    """

    code: str
    text: str
    field: str

    @property
    def in_import(self) -> bool:
        """Whether the preview of an import has the field, under the same name."""
        return self.code in {"abstract", "addressee"}


def check_publication(page: Any) -> list[Finding]:
    """Return what to look at in a publication, saved or not, in the order of the form."""
    return [
        *_abstract(page),
        *_body(page),
        *_recommendations(page),
        *_references(page),
        *_annexes(page),
    ]


def _abstract(page: Any) -> Iterator[Finding]:
    if not page.abstract.strip():
        yield Finding("abstract", _("The publication has no abstract."), "#id_abstract")


def _body(page: Any) -> Iterator[Finding]:
    depth = 1
    for level, text, key in outline(page.body or []):
        if level > depth + 1:
            yield Finding(
                "heading-level",
                _("The heading “%(text)s” skips a level.") % {"text": text},
                f'[data-contentpath="{key}"] input[name$="-text"]',
            )
        depth = level
    figures = [block for block in page.body or [] if block.block_type == "figure"]
    for number, block in enumerate(figures, start=1):
        if not (block.value.get("alternative_text") or "").strip():
            yield Finding(
                "alternative-text",
                _("Figure %(number)d has no alternative text.") % {"number": number},
                f'[data-contentpath="{block.id}"] [name$="alternative_text"]',
            )


def _recommendations(page: Any) -> Iterator[Finding]:
    for index, entry in enumerate(page.recommendations.all()):
        if not entry.addressee:
            yield Finding(
                "addressee",
                _("Recommendation %(number)d has no addressee.") % {"number": index + 1},
                f"#id_recommendations-{index}-addressee",
            )


def _references(page: Any) -> Iterator[Finding]:
    for index, entry in enumerate(page.references.all()):
        if not entry.year:
            yield Finding(
                "year",
                _("Reference %(number)d has no year.") % {"number": index + 1},
                f"#id_references-{index}-year",
            )


def _annexes(page: Any) -> Iterator[Finding]:
    from policies.attachments import reason

    annexes = list(page.annexes.all())
    keys = {annex.document_id for annex in annexes if annex.document_id}
    if not keys:
        return
    read = {row.document_id: row for row in AnnexExtraction.objects.filter(document__in=keys)}
    for index, annex in enumerate(annexes):
        extraction = read.get(annex.document_id)
        why = reason(extraction) if extraction else ""
        if why:
            yield Finding(
                "annex-text",
                _("Readers cannot search annex %(number)d: %(why)s")
                % {"number": index + 1, "why": why},
                f"#id_annexes-{index}-title",
            )


def findings_for(page: Any) -> list[Finding]:
    """Return the findings of a page of any type; only publications have some."""
    return check_publication(page) if isinstance(page, Publication) else []


def summary(findings: Iterable[Finding]) -> str:
    """Return the findings as one message for the top of a page."""
    found = list(findings)
    head = ngettext(
        "%(count)d content check is open:", "%(count)d content checks are open:", len(found)
    ) % {"count": len(found)}
    shown = format_html_join(" ", "{}", ((finding.text,) for finding in found[:MOST_IN_MESSAGE]))
    return format_html("{} {}{}", head, shown, " …" if len(found) > MOST_IN_MESSAGE else "")


def tell_when_sent_to_review(request: HttpRequest, page: Any) -> None:
    """Hook after saving: whoever sends a publication to review reads what is still open."""
    if "action-submit" not in request.POST:
        return
    findings = findings_for(page.specific)
    if findings:
        messages.warning(request, summary(findings))


def extend_content_checker(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Hook: let Wagtail's checker look for more in the preview of a publication."""
    if not isinstance(page, Publication):
        return
    for item in items:
        if isinstance(item, ContentCheckerItem):
            # What stands around the text is not the editor's to mend.
            item.axe_include = ["main"]
            item.axe_run_only = [*item.axe_run_only, *MORE_AXE_RULES]
