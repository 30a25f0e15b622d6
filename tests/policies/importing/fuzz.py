"""Random damage and random documents against the converter; every answer but a crash is fine.

``python -m tests.policies.importing.fuzz 60`` runs for 60 seconds (``DJANGO_SETTINGS_MODULE`` set);
the test suite runs it for a number of inputs.
"""

from __future__ import annotations

import io
import random
import re
import sys
import time
import zipfile
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policies.importing.result import ImportedPublication

CORPUS = Path(__file__).parent / "corpus"
_PIECES = (
    *("# ", "## ", "- ", "  - ", "1. ", "3. ", "> ", "    ", "\t", "\n", "\n\n", "|", "---|"),
    *("**", "*", "`", "[^1]", "[^1]: ", "[a](b)", "![a](data:image/png;base64,AA)", "<b>"),
    *("<table><tr><td>", "<td rowspan=9>", "</table>", "<ul><li>", "<script>", "<!--", "-->"),
    *("Recommendations", "Abstract", "References", "Author: A", "Date: 1.2.2013", "word "),
    *(":   ", "~~~\n", "```\n", "$", "@a", "{.x}", ":::", "^", "~", "&#0;", "&amp;"),
    *("\ufdd0quote\ufdd1", "</b>", "\\", "\u05d0\u05d1 "),
)


def fuzz(seconds: float = inf, seed: int = 0, *, inputs: float = inf) -> tuple[int, int]:
    """Convert for a time; returns how many were converted and how many were refused.

    :param inputs: convert no more than so many, however fast the machine is.

    Any other exception than ``ImportRefused`` comes out, with the input's number in a note.
    """
    # Imported here, so that the module can be started before the site's models are loaded.
    from policies.importing.convert import convert
    from policies.importing.errors import ImportRefused

    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    corpus = sorted((CORPUS / "made").iterdir())
    end = time.monotonic() + seconds
    done = refused = 0
    while time.monotonic() < end and done + refused < inputs:
        kind = rng.choice(["md", "html", "bytes", "xml"])
        if kind in {"md", "html"}:
            pieces = rng.choices(_PIECES, k=rng.randint(1, 60))
            name, data = f"a.{kind}", "".join(pieces).encode()
        else:
            path = rng.choice(corpus)
            name = path.name
            original = path.read_bytes()
            data = _damage(original, rng) if kind == "bytes" else _damage_part(original, rng)
        try:
            _check(convert(data, name))
            done += 1
        except ImportRefused:
            refused += 1
        except Exception as error:
            error.add_note(f"seed {seed}, input {done + refused}: {name} {data[:2000]!r}")
            raise
    return done, refused


def _check(result: ImportedPublication) -> None:
    """What holds for every draft: no skipped heading, text in the editor's form, marks resolve."""
    from policies.importing.richtext import canonicalise

    depth = 1
    text = ""
    for block in result.body:
        if block["type"] == "heading":
            level = int(block["value"]["level"])
            assert 2 <= level <= depth + 1
            depth = level
        elif block["type"] == "text":
            text += block["value"]
            assert canonicalise(block["value"]) == block["value"]
            assert "script" not in re.sub(r">[^<]*<", "><", block["value"])
    marks = set(re.findall(r'linktype="footnote" id="([^"]+)"', text))
    assert marks <= {note.identifier for note in result.footnotes}


def _damage(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        position = rng.randrange(len(changed))
        match rng.randrange(3):
            case 0:
                changed[position] = rng.randrange(256)
            case 1:
                del changed[position : position + rng.randint(1, 200)]
            case _:
                changed[position:position] = changed[: rng.randint(1, 200)]
    return bytes(changed)


def _damage_part(data: bytes, rng: random.Random) -> bytes:
    """Swap, repeat or leave out elements of one XML part; the zip around it stays whole."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        names = [name for name in old.namelist() if name.endswith(".xml")]
        victim = rng.choice(names)
        for name in old.namelist():
            content = old.read(name)
            if name == victim:
                parts = content.split(b"<")
                for _ in range(rng.randint(1, 4)):
                    first, second = rng.randrange(len(parts)), rng.randrange(len(parts))
                    match rng.randrange(3):
                        case 0:
                            parts[first], parts[second] = parts[second], parts[first]
                        case 1:
                            parts.insert(first, parts[second])
                        case _ if len(parts) > 1:
                            del parts[first]
                        case _:
                            pass
                content = b"<".join(parts)
            new.writestr(name, content)
    return target.getvalue()


if __name__ == "__main__":
    import django

    django.setup()
    converted, turned_away = fuzz(float(sys.argv[1]), seed=time.time_ns() % 10_000)
    print(f"converted {converted}, refused {turned_away}")
