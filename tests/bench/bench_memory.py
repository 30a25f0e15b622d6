"""How fast memory and termbase are: ``python -m tests.bench.bench_memory [segments]``.

Prints Markdown. By default 50,000 remembered segments of different sentences, in a database of its
own in memory, and 2,000 concepts with labels in two languages; a page has 300 segments. Times are
processor time (the database works inside the process), so that other work on the machine does not
count. *cold*: the first page of a process, which builds the index of the terms.

``DATABASE_URL`` may name an empty PostgreSQL database; the clock on the wall is shown then too,
because that database works in another process.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

from tests.bench.corpus import Vocabulary
from tests.bench.database import small_world

SEGMENTS, CONCEPTS, PAGE, QUESTIONS = 50_000, 2_000, 300, 200
#: Milliseconds that the issue allows.
SUGGESTION, TERMS = 100, 200


def timed(action: Callable[[], Any]) -> tuple[float, float]:
    """Return the milliseconds of processor time and on the wall that an action takes."""
    start, wall = time.process_time(), time.perf_counter()
    action()
    return (time.process_time() - start) * 1000, (time.perf_counter() - wall) * 1000


def spread(values: list[tuple[float, float]]) -> str:
    """Return median, 95th percentile and the longest, with the longest on the wall."""
    cpu = sorted(value for value, _wall in values)
    wall = max(wall for _value, wall in values)
    at = cpu[int(len(cpu) * 0.95)]
    return f"{statistics.median(cpu):.1f} | {at:.1f} | {cpu[-1]:.1f} | {wall:.1f}"


class Sentences:
    """Makes sentences of the words of the demonstration's papers, drawn by Zipf's law."""

    def __init__(self, seed: int) -> None:
        self.vocabulary = Vocabulary(seed)
        self.random = self.vocabulary.random

    def one(self) -> str:
        """Return a sentence of 6 to 40 words; every tenth begins with a phrase of all papers."""
        start = "the working group recommends that the " if self.random.random() < 0.1 else ""
        return f"{start}{self.vocabulary.text(self.random.randint(6, 40))}.".capitalize()

    def changed(self, sentence: str) -> str:
        """Return the sentence with one word in ten replaced."""
        words = sentence.split()
        for _n in range(max(1, len(words) // 10)):
            words[self.random.randrange(len(words))] = self.vocabulary.text(1)
        return " ".join(words)


def memory(segments: int) -> None:
    """Fill the memory and ask it."""
    from django.utils import timezone

    from translations.memory.filling import Origin, remember
    from translations.memory.finding import suggestions_for

    sentences = Sentences(1)
    texts = list(dict.fromkeys(sentences.one() for _n in range(segments)))
    origin = Origin(None, "A paper", "bg", timezone.now(), None)
    start = time.process_time()
    for first in range(0, len(texts), PAGE):
        batch = texts[first : first + PAGE]
        remember([(text, f"Превод на {text}") for text in batch], "en", origin)
    filled = time.process_time() - start
    chosen = sentences.random.sample(texts, QUESTIONS)
    found = {"similar": 0, "exact": 0, "new": 0}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in found}
    for text in chosen:
        questions = {"exact": text, "similar": sentences.changed(text), "new": sentences.one()}
        for name, question in questions.items():
            got: list[Any] = []
            times[name].append(
                timed(lambda q=question, into=got: into.extend(suggestions_for(q, "en", "bg")))
            )
            wanted = f"Превод на {text}"
            found[name] += any(item.data == wanted for item in got)
    each = filled / len(texts) * 1000
    print(f"\n{len(texts)} segments remembered in {filled:.0f} s ({each:.1f} ms each).\n")
    print("| question | ms (median) | p95 | longest | longest on the wall | found |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, values in times.items():
        print(f"| {name} | {spread(values)} | {found[name]} of {len(values)} |")
    worst = max(value for values in times.values() for value, _wall in values)
    print(f"\nSuggestions in {SUGGESTION} ms or less: {'yes' if worst <= SUGGESTION else 'NO'}")


def terms() -> None:
    """Fill the termbase and find its terms in a page."""
    from translations.termbase.checking import Terms
    from translations.termbase.index import _kept
    from translations.termbase.models import Concept, Label, Stamp

    sentences = Sentences(2)
    Concept.objects.bulk_create([Concept(key=f"concept-{n}") for n in range(CONCEPTS)])
    rows = []
    for number, concept in enumerate(Concept.objects.all()):
        words = sentences.random.sample(sentences.vocabulary.words, 1 + number % 3)
        rows.append(Label(concept=concept, language="en", text=" ".join(words)))
        rows.append(Label(concept=concept, language="bg", text="термин " + "и" * (number % 5)))
    Label.objects.bulk_create(rows)
    Stamp.renew()
    page = []
    for _n in range(PAGE):
        label = sentences.random.choice(rows[::2]).text
        page.append(f"{sentences.one()} {label}.")
    found = 0

    def look() -> None:
        nonlocal found
        shared = Terms("bg")
        found = sum(len(shared.found_in(text)) for text in page)

    _kept.clear()
    cold = timed(look)
    warm = [timed(look) for _n in range(20)]
    print(f"\n{CONCEPTS} concepts, a page of {PAGE} segments, {found} terms found.\n")
    print("| | ms (median) | p95 | longest | longest on the wall |")
    print("| --- | --- | --- | --- | --- |")
    print(f"| a page | {spread(warm)} |")
    print(f"| the first page of a process | {spread([cold])} |")
    worst = max(value for value, _wall in warm)
    print(f"\nTerms of a page in {TERMS} ms or less: {'yes' if worst <= TERMS else 'NO'}")


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("segments", type=int, nargs="?", default=SEGMENTS)
    segments = parser.parse_args().segments
    with small_world():
        memory(segments)
        terms()


if __name__ == "__main__":
    main()
