"""Our own lint rule: nothing writes page rows past the publish gate.

``QuerySet.update`` and the bulk methods call no ``save()``: they are the one door the gate cannot
watch, so our code must not use them on page content.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOMS = (
    "cms",
    "policies",
    "translations",
    "search",
    "home",
    "groups",
    "consultations",
    "learning",
    "insights",
)
#: Fields that decide what is public; no query set may write them.
FORBIDDEN_FIELDS = frozenset({"live", "live_revision", "expired", "alias_of", "body"})
BULK_METHODS = frozenset({"bulk_update", "raw_update"})


def offences(source: str, name: str) -> Iterator[str]:
    """Yield one line for each call that writes page rows past the gate.

    :param source: Python source text.
    :param name: shown in front of the line number.
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        method = node.func.attr
        if method in BULK_METHODS:
            yield f"{name}:{node.lineno}: {method}() writes rows past the publish gate"
        if method == "update":
            written = {keyword.arg for keyword in node.keywords} & FORBIDDEN_FIELDS
            if written:
                fields = ", ".join(sorted(str(field) for field in written))
                yield f"{name}:{node.lineno}: update({fields}=…) passes by the publish gate"


def main() -> int:
    """Check every module of the rooms; return 1 when something was found."""
    found = [
        line
        for room in ROOMS
        for path in sorted(Path(room).rglob("*.py"))
        for line in offences(path.read_text(encoding="utf-8"), str(path))
    ]
    print("\n".join(found) or "No write passes by the publish gate.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
