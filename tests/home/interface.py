"""Is a page wholly in its language? What the markup says of it, and English words left in it.

``python -m tests.home.interface`` opens every public page of the database in DATA_DIR, in every
language and both Serbian scripts, and what is no page in the tree (search, its help, errors), and
prints a table.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from django.utils import translation

_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"https?://\S+")
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr",
}  # fmt: skip
_UNSEEN = {"script", "style", "svg", "template"}
#: What marks words within a text and does not end it.
_WITHIN = {"mark"}
_SHOWN_ATTRIBUTES = ("aria-label", "placeholder", "title", "alt")
#: Texts of fewer words say too little about their language.
FEWEST_WORDS = 4
#: From this many words on, the likeliest language is believed.
CERTAIN_WORDS = 8
#: A name of more letters than this is looked for inside of longer texts too.
LONG = 30
#: Countries that no partner language calls as English does.
COUNTRIES = {"Greece", "Hungary", "Italy"}
#: What a page says of its language in ``lang`` and ``hreflang``, where that is not the code.
TAGS = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}
#: Croatian and Serbian in Latin letters share nearly all words.
TWINS = {"hr": {"hr", "sr"}, "sr-latn": {"hr", "sr"}}


@dataclass
class Seen(HTMLParser):
    """The texts of a page that bear its own language, and what its head says."""

    language: str = ""
    direction: str = ""
    alternates: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, str, bool]] = []
        self.was_text = self.goes_on = False

    @classmethod
    def of(cls, html: str) -> Seen:
        """Read a page."""
        seen = cls()
        seen.feed(html)
        return seen

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note languages, and texts that stand in attributes."""
        given = {name: value or "" for name, value in attrs}
        self.goes_on = tag in _WITHIN and self.was_text
        self.was_text = False
        if tag == "html":
            self.language, self.direction = given.get("lang", ""), given.get("dir", "")
        if tag == "link" and given.get("rel") == "alternate" and "hreflang" in given:
            self.alternates[given["hreflang"]] = given.get("href", "")
        own = given.get("lang", self.stack[-1][1] if self.stack else self.language)
        hidden = tag in _UNSEEN or bool(self.stack and self.stack[-1][2])
        if own == self.language and not hidden:
            self.texts += [given[name] for name in _SHOWN_ATTRIBUTES if given.get(name)]
        if tag not in _VOID:
            self.stack.append((tag, own, hidden))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self.goes_on, self.was_text = tag in _WITHIN, False
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Take a text that is shown and in the page's language."""
        text = " ".join(data.split())
        if text and self.stack and self.stack[-1][1] == self.language and not self.stack[-1][2]:
            if self.goes_on:
                text = f"{self.texts.pop()} {text}"
            self.texts.append(text)
            self.was_text, self.goes_on = True, False


def english_left(texts: Iterable[str], code: str, names: frozenset[str]) -> Iterator[str]:
    """Yield the texts that are still English: known messages, and what reads like English.

    :param code: language of the page as its address has it, ``sr-latn`` included.
    :param names: texts that are no interface and rightly English, such as names of partners.
    """
    from search.analysis import identify

    messages = untranslated_messages(code)
    # A reference is followed by its year in the same text.
    long_names = [name for name in names if len(name) > LONG]
    for text in texts:
        if text in names or text.startswith("http") or not _WORD.search(text):
            continue
        if any(name in text or (len(text) > LONG and text in name) for name in long_names):
            continue
        if text in messages or COUNTRIES & set(text.split(", ")):
            yield text
            continue
        words = _WORD.findall(_ADDRESS.sub(" ", text))
        lower = [word for word in words if word.islower()]
        if len(words) < FEWEST_WORDS or len(lower) < 2:
            continue
        likely = identify(" ".join(words))
        # A few words may be those of two languages.
        own = set() if len(words) >= CERTAIN_WORDS else TWINS.get(code, {code})
        if likely and likely[0] == "en" and not own & set(likely[:3]):
            yield text


_messages: dict[str, frozenset[str]] = {}


def untranslated_messages(code: str) -> frozenset[str]:
    """Return the English messages that read otherwise in a language."""
    import polib
    from django.conf import settings

    from translations.serbian import to_latin

    if code not in _messages:
        folder = "sr" if code == "sr-latn" else code
        path = f"{settings.LOCALE_PATHS[0]}/{folder}/LC_MESSAGES/django.po"
        entries = [entry for entry in polib.pofile(path) if entry.msgstr]
        # “Instrument” is what “instrument” is called in several languages.
        own = {entry.msgstr for entry in entries}
        if code == "sr-latn":
            own = {to_latin(text) for text in own}
        _messages[code] = frozenset(e.msgid for e in entries) - own
    return _messages[code]


def names_in_english() -> frozenset[str]:
    """Return names, references and titles of groups that stand in English in every language."""
    from policies.models import Author, GroupMember, PartnerPage, Reference, WorkingGroupPage
    from policies.models.types import Participant

    found: set[str] = set(PartnerPage.objects.values_list("title", flat=True))
    found |= set(Author.objects.values_list("name", flat=True))
    found |= set(Author.objects.values_list("organisation_name", flat=True))
    found |= set(GroupMember.objects.values_list("name", flat=True))
    found |= set(Participant.objects.values_list("name", flat=True))
    found |= set(Reference.objects.values_list("text", flat=True))
    for number, title in WorkingGroupPage.objects.values_list("number", "title"):
        found |= {title, f"{number}. {title}"}
    return frozenset(" ".join(unescape(text).split()) for text in found)


def problems_of(
    html: str, code: str, names: frozenset[str], *, elsewhere: bool = True
) -> list[str]:
    """Return what is wrong with a page's language, "" entries left out.

    :param code: as its address has it.
    :param elsewhere: whether it stands in other languages too: an error does not.
    """
    seen = Seen.of(html)
    tag = TAGS.get(code, code)
    found = []
    if seen.language != tag:
        found.append(f"lang is {seen.language!r}")
    if seen.direction not in {"", "ltr"}:
        found.append(f"dir is {seen.direction!r}")
    if elsewhere and not {tag, "x-default"} <= seen.alternates.keys():
        found.append(f"hreflang names {sorted(seen.alternates)}")
    return found + [f"English: {text[:80]}" for text in english_left(seen.texts, code, names)]


def addresses(page: Any) -> Iterator[tuple[str, str]]:
    """Yield the language of each address of a page, and the address."""
    code = page.locale.language_code
    # A request leaves its language behind, and addresses follow it.
    with translation.override(code):
        url = page.get_url()
    yield code, url
    if code == "sr":
        yield "sr-latn", url.replace("/sr/", "/sr-latn/", 1)


#: What is no page in the tree, below the language: status and address. Its help stands on the page
#: of search, and other words where nothing was found.
BESIDES = (
    (200, "search/"),
    (200, "search/?q=cluster"),
    (200, "search/?q=zzzz"),
    (200, "recommendations/"),
    (200, "countries/bg/"),
    (404, "nothing-here/"),
)


def look(client: Any, url: str, code: str, names: frozenset[str], status: int = 200) -> list[str]:
    """Open an address; return what is wrong with its answer and the language of it."""
    response = client.get(url)
    if response.status_code != status:
        return [f"status {response.status_code}"]
    return problems_of(response.content.decode(), code, names, elsewhere=status == 200)


def not_yet_address() -> str:
    """Return a page below the language that the partner languages have not, "" if there is none."""
    from wagtail.models import Page

    from policies.models import Publication
    from translations.groups import source_language

    own = {"locale__language_code": source_language()}
    there = Page.objects.live().exclude(**own).values("translation_key")
    page = Publication.objects.live().filter(**own).exclude(translation_key__in=there).first()
    return "" if page is None else str(page.get_url()).removeprefix(f"/{source_language()}/")


def main() -> int:
    """Open every public page in every language; return 1 when something is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from wagtail.models import Page

    from translations.groups import source_language

    settings.ALLOWED_HOSTS = ["*"]
    client, names = Client(), names_in_english()
    opened: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    pages = Page.objects.live().filter(depth__gt=1).select_related("locale").order_by("path")
    wanted = [
        (code, url, 200)
        for page in pages.exclude(locale__language_code=source_language())
        for code, url in addresses(page.specific)
    ]
    besides = [*BESIDES, *((404, address) for address in filter(None, [not_yet_address()]))]
    for code in sorted({code for code, _url, _status in wanted}):
        wanted += [(code, f"/{code}/{address}", status) for status, address in besides]
    for code, url, status in wanted:
        problems = look(client, url, code, names, status)
        opened[code] += 1
        wrong[code] += bool(problems)
        for problem in problems:
            print(f"{url}: {problem}")
    for code in sorted(opened):
        print(f"{code:<8} {opened[code]:>4} pages, {wrong[code]} with something wrong")
    return 1 if wrong.total() else 0


if __name__ == "__main__":
    sys.exit(main())
