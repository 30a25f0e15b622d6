"""Rich text in Wagtail's database format."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable

from django.utils.functional import cached_property
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import features as feature_registry
from wagtail.whitelist import check_url

from policies.blocks import INLINE_FEATURES, TEXT_FEATURES

#: Editor features of the places that hold rich text: the body, rationales, everything else.
BODY = tuple(TEXT_FEATURES)
RATIONALE = (*INLINE_FEATURES, "ol", "ul")
INLINE = tuple(INLINE_FEATURES)
FOOTNOTE = "footnote"

_SCHEMES = ("http:", "https:", "mailto:", "tel:", "ftp:")
_MARK = re.compile(r"<a\b(?=[^>]*\blinktype=\"footnote\")[^>]*>.*?</a>", re.DOTALL)
_HELD = re.compile("\ufdd2(\\d+)\ufdd3")
_SPLIT_LIST = re.compile(r"</(ol|ul)>\s*<\1>")
_KEY = re.compile(r" data-block-key=\"[^\"]*\"")


def safe_link(address: str) -> str:
    """The address when readers may follow it, else an empty string.

    Only absolute addresses with a harmless scheme pass: a link inside the source document or to a
    file beside it leads nowhere on the platform.
    """
    address = address.strip()
    if not address.lower().startswith(_SCHEMES) or check_url(address) is None:
        return ""
    return re.sub(r"[\x00-\x20\"<>]", lambda match: f"%{ord(match[0]):02X}", address)


def footnote_mark(identifier: str, number: int) -> str:
    """The mark of a footnote inside a text."""
    return f'<a linktype="footnote" id="{identifier}">{number}</a>'


def escape(text: str) -> str:
    """Text as HTML; line breaks become ``<br/>``, and characters that XML forbids go."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufdd0-\ufdd3\ufffe\uffff]", "", text)
    return html.escape(text, quote=False).replace("\n", "<br/>")


def join_lists(value: str) -> str:
    """Rich text with the parts of one list put together again, for display and comparison.

    Saving in the editor writes ``<ol><li>1<ul>..</ul></li></ol><ol><li>2</li></ol>`` where a
    numbered item holds bullets, and the second item is shown as 1 again. (draftjs_exporter closes
    a list when it comes back from a nested list of another kind; still so in 7.3.) Two lists of
    one kind cannot stand side by side in the editor, so joining them is always right.
    """
    previous = ""
    while previous != value:
        previous, value = value, _SPLIT_LIST.sub("", value)
    return value


class Canonicaliser:
    """Brings rich text into the form that the editor would save.

    A person who opens an imported draft and saves it without a change must not change its content
    fingerprint. Block keys, which the editor draws at random when they are missing, are given
    here, derived from the text.
    """

    def __init__(self, features: Iterable[str] = BODY) -> None:
        self._features = tuple(features)

    @cached_property
    def _holds_marks(self) -> bool:
        """Whether footnote marks belong here while the site has no editor rule for them."""
        return (
            FOOTNOTE in self._features
            and feature_registry.get_converter_rule("contentstate", FOOTNOTE) is None
        )

    @cached_property
    def _converter(self) -> ContentstateConverter:
        return ContentstateConverter(self._features)

    def __call__(self, value: str) -> str:
        """The canonical form of a rich text value; idempotent."""
        if not value.strip():
            return ""
        for _attempt in range(3):
            canonical = self._once(value)
            if canonical == value:
                break
            value = canonical
        return value

    def _once(self, value: str) -> str:
        held: list[str] = []
        if self._holds_marks:

            def hold(match: re.Match[str]) -> str:
                held.append(match[0])
                return f"\ufdd2{len(held) - 1}\ufdd3"

            value = _MARK.sub(hold, value)
        state = self._converter.from_database_format(value)
        saved: str = self._converter.to_database_format(state)
        saved = _HELD.sub(lambda match: held[int(match[1])], saved)
        return _with_keys(saved)

    def inline(self, value: str) -> str:
        """Canonical form of a value of one paragraph, without the paragraph around it."""
        canonical = self(f"<p>{value}</p>")
        match = re.fullmatch(r"<p[^>]*>(.*)</p>", canonical, re.DOTALL)
        return match[1] if match else value


def canonicalise(value: str, features: Iterable[str] = BODY) -> str:
    """Rich text as the editor would save it (see ``Canonicaliser``)."""
    return Canonicaliser(features)(value)


def _with_keys(value: str) -> str:
    """Replace random block keys by keys made from the text and the place of the block."""
    count = 0
    seed = _KEY.sub("", value)

    def key(_match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        digest = hashlib.blake2b(f"{count}:{seed}".encode(), digest_size=8).digest()
        number = int.from_bytes(digest, "big")
        letters = "0123456789abcdefghijklmnopqrstuvwxyz"
        text = ""
        for _position in range(5):
            number, rest = divmod(number, 36)
            text += letters[rest]
        return f' data-block-key="{text}"'

    return _KEY.sub(key, value)
