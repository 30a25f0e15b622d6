"""The build step of the language analysis: simplemma's dictionaries into files to map.

`prepare()` belongs to the installation (`python -m search.analysis`). It takes about a minute for
all twelve languages; afterwards a process opens them in a few milliseconds. A file that is missing
at run time is built then, once, so that nothing breaks where the step was left out.

simplemma has a trie factory of its own. It keeps one lemma a form under one spelling; here a form
has all its lemmas, words typed without accents are keys too, and the endings of unknown words are
in the same file, which is why the files are ours. MARISA is the same.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.metadata import version
from pathlib import Path

import marisa_trie

from search.analysis import learning
from search.analysis.folding import equal_spellings, normalise, plain_spellings
from search.analysis.languages import DICTIONARIES, LANGUAGES, Dictionary
from search.analysis.lexicon import (
    COMPLETED,
    FORM,
    GUESS_MARK,
    HEADWORD,
    PLAIN,
    Lexicon,
    pack,
    pack_guess,
)

logger = logging.getLogger(__name__)

# Raise it when the layout of the files or the learning changes.
LAYOUT = 3


class _Place:
    """Where the files are: in the environment, so that they go with the packages' versions."""

    directory: Path = Path(sys.prefix) / "share" / "clusterpolisee" / "analysis"


def use_directory(directory: str | os.PathLike[str]) -> None:
    """Keep the prepared files somewhere else; call it before the first word is analysed."""
    _Place.directory = Path(directory)


def path_of(dictionary: str, directory: Path | None = None) -> Path:
    """The file of a dictionary. Its name changes with what it was made from and how."""
    row = DICTIONARIES[dictionary]
    made_from = f"{_versions()} {LAYOUT} {row!r}"
    mark = hashlib.sha256(made_from.encode()).hexdigest()[:12]
    return (directory or _Place.directory) / f"{dictionary}-{mark}.trie"


@cache
def _versions() -> str:
    return f"{version('simplemma')} {version('marisa-trie')}"


def is_prepared(directory: Path | None = None) -> bool:
    """Whether all files are there."""
    return all(path_of(code, directory).exists() for code in DICTIONARIES)


def prepare(
    directory: str | os.PathLike[str] | None = None, *, processes: int | None = None
) -> list[Path]:
    """Make the files that are missing and remove those of older versions.

    directory: where to; the default place if not given. processes: how many at a time (as many as
    there are processors if not given). Returns the files made. Raises OSError where they cannot be
    written.
    """
    target = Path(directory) if directory is not None else _Place.directory
    target.mkdir(parents=True, exist_ok=True)
    paths = {code: path_of(code, target) for code in DICTIONARIES}
    missing = [code for code, path in paths.items() if not path.exists()]
    # The largest first, so that no process is left with it at the end.
    missing.sort(key=lambda code: code not in {"hu", "de", "sk"})
    workers = min(processes or os.cpu_count() or 1, len(missing))
    if workers > 1:
        with ProcessPoolExecutor(workers) as pool:
            list(pool.map(build, missing, [paths[code] for code in missing]))
    else:
        for code in missing:
            build(code, paths[code])
    for old in target.glob("*.trie"):
        if old not in paths.values():
            old.unlink(missing_ok=True)
    return [paths[code] for code in missing]


def open_lexicon(dictionary: str) -> Lexicon:
    """The prepared dictionary, made first if it is not there."""
    path = path_of(dictionary)
    if not path.exists():
        logger.warning("The %s dictionary was not prepared; preparing it now.", dictionary)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            build(dictionary, path)
        except OSError:
            # A read-only installation: one made for this process is slower to start, not wrong.
            path = Path(tempfile.mkdtemp(prefix="analysis-")) / path.name
            build(dictionary, path)
    return Lexicon(path)


def build(dictionary: str, path: Path) -> None:
    """Make the file of one dictionary; it appears whole or not at all."""
    language = next(code for code, row in LANGUAGES.items() if row.dictionary == dictionary)
    # Millions of small objects and no cycles: the collector would only walk over them.
    collecting = gc.isenabled()
    gc.disable()
    try:
        _write(path, dictionary, language)
    finally:
        if collecting:
            gc.enable()


def _write(path: Path, dictionary: str, language: str) -> None:
    entries = read_entries(dictionary, language)
    trie = marisa_trie.BytesTrie(
        _items(entries, language, DICTIONARIES[dictionary]), order=marisa_trie.LABEL_ORDER
    )
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{dictionary}-")
    os.close(handle)
    try:
        trie.save(name)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_entries(dictionary: str, language: str) -> dict[str, tuple[str, ...]]:
    """simplemma's dictionary in normal forms: the lemmas of each form, single words only."""
    # Imported here: only this step needs it.
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    entries: dict[str, tuple[str, ...]] = {}
    normal_lemmas: dict[str, str] = {}
    source = DefaultDictionaryFactory(cache_max_size=1).get_dictionary(dictionary)
    for form, lemma in source.items():
        normal = normalise(form, language)
        normal_lemma = normal_lemmas.get(lemma)
        if normal_lemma is None:
            normal_lemma = normal_lemmas[lemma] = normalise(lemma, language)
        if not normal.isalpha() or not normal_lemma.isalpha():
            continue
        known = entries.get(normal)
        if known is None:
            entries[normal] = (normal_lemma,)
        elif normal_lemma not in known:
            entries[normal] = (*known, normal_lemma)
    return entries


def _items(
    entries: dict[str, tuple[str, ...]], language: str, row: Dictionary
) -> Iterator[tuple[str, bytes]]:
    """All keys with their values, as `lexicon` describes them."""
    headwords = {lemma for lemmas in entries.values() for lemma in lemmas}
    for form, lemmas in entries.items():
        for lemma in lemmas:
            yield from _spelt(form, lemma, FORM | (HEADWORD if form == lemma else 0), language)
    for word in headwords:
        if word not in entries.get(word, ()):
            yield from _spelt(word, word, HEADWORD, language)
    if row.completion < 1:
        for form, lemma in learning.completions(entries, row.completion):
            yield from _spelt(form, lemma, COMPLETED, language)
    for ending, guesses in learning.endings(entries):
        for guess in guesses:
            yield GUESS_MARK + ending, pack_guess(guess)


def _spelt(key: str, lemma: str, kind: int, language: str) -> Iterator[tuple[str, bytes]]:
    """One entry under its key and under other spellings of it."""
    yield key, pack(kind, key, lemma)
    for spelling in equal_spellings(key, language):
        yield spelling, pack(kind, spelling, lemma)
    for spelling in plain_spellings(key, language):
        yield spelling, pack(kind | PLAIN, spelling, lemma)
