"""Comments follow their passage: edited around, moved, divided, deleted, brought back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.comments.following import following_switched_off_for_a_test
from cms.comments.models import Thread
from tests.cms.commenting import again, comment_on, draft_of
from tests.factories import World, fresh

Block = tuple[str, str]


def text_block(text: str, key: str | None = None) -> dict[str, Any]:
    """Return the raw data of a paragraph."""
    return {"type": "text", "value": f"<p>{text}</p>", "id": key or str(uuid.uuid4())}


def write(page: Any, blocks: Sequence[dict[str, Any]], user: Any) -> None:
    """Save a draft whose body is made of these blocks."""
    draft = draft_of(page)
    draft.body = list(blocks)
    draft.save_revision(user=user)


@pytest.fixture
def three(world: World, paper: Any) -> tuple[Any, list[dict[str, Any]]]:
    """A paper of three paragraphs."""
    blocks = [
        text_block("One: clusters share a market scout in four countries."),
        text_block("Two: the scout is paid by all members alike, whatever their size is."),
        text_block("Three: after a year the members decide whether they go on."),
    ]
    write(paper, blocks, world.editor)
    return paper, blocks


def place(thread: Thread) -> tuple[str, bool]:
    """Return where a thread stands and whether its passage is gone."""
    thread = again(thread)
    return thread.anchor.rpartition(":")[2], thread.is_gone


def test_it_stays_when_the_text_around_changes(
    world: World, three: tuple[Any, list[dict[str, Any]]]
) -> None:
    paper, blocks = three
    thread = comment_on(paper, world.reviewer, "Two:", quote="paid by all members")
    blocks[0] = text_block("Something quite different.", blocks[0]["id"])
    blocks[1] = text_block("Two, shorter: it is paid by all members.", blocks[1]["id"])
    write(paper, [text_block("New."), *blocks], world.editor)
    assert place(thread) == (blocks[1]["id"], False)
    assert again(thread).text[again(thread).offset :].startswith("paid by all members")


def test_it_moves_with_its_block(world: World, three: tuple[Any, list[dict[str, Any]]]) -> None:
    paper, blocks = three
    thread = comment_on(paper, world.reviewer, "Two:")
    write(paper, [blocks[1], blocks[2], blocks[0]], world.editor)
    assert place(thread) == (blocks[1]["id"], False)


@pytest.mark.parametrize("keeps_key", ["first", "second"])
def test_it_goes_with_its_words_when_the_block_is_divided(
    world: World, three: tuple[Any, list[dict[str, Any]]], keeps_key: str
) -> None:
    paper, blocks = three
    key = blocks[1]["id"]
    thread = comment_on(paper, world.reviewer, "Two:", quote="whatever their size")
    halves = [
        text_block("Two: the scout is paid by all members alike,", key),
        text_block("whatever their size is.", None),
    ]
    if keeps_key == "second":
        halves[0]["id"], halves[1]["id"] = halves[1]["id"], halves[0]["id"]
    write(paper, [blocks[0], *halves, blocks[2]], world.editor)
    assert place(thread) == (halves[1]["id"], False)


def test_it_is_kept_and_marked_when_its_block_is_deleted_and_comes_back_with_it(
    world: World, three: tuple[Any, list[dict[str, Any]]]
) -> None:
    paper, blocks = three
    thread = comment_on(paper, world.reviewer, "Two:")
    write(paper, [blocks[0], blocks[2]], world.editor)
    assert place(thread)[1]
    assert again(thread).first_text.startswith("Two: the scout")
    write(paper, blocks, world.editor)
    assert place(thread) == (blocks[1]["id"], False)


def test_it_says_so_when_only_its_words_are_gone(
    world: World, three: tuple[Any, list[dict[str, Any]]]
) -> None:
    paper, blocks = three
    thread = comment_on(paper, world.reviewer, "Two:", quote="whatever their size")
    blocks[1] = text_block("Two: rewritten from the ground up.", blocks[1]["id"])
    write(paper, blocks, world.editor)
    assert place(thread) == (blocks[1]["id"], False)
    assert again(thread).quote_gone


def test_common_words_lead_to_no_other_passage(
    world: World, three: tuple[Any, list[dict[str, Any]]]
) -> None:
    paper, blocks = three
    thread = comment_on(paper, world.reviewer, "Two:", quote="members")
    write(paper, [blocks[0], blocks[2]], world.editor)
    assert place(thread)[1], "it went to another passage that says “members”"


def test_children_are_followed_by_their_own_key(world: World, paper: Any) -> None:
    thread = comment_on(paper, world.reviewer, "Do the thing number 0")
    draft = draft_of(paper)
    item = draft.recommendations.first()
    item.statement = "Do something else."
    draft.recommendations = [type(item)(statement="First now.", sort_order=0), item]
    draft.save_revision(user=world.editor)
    assert again(thread).anchor == f"child:recommendations:{item.translation_key}"
    assert again(thread).label == "Recommendation 2"
    assert not again(thread).is_gone


def test_autosave_in_place_is_followed_too(
    world: World, three: tuple[Any, list[dict[str, Any]]]
) -> None:
    paper, blocks = three
    thread = comment_on(paper, world.reviewer, "Two:")
    draft = draft_of(paper)
    draft.body = [blocks[0], blocks[2]]
    draft.save_revision(user=world.editor, overwrite_revision=fresh(paper).latest_revision)
    assert place(thread)[1]


# --- Whatever happens ----------------------------------------------------------------------


class Body:
    """Paragraphs under edit, with what each comment means told independently of the platform."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.number = 0

    def sentence(self) -> str:
        """Return a sentence that occurs nowhere else."""
        self.number += 1
        return f"This is sentence number {self.number:04d} of the paper."

    def add(self, sentences: int) -> None:
        """Add a paragraph."""
        self.blocks.append((str(uuid.uuid4()), " ".join(self.sentence() for _ in range(sentences))))

    def raw(self) -> list[dict[str, Any]]:
        """Return the raw data of the body."""
        return [text_block(text, key) for key, text in self.blocks]

    def holding(self, words: str) -> str | None:
        """Return the key of the block that says ``words``."""
        return next((key for key, text in self.blocks if words in text), None)

    def change(self, kind: str, at: int, other: int) -> None:
        """Edit, move, split, merge or delete a paragraph."""
        index = at % len(self.blocks)
        key, text = self.blocks[index]
        parts = [f"{part.strip('. ')}." for part in text.split(". ") if part.strip()]
        if kind == "edit":
            parts[other % len(parts)] = self.sentence()
            self.blocks[index] = (key, " ".join(parts))
        elif kind == "around":
            self.blocks[index] = (key, f"{self.sentence()} {text} {self.sentence()}")
        elif kind == "move":
            self.blocks.insert(other % len(self.blocks), self.blocks.pop(index))
        elif kind in {"split", "split-back"} and len(parts) > 1:
            middle = 1 + other % (len(parts) - 1)
            halves = [" ".join(parts[:middle]), " ".join(parts[middle:])]
            keys = [key, str(uuid.uuid4())]
            if kind == "split-back":
                keys.reverse()
            self.blocks[index : index + 1] = list(zip(keys, halves, strict=True))
        elif kind == "merge" and index + 1 < len(self.blocks):
            self.blocks[index : index + 2] = [(key, f"{text} {self.blocks[index + 1][1]}")]
        elif kind == "delete" and len(self.blocks) > 1:
            del self.blocks[index]


KINDS = ["edit", "around", "move", "split", "split-back", "merge", "delete"]
changes = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 30), st.integers(0, 30)),
    min_size=3,
    max_size=7,
)


def play(paper: Any, user: Any, steps: list[tuple[str, int, int]]) -> None:
    """Comment on everything, change the text step by step, and look after each step."""
    body = Body()
    for sentences in (3, 1, 4):
        body.add(sentences)
    write(paper, body.raw(), user)
    by_words: dict[int, str] = {}
    by_block: dict[int, str] = {}
    for key, text in body.blocks:
        at_block = Thread(page_id=paper.pk, anchor=f"block:body:{key}", first_text=text, text=text)
        at_block.save()
        by_block[at_block.pk] = key
        for words in text.rstrip(".").split(". "):
            at_words = Thread(
                page_id=paper.pk,
                anchor=at_block.anchor,
                quote=words,
                offset=text.index(words),
                first_text=text,
                text=text,
            )
            at_words.save()
            by_words[at_words.pk] = words
    for kind, at, other in steps:
        body.change(kind, at, other)
        write(paper, body.raw(), user)
        threads = Thread.objects.of(paper).in_bulk()
        assert threads.keys() == by_words.keys() | by_block.keys(), "a comment is lost"
        keys = {key for key, _text in body.blocks}
        for pk, thread in threads.items():
            key = thread.anchor.rpartition(":")[2]
            assert thread.is_gone != (key in keys), f"{kind}: neither at a block nor marked"
            assert thread.first_text, "the old text is lost"
            if pk in by_words:
                right = body.holding(by_words[pk])
                if right is not None:
                    assert key == right, f"{kind}: the words are elsewhere"
                    assert not thread.quote_gone
                else:
                    assert thread.is_gone or thread.quote_gone, f"{kind}: the words are gone"
            elif by_block[pk] in keys:
                assert key == by_block[pk], f"{kind}: it left its block"
            if pk in by_block and not thread.is_gone:
                by_block[pk] = key


def examples(number: int) -> Any:
    """Return hypothesis settings for tests that write to the database."""
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def undone(paper: Any, user: Any, steps: list[tuple[str, int, int]]) -> None:
    """Play and undo what was written."""
    with transaction.atomic():
        play(paper, user, steps)
        transaction.set_rollback(True)


def test_no_comment_is_lost_whatever_happens_to_the_blocks(world: World, paper: Any) -> None:
    @examples(40)
    @given(steps=changes)
    def check(steps: list[tuple[str, int, int]]) -> None:
        undone(paper, world.editor, steps)

    check()


def test_without_following_that_test_fails(world: World, paper: Any) -> None:
    with following_switched_off_for_a_test(), pytest.raises(AssertionError):
        undone(paper, world.editor, [("delete", 0, 0), ("split", 1, 1), ("split-back", 1, 2)])
