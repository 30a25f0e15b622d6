"""Puts papers that wait for their working group into a server's database.

``python -m tests.browser.waiting "First title" "Second title"`` with the server's environment;
prints the number of each page.
"""

from __future__ import annotations

import os
import sys


def main(titles: list[str]) -> None:
    """Make and submit one paper for each title, under the editor's name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.browser.settings")
    import django

    django.setup()
    from tests.factories import find_world, make_paper
    from tests.workflows import submit

    world = find_world()
    for title in titles:
        paper = make_paper(world, title=title)
        submit(paper, world.editor)
        print(paper.pk)


if __name__ == "__main__":
    main(sys.argv[1:])
