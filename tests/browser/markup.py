"""Is a page valid? html5lib's parser, every error counted, and what a parser does not look at:
identifiers that occur twice, references that lead nowhere. The same for feeds and the sitemap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import html5lib

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
#: Attributes that name other elements of the page.
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "form", "headers")
LINKS = {
    "a": "href",
    "area": "href",
    "form": "action",
    "img": "src",
    "script": "src",
    "link": "href",
}
#: What HTML lets nobody put into each other, by the outer element.
NEVER_INSIDE = {
    "a": {"a", "button", "input", "select", "textarea", "details"},
    "button": {"a", "button", "input", "select", "textarea", "details"},
    "label": {"label"},
    "form": {"form"},
    "p": {"div", "ul", "ol", "dl", "table", "p", "section", "h1", "h2", "h3"},
    "ul": {"div", "p", "h2", "h3", "a", "span"},
    "ol": {"div", "p", "h2", "h3", "a", "span"},
}
CHILDREN_ONLY = {"ul", "ol"}


class Document:
    """A parsed page: its errors, identifiers and links."""

    def __init__(self, html: str) -> None:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root = parser.parse(html)
        self.errors = [
            f"line {place[0]}: {html5lib.constants.E[code] % values}"
            for place, code, values in parser.errors
        ]
        self.ids = [element.get("id") for element in self.root.iter() if element.get("id")]

    def problems(self) -> list[str]:
        """Return everything that is wrong."""
        return [*self.errors, *self._identifiers(), *self._nesting(), *self._elements()]

    def _identifiers(self) -> Iterable[str]:
        for identifier, times in Counter(self.ids).items():
            if times > 1:
                yield f"id {identifier!r} occurs {times} times"
            if re.search(r"\s", identifier):
                yield f"id {identifier!r} holds a space"
        there = set(self.ids)
        for element in self.root.iter():
            for name in REFERENCES:
                for wanted in (element.get(name) or "").split():
                    if wanted not in there:
                        yield f"{element.tag} {name} refers to {wanted!r}, which is not there"

    def _nesting(self) -> Iterable[str]:
        for outer in self.root.iter():
            forbidden = NEVER_INSIDE.get(str(outer.tag), set())
            inside = list(outer) if outer.tag in CHILDREN_ONLY else list(outer.iter())[1:]
            for element in inside:
                if element.tag in forbidden:
                    yield f"{element.tag} inside {outer.tag}"

    def _elements(self) -> Iterable[str]:
        if not (self.root.get("lang") or "").strip():
            yield "html has no lang"
        if not "".join(element.text or "" for element in self.root.iter("title")).strip():
            yield "no title"
        if len(list(self.root.iter("h1"))) != 1:
            yield "not exactly one h1"
        for element in self.root.iter("img"):
            if element.get("alt") is None:
                yield f"img {element.get('src')} has no alt"
            if not (element.get("width") and element.get("height")):
                yield f"img {element.get('src')} has no size"
        for element in self.root.iter():
            if element.get("lang") == "" or element.get("href") == "":
                yield f"{element.tag} has an empty lang or href"

    def links(self, *, not_yet: bool = False) -> list[str]:
        """Return every address the page leads to, as it stands there.

        :param not_yet: instead the addresses in languages that do not have the page yet: each
            says so with status 404, and no machine is asked to follow it.
        """
        return [
            element.get(name)
            for tag, name in LINKS.items()
            for element in self.root.iter(tag)
            if element.get(name) and (element.get("rel") == "nofollow") == not_yet
        ]

    def has_target(self, fragment: str) -> bool:
        """Say whether ``#fragment`` leads somewhere."""
        return fragment in {"", "top"} or unquote(fragment) in self.ids


def _is_time(text: str | None) -> bool:
    try:
        return datetime.fromisoformat(text or "").tzinfo is not None
    except ValueError:
        return False


def _absolute(url: str | None) -> bool:
    parts = urlsplit(url or "")
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def feed_problems(text: str) -> list[str]:
    """Return what is wrong with an Atom feed (RFC 4287)."""
    feed = ElementTree.fromstring(text)  # noqa: S314 - our own server's
    if feed.tag != f"{ATOM}feed":
        return [f"the root is {feed.tag}"]
    found = []
    entries = feed.findall(f"{ATOM}entry")
    for item in [feed, *entries]:
        name = item.findtext(f"{ATOM}title") or "without title"
        for part in ("id", "title", "updated"):
            if len(item.findall(f"{ATOM}{part}")) != 1:
                found.append(f"{name}: not exactly one {part}")
        if not _is_time(item.findtext(f"{ATOM}updated")):
            found.append(f"{name}: updated is no time with a zone")
        links = item.findall(f"{ATOM}link")
        if not any(link.get("rel", "alternate") == "alternate" for link in links):
            found.append(f"{name}: no link")
        if not all(_absolute(link.get("href")) for link in links):
            found.append(f"{name}: a link is not absolute")
    if not any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link")):
        found.append("no link to itself")
    without_author = [e for e in entries if e.find(f"{ATOM}author/{ATOM}name") is None]
    if without_author and feed.find(f"{ATOM}author/{ATOM}name") is None:
        found.append("an entry without author")
    identities = Counter(entry.findtext(f"{ATOM}id") for entry in entries)
    found += [f"id {identity} occurs twice" for identity, times in identities.items() if times > 1]
    return found


def sitemap_problems(text: str) -> list[str]:
    """Return what is wrong with a sitemap with alternates (sitemaps.org, hreflang)."""
    root = ElementTree.fromstring(text)  # noqa: S314 - our own server's
    if root.tag != f"{SITEMAP}urlset":
        return [f"the root is {root.tag}"]
    found = []
    alternates: dict[str, dict[str, str]] = {}
    for entry in root.findall(f"{SITEMAP}url"):
        where = entry.findtext(f"{SITEMAP}loc") or ""
        if not _absolute(where):
            found.append(f"{where!r} is not absolute")
        if where in alternates:
            found.append(f"{where} stands there twice")
        lastmod = entry.findtext(f"{SITEMAP}lastmod")
        if lastmod is not None and not re.match(r"\d{4}-\d\d-\d\d", lastmod):
            found.append(f"{where}: lastmod {lastmod!r}")
        links = entry.findall(f"{XHTML}link")
        alternates[where] = {str(ln.get("hreflang")): str(ln.get("href")) for ln in links}
        if len(alternates[where]) != len(links):
            found.append(f"{where}: a language twice")
    for where, others in alternates.items():
        if others and where not in others.values():
            found.append(f"{where} is not among its own alternates")
        for other in others.values():
            if alternates.get(other) != others:
                found.append(f"{other} does not name the same alternates as {where}")
    return found


def addresses_of(sitemap: str) -> list[str]:
    """Return the addresses of a sitemap."""
    root = ElementTree.fromstring(sitemap)  # noqa: S314 - our own server's
    return [str(place.text) for place in root.iter(f"{SITEMAP}loc")]
