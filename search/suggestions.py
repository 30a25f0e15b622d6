"""Helping on: titles and terms while typing, words that were probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from search.analysis import tokens
from search.analysis.folding import fold_word
from search.engines import get_engine
from search.engines.base import Engine
from search.models import SearchDocument
from search.parsing import parse
from search.projection import public_pages
from search.queries import Search, ask, total_of
from translations.termbase.index import Index, Name, index_of
from translations.termbase.models import Stamp

#: Titles offered while typing.
MOST_TITLES = 8
#: Terms offered while typing, and the letters after which they are.
MOST_TERMS, SHORTEST_TERM = 3, 2
#: A shorter word has too many neighbours.
SHORTEST_WORD = 4
#: Words looked at in a question that found nothing, neighbours tried for each.
MOST_WORDS, MOST_NEAR = 6, 3


def titles(text: str, language: str, request: HttpRequest) -> list[dict[str, str]]:
    """Return title, kind and address of what begins like the text a reader is typing."""
    question = parse(text, language, typing=True)
    if not question or len(text.strip()) < 2:
        return []
    keys = get_engine().suggest(question, MOST_TITLES)
    found = SearchDocument.objects.filter(pk__in=keys).select_related("text")
    documents = {document.pk: document for document in found}
    public = public_pages(Page.objects.filter(pk__in={d.page_id for d in documents.values()}))
    pages = {page.pk: page for page in public.select_related("locale")}
    offered = []
    for key in keys:
        document = documents.get(key)
        page = pages.get(document.page_id) if document is not None else None
        if document is None or page is None:
            continue
        anchor = f"#{document.anchor}" if document.anchor else ""
        address = (page.get_url(request) or "") + anchor
        offered.append({"title": document.text.title, "kind": document.kind, "url": address})
    return offered


def offered_terms(search: Search) -> list[dict[str, str]]:
    """Return terms that begin like what is being typed, each with the search for it.

    Only terms that find something are offered.
    """
    typed = " ".join(fold_word(token.text, search.language) for token in tokens(search.text))
    mark = Stamp.current() if len(typed) >= SHORTEST_TERM else ""
    if not mark:
        return []
    offered = []
    for name in islice(_beginning(typed, index_of(search.language, mark)), MOST_TERMS):
        if total_of(replace(search, text=name.text, chosen={})):
            query = QueryDict(mutable=True)
            query["q"] = name.text
            url = f"{reverse('search')}?{query.urlencode()}"
            offered.append({"title": name.text, "kind": _("Term"), "url": url})
    return offered


def _beginning(typed: str, index: Index) -> Iterable[Name]:
    names = (name for names in index.by_concept.values() for name in names)
    found = {name.spelling: name for name in names if name.spelling.startswith(typed)}
    return sorted(found.values(), key=lambda name: (len(name.text), name.text))


def did_you_mean(search: Search, *, nothing_found: bool = False) -> str:
    """Return the question with mistyped words put right; "" when that would find nothing either.

    :param nothing_found: known of the question as it stands: a word that is all of it need not be
        asked again.

    A word counts as mistyped when no public text has it. The corrected question is asked before
    it is offered, so that nothing is named that only an archived text has.
    """
    engine = get_engine()
    corrected, changed = search.text, False
    for token in reversed(list(tokens(search.text))[:MOST_WORDS]):
        known = nothing_found and not search.chosen and token.text == search.text
        near = _near(engine, token.text, search, unknown=known)
        if near:
            corrected = corrected[: token.start] + near + corrected[token.end :]
            changed = True
    if not changed or not total_of(replace(search, text=corrected)):
        return ""
    return corrected


def _near(engine: Engine, word: str, search: Search, *, unknown: bool) -> str:
    folded = fold_word(word, search.language)
    if len(folded) < SHORTEST_WORD or not folded.isalpha():
        return ""
    if not unknown and total_of(replace(search, text=word, chosen={})):
        return ""
    for near in engine.near_words(folded, MOST_NEAR):
        written = _as_written(near, search.language)
        if written:
            return written
    return ""


def _as_written(folded: str, language: str) -> str:
    """Return a folded word as a public text in the language has it, accents and all."""
    answer = ask(Search(folded, language, page_size=1), helpful=False, counts=False)
    if not answer.total:
        return ""
    document = SearchDocument.objects.select_related("text").get(pk=answer.found.hits[0].document)
    text = document.text
    for token in tokens(f"{text.title} {text.lead} {text.body}"):
        if fold_word(token.text, document.language) == folded:
            return token.text.lower() if not _is_name(token.text) else token.text
    return folded


def _is_name(word: str) -> bool:
    return bool(re.match(r"\w[^\W\d_]*[A-ZА-Я]", word))
