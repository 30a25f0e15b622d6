"""Made-up libraries of any size for measuring, written past the platform's own doors.

Publishing 20,000 papers through review would take an hour; here one paper is made properly and its
rows are multiplied. The words are those of the demonstration's papers, drawn by Zipf's law, with
some that occur once in a thousand papers.
"""

from __future__ import annotations

import json
import random
import re
import uuid
from itertools import accumulate
from pathlib import Path
from typing import Any

from django.db import connection, transaction

ROOT = Path(__file__).resolve().parents[2]
WORDS_IN_BODY = 220
RECOMMENDATIONS = 4
COUNTRIES = ("AL", "AT", "BG", "HR", "GR", "HU", "IT", "RO", "RS", "SK", "SI")


class Vocabulary:
    """Words by falling frequency, and random texts of them."""

    def __init__(self, seed: int = 20261124) -> None:
        self.random = random.Random(seed)  # noqa: S311 the same library at every run
        text = " ".join(
            path.read_text(encoding="utf-8")
            for path in sorted((ROOT / "policies/demo/content").glob("*.md"))
        )
        counts: dict[str, int] = {}
        for word in re.findall(r"[a-z]{3,}", text.lower()):
            counts[word] = counts.get(word, 0) + 1
        self.words = sorted(counts, key=lambda word: (-counts[word], word))
        self.weights = list(accumulate(1 / (rank + 5) for rank in range(len(self.words))))

    def text(self, length: int) -> str:
        """Return a text of so many words."""
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=length))

    def rare(self) -> str:
        """Return one of the words that hardly any text has."""
        return "zy" + "".join(self.random.choices("abcdefgiklmnoprstu", k=3)) + "ent"


def multiply(paper: Any, papers: int, vocabulary: Vocabulary, *, start: int) -> None:
    """Add public papers with recommendations by copying the rows of one.

    :param start: how many there are already.
    """
    from cms.review.models import PublicState
    from policies.models import TopicPage, WorkingGroupPage

    tables = ("wagtailcore_page", "policies_publication", "policies_policypaper")
    topics = list(TopicPage.objects.values_list("pk", flat=True))
    groups = list(WorkingGroupPage.objects.values_list("pk", flat=True))
    with transaction.atomic(), connection.cursor() as cursor:
        rows = {}
        for table, key in zip(tables, ("id", "page_ptr_id", "publication_ptr_id"), strict=True):
            cursor.execute(f"SELECT * FROM {table} WHERE {key} = %s", [paper.pk])  # noqa: S608
            names = [column[0] for column in cursor.description]
            rows[table] = (key, names, dict(zip(names, cursor.fetchone(), strict=True)))
        cursor.execute("SELECT max(id) FROM wagtailcore_page")
        first = cursor.fetchone()[0] + 1
        parent = paper.path[:-4]
        made: dict[str, list[list[Any]]] = {table: [] for table in tables}
        states, recommendations = [], []
        for number in range(papers):
            pk = first + number
            fields = _fields(pk, parent, start + number, vocabulary, topics, groups)
            for table in tables:
                key, names, row = rows[table]
                values = {**row, **{n: v for n, v in fields.items() if n in names}, key: pk}
                made[table].append([values[name] for name in names])
            states.append(PublicState(page_id=pk, fingerprint=f"bench{pk}"))
            recommendations += _recommendations(pk, paper.locale_id, vocabulary)
        for table in tables:
            _key, names, _row = rows[table]
            marks = ", ".join(["%s"] * len(names))
            columns = ", ".join(f'"{name}"' for name in names)
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", made[table])  # noqa: S608
    PublicState.objects.bulk_create(states, batch_size=2000)
    _store(recommendations)


def _fields(
    pk: int, parent: str, number: int, vocabulary: Vocabulary, topics: list[int], groups: list[int]
) -> dict[str, Any]:
    draw = vocabulary.random
    text = f"{vocabulary.text(WORDS_IN_BODY)} {vocabulary.rare()}"
    block = str(uuid.UUID(int=draw.getrandbits(128)))
    body = [{"type": "text", "value": f"<p>{text}</p>", "id": block}]
    title = vocabulary.text(6).capitalize()
    return {
        "path": parent + _step(number + 1000),
        "depth": len(parent) // 4 + 1,
        "numchild": 0,
        "title": title,
        "draft_title": title,
        "slug": f"paper-{pk}",
        "url_path": f"/home/library/paper-{pk}/",
        "translation_key": uuid.UUID(int=draw.getrandbits(128)).hex,
        "latest_revision_id": None,
        "live_revision_id": None,
        "abstract": vocabulary.text(40),
        "body": json.dumps(body),
        "reference_number": f"B-{pk}",
        "topic_id": draw.choice(topics),
        "working_group_id": draw.choice(groups),
        "countries": ",".join(sorted(draw.sample(COUNTRIES, draw.randint(1, 3)))),
        "policy_level": draw.choice(("eu", "national", "regional", "local")),
        "publication_date": f"{draw.randint(2012, 2026)}-0{draw.randint(1, 9)}-15",
    }


def _step(number: int) -> str:
    """Return one step of a path as treebeard writes it: four digits to the base 36."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    text = ""
    for _ in range(4):
        number, rest = divmod(number, 36)
        text = digits[rest] + text
    return text


def _recommendations(page: int, locale: int, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    draw = vocabulary.random
    return [
        {
            "page_id": page,
            "locale_id": locale,
            "sort_order": order,
            "statement": vocabulary.text(14).capitalize(),
            "rationale": f"<p>{vocabulary.text(30)}</p>",
            "addressee": draw.choice(("eu", "national", "regional", "cluster_organisation")),
            "instrument": draw.choice(("funding", "regulation", "networking", "information")),
        }
        for order in range(RECOMMENDATIONS)
    ]


def _store(recommendations: list[dict[str, Any]]) -> None:
    from policies.models import Recommendation

    Recommendation.objects.bulk_create(
        [Recommendation(**fields) for fields in recommendations], batch_size=2000
    )
