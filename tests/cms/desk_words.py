"""The words of the desk for tests: who finds what in which section."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.factories import World, make_paper
from tests.workflows import submit

DESK = "/admin/desk/"


def in_review(world: World, number: int, **fields: Any) -> list[Any]:
    """Make papers and send them to their first step."""
    papers = []
    for count in range(number):
        paper = make_paper(world, title=f"Paper {count:03}", recommendations=0, **fields)
        submit(paper, world.editor)
        papers.append(paper)
    return papers


def parts(client: Client, user: Any, address: str = DESK) -> dict[str, list[str]]:
    """Return the titles in each section of the desk."""
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return {
        part.section.key: [row.title for row in part.rows] for part in response.context["parts"]
    }


def row_of(client: Client, user: Any, section: str) -> Any:
    """Return the first row of a section of the desk."""
    client.force_login(user)
    found = {part.section.key: part for part in client.get(DESK).context["parts"]}
    return found[section].rows[0]
