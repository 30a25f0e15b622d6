"""Rich text in the editor's own form, and links that lead somewhere harmless."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from policies.importing import richtext
from policies.importing.richtext import (
    BODY,
    RATIONALE,
    Canonicaliser,
    canonicalise,
    join_lists,
    safe_link,
)
from policies.models import Recommendation

SAMPLES = [
    "<p>One <b>two</b> <i>three</i><br/>four</p>",
    "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>",
    '<p><a href="https://example.org/?a=1&amp;b=2">x</a> &lt;y&gt;</p>',
    "<p>a</p><ul><li>b<br/>c</li></ul><p>d<sup>2</sup><sub>3</sub><code>e</code></p>",
]


@pytest.mark.parametrize("sample", SAMPLES)
def test_saving_in_the_editor_changes_nothing(sample: str) -> None:
    canonical = canonicalise(sample)
    editor = ContentstateConverter(BODY)
    saved = editor.to_database_format(editor.from_database_format(canonical))
    assert saved == canonical
    assert canonicalise(canonical) == canonical


def test_marks_survive_where_they_belong() -> None:
    mark = richtext.footnote_mark("00000000-0000-4000-8000-000000000001", 1)
    assert mark in canonicalise(f"<p>Words{mark}.</p>")


def test_keys_are_repeatable_and_unique() -> None:
    value = canonicalise("<p>same</p><p>same</p>")
    assert value == canonicalise("<p>same</p><p>same</p>")
    keys = value.split('data-block-key="')[1:]
    assert keys[0][:5] != keys[1][:5]


def test_parts_of_one_list_are_joined_for_display() -> None:
    value = canonicalise("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>")
    assert value.count("<ol>") == 2
    assert join_lists(value).count("<ol>") == 1


def test_inline_text_has_no_paragraph() -> None:
    assert Canonicaliser(BODY).inline("a <b>b</b>") == "a <b>b</b>"
    assert Canonicaliser(BODY)("  ") == ""


def test_rationale_features_are_those_of_the_field() -> None:
    field: Any = Recommendation._meta.get_field("rationale")
    assert list(RATIONALE) == field.features


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://example.org/ä b", "https://example.org/ä%20b"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("javascript:alert(1)", ""),
        ("JAVASCRIPT:alert(1)", ""),
        ("java\tscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("#section", ""),
        ("other.docx", ""),
        ('https://example.org/"onclick="x', "https://example.org/%22onclick=%22x"),
    ],
)
def test_links(address: str, link: str) -> None:
    assert safe_link(address) == link


INLINE = st.recursive(
    st.text("ab <&>\u00a0\u0430\u05d0", min_size=1, max_size=6).map(richtext.escape),
    lambda inner: st.tuples(st.sampled_from(["b", "i", "sup", "code"]), inner).map(
        lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"
    ),
    max_leaves=4,
)
BLOCK = st.one_of(
    INLINE.map(lambda text: f"<p>{text}</p>"),
    st.tuples(st.sampled_from(["ol", "ul"]), st.lists(INLINE, min_size=1, max_size=3)).map(
        lambda pair: f"<{pair[0]}>{''.join(f'<li>{i}</li>' for i in pair[1])}</{pair[0]}>"
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=4))
def test_canonical_form_is_stable(blocks: list[str]) -> None:
    canonical = canonicalise("".join(blocks))
    assert canonicalise(canonical) == canonical
