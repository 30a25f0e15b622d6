"""HTML that pandoc may see: well formed, without scripts, handlers and things to fetch."""

from __future__ import annotations

import html
import re

import nh3
from django.utils.translation import gettext_lazy as _

from .pandoc import too_complex

#: Elements that go with all they contain: none of it is text of the document.
_DROPPED = {
    "applet",
    "audio",
    "embed",
    "frameset",
    "iframe",
    "math",
    "object",
    "script",
    "style",
    "svg",
    "template",
    "title",
    "video",
}
#: Elements that mean something to the converter; of all others only the content stays.
_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "section", "article", "aside", "main"),
    *("header", "footer", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "hr", "br"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "colgroup", "col"),
    *("figure", "figcaption", "img", "a", "b", "strong", "i", "em", "sup", "sub", "code", "kbd"),
    *("address", "center", "details", "summary", "nav", "fieldset", "legend", "form"),
    *("samp", "var", "span", "u", "s", "del", "ins", "mark", "small", "q", "cite", "abbr"),
}
_ATTRIBUTES = {
    "*": {"lang", "dir", "id", "role"},
    "a": {"href"},
    "img": {"src", "alt", "title"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
#: Depth of open elements; real documents stay below 40, and parsers take time in its square.
MAX_DEPTH = 300
_NOT_NESTING = frozenset(
    (
        *("area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input"),
        *("li", "link", "meta", "option", "p", "param", "source", "tbody", "td", "tfoot", "th"),
        *("thead", "tr", "track", "wbr"),
    )
)
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*?(/?)>")
_HEAD_ROW = re.compile(
    r"(<table>\s*(?:<caption>(?:(?!</caption>).)*</caption>)?\s*)"
    r"<tbody>\s*(<tr>\s*(?:<th[^>]*>(?:(?!</?t[hdr]\b).)*</th>\s*)+</tr>)",
    re.DOTALL,
)
_COMMENT = re.compile(r"<!--(?!\[if)(.*?)-->", re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_META = re.compile(r"<meta\s[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
_ACTIVE = (
    (_("script"), re.compile(r"<script\b", re.IGNORECASE)),
    (_("event handler"), re.compile(r"<[^>]+[\s/\"']on[a-z]+\s*=", re.IGNORECASE)),
    (_("javascript: link"), re.compile(r"(?:java|vb)script\s*:", re.IGNORECASE)),
    (_("embedded page or object"), re.compile(r"<(?:iframe|object|embed|applet)\b", re.IGNORECASE)),
    (_("drawing or formula"), re.compile(r"<(?:svg|math)\b", re.IGNORECASE)),
)


def clean(text: str) -> str:
    """Well-formed HTML of the known elements only; text of unknown ones stays.

    Raises ``ImportRefused`` when elements are nested without end.
    """
    _check_depth(text)
    cleaned = nh3.clean(
        text,
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        # Addresses of images stay, to be named; nothing is ever fetched.
        url_schemes={"http", "https", "mailto", "tel", "ftp", "data", "file", "cid", "blob"},
        link_rel=None,
        strip_comments=True,
    )
    # A first row of header cells is a header, also when nobody wrote <thead>.
    return _HEAD_ROW.sub(r"\1<thead>\2</thead><tbody>", cleaned)


def _check_depth(text: str) -> None:
    depth: dict[str, int] = {}
    total = 0
    for closing, name, empty in _ANY_TAG.findall(text):
        tag = name.lower()
        if tag in _NOT_NESTING or empty:
            continue
        if not closing:
            depth[tag] = depth.get(tag, 0) + 1
            total += 1
        elif depth.get(tag, 0):
            depth[tag] -= 1
            total -= 1
        if total > MAX_DEPTH:
            raise too_complex("nested too deeply")


def active_content(text: str) -> list[str]:
    """Names of what ``clean`` takes out that a person should hear about."""
    return [str(name) for name, pattern in _ACTIVE if pattern.search(text)]


def comments(text: str) -> list[str]:
    """HTML comments with words in them."""
    return [found.strip() for found in _COMMENT.findall(text) if re.search(r"\w", found)]


def metadata(text: str) -> dict[str, str]:
    """``title``, ``author`` and ``date`` of an HTML head, where they are given."""
    found: dict[str, str] = {}
    if match := _TITLE.search(text):
        found["title"] = " ".join(html.unescape(match[1]).split())
    for tag in _META.findall(text):
        attributes = {
            key.lower(): html.unescape(double or single or bare)
            for key, double, single, bare in _ATTRIBUTE.findall(tag)
        }
        name = attributes.get("name", "").lower().rpartition(".")[2]
        if name in {"author", "creator", "date"} and attributes.get("content"):
            found["author" if name == "creator" else name] = attributes["content"].strip()
    return found
