"""What changed between two public versions of a publication, word by word."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.metadata import view_context
from cms.navigation import chrome_of
from cms.review.models import PublishedVersion
from policies.enums import Addressee, Instrument, Licence, PolicyLevel, TimeFrame

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_PARAGRAPH_END = re.compile(r"</(?:p|li|h[1-6])>|<br\s*/?>")
_TAGS = {
    "": "{}",
    "del": '<del class="quiet">{}</del>',
    "ins": '<ins class="tag-accent">{}</ins>',
}
#: Paragraphs that differ by more than this are shown as one taken away and one put in.
LEAST_LIKENESS = 0.35


@dataclass(frozen=True)
class Change:
    """One line of a comparison: a paragraph that changed, or how many did not."""

    html: str = ""
    unchanged: int = 0


def paragraphs(html: str) -> list[str]:
    """Return the paragraphs of a rich text as plain text."""
    parts = (" ".join(unescape(strip_tags(p)).split()) for p in _PARAGRAPH_END.split(html or ""))
    return [part for part in parts if part]


def _fact(label: Any, value: Any) -> list[str]:
    return [f"{label}: {value}"] if value not in (None, "", []) else []


def _word(choices: Any, value: str) -> str:
    return str(dict(choices).get(value, value))


def _block(block: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of a body block as stored."""
    value = block.get("value")
    match block.get("type"):
        case "text":
            yield from paragraphs(str(value))
        case "table" if isinstance(value, dict):
            yield value.get("caption") or ""
            for row in (value.get("table") or {}).get("data") or []:
                yield " | ".join(str(cell or "") for cell in row)
        case "figure" if isinstance(value, dict):
            yield value.get("caption") or value.get("alternative_text") or ""
        case "quotation" if isinstance(value, dict):
            yield f"“{value.get('text', '')}” ({value.get('source', '')})"
        case "definitions" if isinstance(value, dict):
            for item in value.get("items") or []:
                inner = item.get("value", item)
                definition = " ".join(paragraphs(inner.get("definition", "")))
                yield f"{inner.get('term', '')}: {definition}"
        case _ if isinstance(value, dict):
            yield str(value.get("text") or "")


def _children(rows: Any, *names: str) -> Iterator[str]:
    """Yield the named texts of child rows, each row's number before its first."""
    for number, row in enumerate(rows or [], start=1):
        texts = [text for name in names for text in paragraphs(str(row.get(name) or ""))]
        for position, text in enumerate(texts):
            yield f"{number}. {text}" if position == 0 else text


def _recommendations(rows: Any) -> Iterator[str]:
    for number, row in enumerate(rows or [], start=1):
        yield f"{number}. {row.get('statement', '')}"
        aspects = (
            _word(Addressee.choices, row.get("addressee") or ""),
            _word(Instrument.choices, row.get("instrument") or ""),
            _word(TimeFrame.choices, row.get("time_frame") or ""),
        )
        yield ", ".join(aspect for aspect in aspects if aspect)
        yield from paragraphs(row.get("rationale") or "")
        yield from paragraphs(row.get("evidence") or "")


def sections_of(
    content: dict[str, Any], titles: Mapping[int, str] | None = None
) -> list[tuple[str, list[str]]]:
    """Return a version's texts by section, in the order of the page.

    :param content: what :func:`cms.review.fingerprint.page_content` kept.
    :param titles: of the pages that the content names, by key.
    """
    names = titles or {}
    body = content.get("body") or []
    blocks = json.loads(body) if isinstance(body, str) else body
    sections: list[tuple[str, list[str]]] = [
        (_("Title"), [str(content.get("title") or "")]),
        (_("Abstract"), paragraphs(content.get("abstract") or "")),
        (_("Key messages"), list(_children(content.get("key_messages"), "text"))),
        (_("Text"), [text for block in blocks for text in _block(block)]),
        (_("Objectives"), paragraphs(content.get("objectives") or "")),
        (_("Preconditions"), paragraphs(content.get("preconditions") or "")),
        (
            _("Steps"),
            list(
                _children(content.get("steps"), "title", "who", "duration", "output", "description")
            ),
        ),
        (_("Resources"), paragraphs(content.get("resources") or "")),
        (_("Risks"), list(_children(content.get("risks"), "risk", "mitigation"))),
        (
            _("Indicators"),
            list(_children(content.get("indicators"), "name", "target", "means_of_verification")),
        ),
        (_("Conclusions"), paragraphs(content.get("conclusions") or "")),
        (_("Participants"), list(_children(content.get("participants"), "name", "organisation"))),
        (_("Recommendations"), list(_recommendations(content.get("recommendations")))),
        (_("Notes"), list(_children(content.get("footnotes"), "text"))),
        (_("References"), list(_children(content.get("references"), "text", "url"))),
        (_("Annexes"), list(_children(content.get("annexes"), "title"))),
        (_("Authors"), list(_children(content.get("authors"), "name", "organisation_name"))),
        (
            _("Facts"),
            [
                *_fact(_("Topic"), names.get(content.get("topic") or 0)),
                *_fact(_("Working group"), names.get(content.get("working_group") or 0)),
                *_fact(_("Superseded by"), names.get(content.get("superseded_by") or 0)),
                *_fact(
                    _("Policy level"),
                    _word(PolicyLevel.choices, content.get("policy_level") or ""),
                ),
                *_fact(_("Countries"), content.get("countries")),
                *_fact(_("Published"), content.get("publication_date")),
                *_fact(_("Review by"), content.get("review_by")),
                *_fact(_("Licence"), _word(Licence.choices, content.get("licence") or "")),
            ],
        ),
    ]
    return [(title, [text for text in texts if text]) for title, texts in sections]


def marked_words(old: str, new: str) -> SafeString:
    """Return one text with what was taken away in ``<del>`` and what was put in in ``<ins>``."""
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    parts: list[tuple[str, str]] = []
    for action, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if action == "equal":
            parts.append(("", "".join(a[i:j])))
            continue
        if i < j:
            parts.append(("del", "".join(a[i:j])))
        if k < m:
            parts.append(("ins", "".join(b[k:m])))
    return _tagged(parts)


def _tagged(parts: Sequence[tuple[str, str]]) -> SafeString:
    return SafeString("".join(_TAGS[tag].format(escape(text)) for tag, text in parts))


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Yield the changes where a run of paragraphs took the place of another."""
    for position in range(max(len(old), len(new))):
        before = old[position] if position < len(old) else ""
        after = new[position] if position < len(new) else ""
        likeness = difflib.SequenceMatcher(
            None, before.split(), after.split(), autojunk=False
        ).ratio()
        if before and after and likeness >= LEAST_LIKENESS:
            yield Change(marked_words(before, after))
            continue
        if before:
            yield Change(_tagged([("del", before)]))
        if after:
            yield Change(_tagged([("ins", after)]))


def compare(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Return the changes from one list of paragraphs to another."""
    changes: list[Change] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for action, i, j, k, m in matcher.get_opcodes():
        if action == "equal":
            changes.append(Change(unchanged=j - i))
        else:
            changes.extend(_replaced(old[i:j], new[k:m]))
    return changes


def titles_of(*contents: dict[str, Any]) -> dict[int, str]:
    """Return the titles of topic, group and successor that versions name; one query."""
    names = ("topic", "working_group", "superseded_by")
    keys = {content[name] for content in contents for name in names if content.get(name)}
    return dict(Page.objects.filter(pk__in=keys).values_list("pk", "title"))


def compare_versions(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the sections that changed, each with its changes."""
    sections = []
    titles = titles_of(old, new)
    pairs = zip(sections_of(old, titles), sections_of(new, titles), strict=True)
    for (title, before), (_title, after) in pairs:
        if before != after:
            sections.append({"title": title, "changes": compare(before, after)})
    return sections


def _number(text: str | None, numbers: Sequence[int], default: int) -> int:
    """Return the version asked for; anything unknown is the default."""
    asked = int(text) if text and text.isdecimal() and len(text) < 6 else default
    return asked if asked in numbers else default


def comparison_context(publication: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what the page of versions shows; ``?from`` and ``?to`` choose two of them.

    :raises Http404: when the publication has no public version.
    """
    rows = PublishedVersion.objects.filter(page_id=publication.pk).order_by("number")
    dates = dict(rows.values_list("number", "published_at"))
    numbers = list(dates)
    if not numbers:
        raise Http404
    newer = _number(request.GET.get("to"), numbers, numbers[-1])
    earlier = [number for number in numbers if number < newer]
    older = _number(request.GET.get("from"), earlier, earlier[-1]) if earlier else None
    sections: list[dict[str, Any]] = []
    if older is not None:
        contents = {row.number: row.content for row in rows.filter(number__in=(older, newer))}
        sections = compare_versions(contents[older], contents[newer])
    url = publication.get_url(request) or ""
    name = _("What changed")
    shell = view_context(
        request,
        title=f"{name}: {publication.title}",
        path=f"{url}versions/",
        crumbs=[
            {"title": _("Home"), "url": chrome_of(request).home_url(request)},
            {"title": publication.title, "url": url},
            {"title": name, "url": ""},
        ],
        robots="noindex",
    )
    return {
        **shell,
        "url": url,
        "older": older,
        "newer": newer,
        "sections": sections,
        "versions": [
            {
                "number": number,
                "date": localtime(published_at).date(),
                "title": _("Version %d") % number,
                "current": number == numbers[-1],
            }
            for number, published_at in reversed(dates.items())
        ],
        "choices": [{"number": n, "date": localtime(dates[n]).date()} for n in numbers],
    }
