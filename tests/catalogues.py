"""``python -m tests.catalogues``: are the message catalogues whole?

Extracts every text of the rooms into a temporary folder with gettext and compares: a message that
is missing, fuzzy, empty, with other placeholders or tags than its source, or the same as its source
without standing in ``locale/identical.txt``, is named and fails.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

PROJECT = Path(__file__).resolve().parents[1]
ROOMS = ("cms", "policies", "translations", "search", "home")
LANGUAGES = ("bg", "de", "el", "hr", "hu", "it", "ro", "sk", "sl", "sq", "sr")
MARKS = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w*\}|</?\w+[^>]*>")
#: Words longer than this that stay the same are looked at; shorter ones (CSV, 1) may.
SHORT = 4


def extracted() -> polib.POFile:
    """Return every message of the rooms, as gettext finds them.

    :raises FileNotFoundError: when the machine has no gettext.
    """
    if shutil.which("xgettext") is None:
        raise FileNotFoundError("xgettext")
    with tempfile.TemporaryDirectory() as folder:
        for room in ROOMS:
            shutil.copytree(PROJECT / room, Path(folder) / room)
        (Path(folder) / "locale").mkdir()
        settings = "SECRET_KEY='x'\nUSE_I18N=True\nINSTALLED_APPS=[]\n"
        settings += f"LOCALE_PATHS=[{str(Path(folder) / 'locale')!r}]\n"
        (Path(folder) / "extraction_settings.py").write_text(settings)
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", "xx", "--no-location"],
            cwd=folder,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "extraction_settings",
                "PYTHONPATH": folder,
            },
            check=True,
            capture_output=True,
        )
        return polib.pofile(str(Path(folder) / "locale" / "xx" / "LC_MESSAGES" / "django.po"))


def allowed_identical() -> set[tuple[str, str]]:
    """Return ``(language or *, message)`` for what is rightly the same in a language."""
    lines = (PROJECT / "locale" / "identical.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines if line and not line.startswith("#"))
    return {(language, message) for language, message in pairs}


def forms(entry: polib.POEntry) -> list[str]:
    """Return the translation, or all its plural forms."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def faults(
    source: polib.POFile, catalogue: polib.POFile, language: str, allowed: set[tuple[str, str]]
) -> Iterator[str]:
    """Yield one line for each message that is not as it should be."""
    have = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    for wanted in source:
        entry = have.get((wanted.msgctxt, wanted.msgid))
        name = wanted.msgid[:70].replace("\n", " ")
        if entry is None or not all(forms(entry)):
            yield f"{language}: missing: {name}"
            continue
        if "fuzzy" in entry.flags:
            yield f"{language}: fuzzy: {name}"
        expected = [sorted(MARKS.findall(t)) for t in (wanted.msgid, wanted.msgid_plural) if t]
        if any(sorted(MARKS.findall(text)) not in expected for text in forms(entry)):
            yield f"{language}: placeholders differ: {name}"
        words = re.sub(r"[\W\d_]", "", MARKS.sub("", wanted.msgid))
        same = wanted.msgid in forms(entry) and len(words) > SHORT
        if same and not {(language, wanted.msgid), ("*", wanted.msgid)} & allowed:
            yield f"{language}: same as the source: {name}"


def main() -> int:
    """Check every catalogue; return 1 when something was found."""
    try:
        source = extracted()
    except FileNotFoundError:
        if os.environ.get("CI") == "true":
            print("gettext is missing; .ci/run installs it")
            return 1
        print("The catalogues were not checked: this machine has no gettext.")
        return 0
    allowed, found = allowed_identical(), 0
    for language in LANGUAGES:
        path = PROJECT / "locale" / language / "LC_MESSAGES" / "django.po"
        for line in faults(source, polib.pofile(str(path)), language, allowed):
            print(line)
            found += 1
    print(f"{len(source)} messages in {len(LANGUAGES)} languages, {found} faults.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
