"""The server of the browser tests of translation: people, a paper, a Serbian page.

``python -m tests.browser.translate`` fills its database, with DATA_DIR set.
"""

from __future__ import annotations

from tests.browser import prepare

TITLE = "Spread of clusters"
SERBIAN = "Његова инјекција знања"


def prepare_translation() -> None:
    """Make languages, translators, language reviewers, a public paper and its Serbian form."""
    from tests.factories import find_world, fresh, make_paper, make_user
    from tests.translations.words import approve, begin, submit
    from tests.workflows import publish_through_review
    from translations.editing import save_segment
    from translations.groups import reviewers_of, translators_of
    from translations.languages import TreeMaker
    from translations.pairs import pairs_of

    world = find_world()
    TreeMaker(lambda line: None).run()
    for code in ("bg", "sr"):
        make_user(f"translator.{code}", translators_of(code))
        make_user(f"language.{code}", reviewers_of(code))
    paper = publish_through_review(make_paper(world, title=TITLE), world)
    translation = begin(fresh(paper), "sr")
    people = type(world.editor).objects
    translator = people.get(username="translator.sr")
    for pair in pairs_of(translation):
        save_segment(translation, pair.pk, SERBIAN, pair.token, translator)
    submit(translation, translator)
    approve(translation, people.get(username="language.sr"))


if __name__ == "__main__":
    prepare.main(prepare_translation)
