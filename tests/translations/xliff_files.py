"""The words of XLIFF for tests: files with other targets, what became of them."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from translations.pairs import pairs_of
from translations.xliff import importing

RICH = (
    'Pay <b>small</b> firms, see <a href="https://example.org/x">the rules</a><br/>and "R&amp;D".'
)
#: A target with the tags of ``RICH`` in another order.
MOVED = (
    'Виж <g id="2" ctype="x-html-a">правилата</g>, плащайте на '
    '<g id="1" ctype="x-html-b">малките</g><x id="3" ctype="lb"/>&amp; НИРД.'
)


def with_targets(data: bytes, **by_source: str) -> bytes:
    """Return a file with other targets; ``by_source`` names them by a word of the source."""
    text = data.decode()
    for word, target in by_source.items():
        pattern = (
            rf"(<source>(?:(?!</source>).)*{word}.*?</source>)<target[^>]*?(?:/>|>.*?</target>)"
        )
        text, times = re.subn(pattern, rf"\1<target>{target}</target>", text, flags=re.DOTALL)
        assert times, word
    return text.encode()


def text_of(translation: Any, word: str) -> str:
    return str(next(pair for pair in pairs_of(translation) if word in pair.source).data)


def examine(data: bytes, user: Any, name: str = "paper.bg.xlf") -> importing.Report:
    return importing.examine(name, data, user)


def take(data: bytes, user: Any, name: str = "paper.bg.xlf") -> importing.Report:
    return importing.apply(name, data, user)


def words(report: importing.Report, state: str) -> list[str]:
    return [line.words for file in report.files for line in file.lines if line.state == state]


def zipped(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return target.getvalue()
