"""What holds between the labels of one concept, for the form and for tables alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from translations.groups import source_language
from translations.termbase.enums import Status


def folded(text: str) -> str:
    """Return a label as it is compared with others: case and spaces say nothing."""
    return " ".join(text.split()).casefold()


def faults_of(labels: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Return what is wrong with the labels of a concept, by language; {} when nothing is.

    :param labels: language, text and status of each.
    """
    by_language: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for language, text, status in labels:
        by_language[language].append((folded(text), status))
    faults: dict[str, str] = {}
    for language, found in by_language.items():
        preferred = sum(status == Status.PREFERRED for _text, status in found)
        twice = [text for text, times in Counter(text for text, _s in found).items() if times > 1]
        if twice:
            faults[language] = _("The label “%s” is there twice.") % twice[0]
        elif preferred > 1:
            faults[language] = _("Only one label of a language can be the preferred one.")
        elif not preferred:
            faults[language] = _("One of the labels of a language has to be the preferred one.")
    if source_language() not in by_language:
        faults[source_language()] = _("A concept needs a preferred label in English.")
    return faults


def labels_in(formset: Any) -> list[tuple[str, str, str]]:
    """Return language, text and status of the labels that a formset would leave."""
    found = []
    for form in formset.forms:
        data = form.cleaned_data
        if data and not data.get("DELETE") and data.get("text"):
            found.append((data["language"], data["text"], data["status"]))
    return found
