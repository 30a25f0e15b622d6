"""The server of the browser test of staleness: a paper with a public Bulgarian translation.

``python -m tests.browser.stale`` fills its database, with DATA_DIR set.
"""

from __future__ import annotations

from tests.browser import prepare

TITLE = "Shared costs"
ABSTRACT = "In short."


def prepare_staleness() -> None:
    """Make translators, reviewers, a public paper and its translation, and a second paper."""
    from tests.factories import find_world, make_paper
    from tests.translations.conftest import make_people
    from tests.translations.stale_words import public_source, translate
    from tests.workflows import publish_through_review

    world = find_world()
    translate(public_source(world), make_people())
    publish_through_review(make_paper(world, title="Not begun yet"), world)


if __name__ == "__main__":
    prepare.main(prepare_staleness)
