"""Template tags and filters of the design system: languages, signs, tables, paging, metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.core.serializers.json import DjangoJSONEncoder
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from cms.templatetags.icons import ICONS

register = template.Library()

# Serbian is stored in Cyrillic and shown in both scripts: the address says sr and sr-latn, HTML
# has to say the script (fonts choose Serbian letter forms by it).
LANGUAGE_TAGS: Final = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}
OPEN_GRAPH_LOCALES: Final = {
    "bg": "bg_BG",
    "de": "de_AT",
    "el": "el_GR",
    "en": "en_GB",
    "hr": "hr_HR",
    "hu": "hu_HU",
    "it": "it_IT",
    "ro": "ro_RO",
    "sk": "sk_SK",
    "sl": "sl_SI",
    "sq": "sq_AL",
    "sr": "sr_RS",
    "sr-latn": "sr_RS",
}
FONTS: Final = {
    "sans": "vendor/source-sans-3/source-sans-3-{}.woff2",
    "display": "vendor/source-serif-4/source-serif-4-display-{}.woff2",
    "text": "vendor/source-serif-4/source-serif-4-text-{}.woff2",
}
SCRIPTS: Final = {"el": "greek", "bg": "cyrillic", "sr": "cyrillic"}
NUMBER: Final = re.compile(r"[-+−–]?[€$£]?\s?\d[\d.,\s]*(\s?(%|‰|€|EUR))?$")
ESCAPES_IN_SCRIPT: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def language_tag(code: str | None) -> str:
    """BCP 47 tag for `lang` and `hreflang` of one of our language codes; "" stays ""."""
    return LANGUAGE_TAGS.get(code or "", code or "")


@register.simple_tag
def html_lang() -> str:
    """BCP 47 tag of the language the page is shown in."""
    return language_tag(get_language() or settings.LANGUAGE_CODE)


@register.filter
def open_graph_locale(code: str | None) -> str:
    """Open Graph's notation (`de_AT`) of a language code."""
    return OPEN_GRAPH_LOCALES.get(code or "", "en_GB")


@register.filter
def language_name(code: str) -> str:
    """A language's own name as `LANGUAGES` has it; Serbian says its script."""
    if code == "sr":
        return "Српски (ћирилица)"
    if code == "sr-latn":
        return "Srpski (latinica)"
    return dict(settings.LANGUAGES).get(code, code)


@dataclass(frozen=True)
class LanguageLink:
    """One line of the language switcher.

    :param available: whether what is shown exists in the language.
    :param not_yet: where it does not, whether the address says so and names the languages that
        have it; otherwise it leads to the home page.
    """

    code: str
    url: str
    current: bool
    available: bool = True
    not_yet: bool = False


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[LanguageLink]:
    """The switcher's lines: the view's own `language_links` where it set them, otherwise the
    home page in each of `LANGUAGES` (an error page has no translations to lead to)."""
    given = context.get("language_links")
    if given:
        return list(given)
    current = get_language()
    return [LanguageLink(code, f"/{code}/", code == current) for code, _name in settings.LANGUAGES]


@register.filter
def any_not_yet(links: Sequence[LanguageLink]) -> bool:
    """Whether the switcher has languages in which what is shown does not exist yet."""
    return any(link.not_yet for link in links)


@register.simple_tag
def font_preloads() -> SafeString:
    """`<link rel="preload">` for the faces that every page in this language needs at once."""
    code = (get_language() or settings.LANGUAGE_CODE).lower()
    script = SCRIPTS.get(code, "latin")
    files = [path.format(script) for path in FONTS.values()]
    if script != "latin":
        files.append(FONTS["sans"].format("common"))
    return format_html_join(
        "\n",
        '<link rel="preload" as="font" type="font/woff2" href="{}" crossorigin>',
        ((static(path),) for path in files),
    )


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A drawn sign as inline SVG, hidden from screen readers: the words beside it say it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        "{}</svg>",
        mark_safe(ICONS[name]),  # noqa: S308 our own constants
    )


# Six places on a ring around a centre: the platform's sign is all six, a topic's is its own.
RING: Final = ((24, 7), (38.7, 15.5), (38.7, 32.5), (24, 41), (9.3, 32.5), (9.3, 15.5))


@register.simple_tag
@cache
def topic_mark(number: int | str | None = None) -> SafeString:
    """The sign of a topic (1 to 6: its place on the ring filled), or of the platform (none)."""
    chosen = int(str(number)) if str(number).isdigit() else 0
    spokes = format_html_join(
        "",
        '<path d="M24 24 {} {}" stroke-opacity="{}"/>',
        ((x, y, 1 if chosen in (0, i) else 0.35) for i, (x, y) in enumerate(RING, start=1)),
    )
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="{}" fill="{}"/>',
        (
            (
                x,
                y,
                6.2 if i == chosen else 4.6,
                "currentColor" if chosen in (0, i) else "var(--accent-tint, #fff)",
            )
            for i, (x, y) in enumerate(RING, start=1)
        ),
    )
    return format_html(
        '<svg class="topic-mark" viewBox="0 0 48 48" fill="none" stroke="currentColor"'
        ' stroke-width="2" aria-hidden="true" focusable="false">{}{}'
        '<circle cx="24" cy="24" r="5.4" fill="currentColor"/></svg>',
        spokes,
        dots,
    )


@register.simple_tag
def topic_ring() -> SafeString:
    """The platform's sign with each topic in its own colour; an ornament of the home page."""
    spokes = format_html_join("", '<path d="M24 24 {} {}"/>', RING)
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="4.6" fill="var(--topic-{})"/>',
        ((x, y, number) for number, (x, y) in enumerate(RING, start=1)),
    )
    return format_html(
        '<svg class="topic-ring" viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
        '<g fill="none" stroke="var(--rule-strong)" stroke-width="0.7">{}</g>{}'
        '<circle cx="24" cy="24" r="5.4" fill="var(--link)"/></svg>',
        spokes,
        dots,
    )


@dataclass
class Cell:
    """One cell of a table as it stands in HTML; `scope` is set for header cells only."""

    text: str
    scope: str = ""
    colspan: int = 1
    rowspan: int = 1
    is_number: bool = False


@dataclass
class TableParts:
    """Rows of `<thead>` and `<tbody>`."""

    head: list[list[Cell]] = field(default_factory=list)
    body: list[list[Cell]] = field(default_factory=list)


def _number_columns(rows: Sequence[Sequence[str | None]]) -> set[int]:
    """Columns whose cells are all numbers (or empty): they stand right, digit under digit."""
    columns: dict[int, bool] = {}
    for row in rows:
        for c, text in enumerate(row):
            if text and text.strip():
                columns[c] = columns.get(c, True) and bool(NUMBER.match(text.strip()))
    return {c for c, all_numbers in columns.items() if all_numbers}


@register.filter
def table_parts(value: Mapping[str, Any] | None) -> TableParts:
    """Rows and cells of a Wagtail table block's value, merged cells joined, headers with scope.

    `value` has the shape of `wagtail.contrib.table_block`: `data` (rows of strings or null),
    `first_row_is_table_header`, `first_col_is_header`, `mergeCells` (`row`, `col`, `rowspan`,
    `colspan`, counted from 0).
    """
    value = value or {}
    rows = value.get("data") or []
    has_head = bool(value.get("first_row_is_table_header"))
    number_columns = _number_columns(rows[1:] if has_head else rows)
    parts = TableParts()
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    hidden: set[tuple[int, int]] = set()
    for merge in value.get("mergeCells") or []:
        row, col = int(merge["row"]), int(merge["col"])
        span = int(merge.get("rowspan", 1)), int(merge.get("colspan", 1))
        merged[row, col] = span
        hidden |= {(row + r, col + c) for r in range(span[0]) for c in range(span[1])}
        hidden.discard((row, col))
    for r, texts in enumerate(rows):
        in_head = r == 0 and has_head
        cells = []
        for c, text in enumerate(texts):
            if (r, c) in hidden:
                continue
            rowspan, colspan = merged.get((r, c), (1, 1))
            scope = ""
            if in_head:
                scope = "colgroup" if colspan > 1 else "col"
            elif c == 0 and value.get("first_col_is_header"):
                scope = "rowgroup" if rowspan > 1 else "row"
            cells.append(Cell(text or "", scope, colspan, rowspan, c in number_columns))
        (parts.head if in_head else parts.body).append(cells)
    return parts


@register.filter
def page_numbers(page: Page) -> Iterator[int | str]:
    """Page numbers to show, the far ones left out ("…")."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def is_number(value: object) -> bool:
    """Whether an entry of `page_numbers` is a page (and not the sign for left-out ones)."""
    return isinstance(value, int)


@register.filter
def widget_kind(bound_field: Any) -> str:
    """`check`, `group` (radio buttons, checkboxes: a fieldset with a legend) or `line`."""
    if getattr(bound_field.field.widget, "input_type", "") == "checkbox":
        return "group" if bound_field.use_fieldset else "check"
    return "group" if bound_field.use_fieldset else "line"


@register.simple_tag
def json_ld(data: object) -> SafeString:
    """Schema.org data as `<script type="application/ld+json">`; nothing in it can end the tag."""
    if not data:
        return SafeString("")
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text.translate(ESCAPES_IN_SCRIPT)),  # noqa: S308 no "<" is left
    )
