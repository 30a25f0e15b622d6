"""Odd nesting: each word is a token of its own, and each must come out somewhere."""

from __future__ import annotations

import itertools
import re

import pytest

from policies.importing.convert import convert
from tests.policies.importing.support import missing, words

INNER = {
    "paragraph": "<p>@ <b>@</b> @</p>",
    "heading": "<h3>@ @</h3>",
    "bullets": "<ul><li>@<ul><li>@</li></ul></li><li>@</li></ul>",
    "numbers": "<ol type=i start=3><li>@</li><li><p>@</p><p>@</p></li></ol>",
    "table": "<table><caption>@</caption><tr><th>@</th><th>@</th></tr><tr><td colspan=2>@</td></tr>"
    "</table>",
    "quotation": "<blockquote><p>@</p><blockquote><p>@</p></blockquote></blockquote>",
    "definitions": "<dl><dt>@</dt><dd>@</dd><dd><ul><li>@</li></ul></dd></dl>",
    "code": "<pre>@\n  @</pre>",
    "box": "<table><tr><td><p>@</p><ul><li>@</li></ul></td></tr></table>",
    "figure": '<figure><img src="missing.png" alt="@"><figcaption>@</figcaption></figure>',
    "link": '<p><a href="other.docx">@</a> <a href="#x">@</a> <a href="https://example.org">@</a></p>',
}
OUTER = {
    "body": "{0}",
    "item": "<ul><li>@{0}@</li><li>@</li></ul>",
    "empty item": "<ul><li>{0}</li></ul>",
    "numbered item": "<ol><li><p>@</p>{0}</li><li>@</li></ol>",
    "cell": "<table><tr><th>@</th><th>@</th></tr><tr><td>{0}</td><td>@</td></tr></table>",
    "quotation": "<blockquote><p>@</p>{0}</blockquote>",
    "definition": "<dl><dt>@</dt><dd>@{0}</dd></dl>",
    "recommendation": "<h2>Recommendations</h2><ul><li>@ @ @ @{0}</li></ul><h2>@</h2>",
    "abstract": "<h2>Abstract</h2>{0}<p>@</p><h2>@</h2>",
    "references": "<h2>References</h2>{0}<ul><li>@{0}</li></ul>",
}


def tokens(source: str) -> str:
    counter = itertools.count(1)
    return re.sub("@", lambda _match: f"word{next(counter)}", source)


@pytest.mark.parametrize("inner", INNER)
@pytest.mark.parametrize("outer", OUTER)
def test_every_word_of_odd_nesting(outer: str, inner: str) -> None:
    source = tokens(f"<h1>@</h1><p>@</p>{OUTER[outer].replace('{0}', INNER[inner])}<p>@</p>")
    result = convert(source.encode(), "paper.html")
    wanted = words(re.sub(r"<[^>]*>", " ", source)) + re.findall(r'alt="(\w+)"', source)

    assert missing(wanted, words(result.plain_text())) == []


FOOTNOTE = """# word0

One word1[^n].

[^n]: word2

    - word3
    - word4

    | word5 | word6 |
    |-------|-------|
    | word7 | word8 |

    > word9

        word10

    word11
    :   word12
"""


def test_every_word_of_a_long_footnote() -> None:
    result = convert(FOOTNOTE.encode(), "paper.md")
    wanted = [f"word{number}" for number in range(13)]
    assert missing(wanted, words(result.plain_text())) == []
    assert len(result.footnotes) == 1
