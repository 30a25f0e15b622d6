"""The words of staleness for tests: a paper with parts of every kind, changed one at a time."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from policies.models import Recommendation
from tests.factories import World, fresh, make_paper
from tests.translations.words import approve, begin, in_bulgarian, pair_source_text, submit
from tests.workflows import publish_through_review
from translations.bulk import type_in
from translations.enums import State
from translations.judging import asked_of, judge
from translations.models import Standing
from translations.pairs import pairs_of
from translations.states import bring_up_to_date, compute


def key(number: int) -> str:
    """Return the key of a body block."""
    return f"00000000-0000-4000-8000-{number:012d}"


def block(number: int, kind: str, value: Any) -> dict[str, Any]:
    """Return a raw body block."""
    return {"type": kind, "value": value, "id": key(number)}


TABLE = {
    "data": [["Country", "Firms"], ["Austria", "Many firms"]],
    "first_row_is_table_header": True,
    "first_col_is_header": False,
    "table_header_choice": "row",
    "table_caption": "",
    "cell": [],
    "mergeCells": [],
}


#: A sentence with a link in it.
LINKED = 'Firms find <a href="https://example.org/a">partners</a> abroad.'


def body() -> list[dict[str, Any]]:
    """Return a body of a heading, two paragraphs in one block, another one, and a table."""
    return [
        block(1, "heading", {"text": "How clusters work", "level": "2"}),
        block(2, "text", "<p>Clusters share costs in the region.</p><p>They meet every year.</p>"),
        block(3, "text", f"<p>{LINKED}</p>"),
        block(4, "table", {"caption": "Numbers", "table": copy.deepcopy(TABLE)}),
    ]


def public_source(world: World) -> Any:
    """Return a public paper with this body and two recommendations."""
    paper = make_paper(
        world, title="Shared costs", body=body(), recommendations=2, abstract="In short."
    )
    return publish_through_review(paper, world)


def translate(page: Any, people: dict[str, Any]) -> Any:
    """Carry a page into Bulgarian, approved and public; return the translation."""
    translation = begin(fresh(page))
    pairs = pairs_of(translation)
    texts = {pair.pk: in_bulgarian(pair_source_text(pair)) for pair in pairs}
    type_in(translation, pairs, texts, people["translator"])
    submit(translation, people["translator"])
    approve(translation, people["reviewer"])
    return translation


def draft_with(page: Any, world: World, **changes: Any) -> Any:
    """Save a draft with other fields; ``recommendations`` takes (statement, identity) pairs."""
    draft = fresh(page).get_latest_revision_as_object()
    said = changes.pop("recommendations", None)
    if said is not None:
        draft.recommendations = [
            Recommendation(
                statement=statement,
                addressee="regional",
                sort_order=number,
                translation_key=identity or uuid.uuid4(),
            )
            for number, (statement, identity) in enumerate(said)
        ]
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision(user=world.editor)
    return fresh(page)


def republish(page: Any, world: World, **changes: Any) -> Any:
    """Change a public page and carry the change through review; nobody judges it."""
    draft_with(page, world, **changes)
    return publish_through_review(page, world)


def judge_draft(page: Any, user: Any, *, wording: Any = "all") -> tuple[int, int]:
    """Say of the draft's changes which are in wording only: all, or those that ``wording`` picks.

    :param wording: ``"all"`` or ``change -> bool``.
    """
    asked = asked_of(fresh(page))
    assert asked is not None
    keys = {c.key for c in asked.changes if wording == "all" or wording(c)}
    return judge(fresh(page), asked, keys, user)


def standing(translation: Any) -> Standing:
    """Return how a translation stands; checks that what is kept is what is computed."""
    bring_up_to_date()
    kept = Standing.objects.get(pk=translation.pk)
    anew = compute([translation.pk])[0]
    for name in ("state", "public", "total", "done", "machine", "errors", "changed"):
        assert getattr(kept, name) == getattr(anew, name), name
    return kept


def state(translation: Any) -> State:
    """Return the state of a translation."""
    return State(standing(translation).state)


def with_block(raw: list[dict[str, Any]], number: int, value: Any) -> list[dict[str, Any]]:
    """Return a body in which one block has another value."""
    return [{**part, "value": value} if part["id"] == key(number) else part for part in raw]


def long_paper(world: World, *, sections: int = 145) -> Any:
    """Return a public paper; with 145 sections some 5,000 words and 300 segments."""
    words = (
        "clusters cooperate across borders when regions plan their programmes together and often"
    )
    raw: list[dict[str, Any]] = []
    for number in range(sections):
        heading = {"text": f"Section {number} of it", "level": "2"}
        text = f"<p>In {number} cases {words} {words} {words}.</p>"
        raw.append(block(2 * number, "heading", heading))
        raw.append(block(2 * number + 1, "text", text))
    paper = make_paper(world, title="Long", body=raw, recommendations=8)
    return publish_through_review(paper, world)
