"""The server of the browser test of termbase, memory and XLIFF.

``python -m tests.browser.xliff`` fills its database, with DATA_DIR set.
"""

from __future__ import annotations

from tests.browser import prepare

TITLE = "Vouchers for clusters"
REMEMBERED = "Клъстерите плащат ваучера."


def prepare_translation() -> None:
    """Make a public paper, its people, the first terms, and a remembered segment like one of it."""
    from django.utils import timezone

    from tests.factories import body_of, find_world, make_paper, make_user
    from tests.workflows import publish_through_review
    from translations.groups import reviewers_of, translators_of
    from translations.languages import TreeMaker
    from translations.memory.filling import Origin, remember
    from translations.termbase.loading import load_first_terms

    world = find_world()
    TreeMaker(lambda line: None).run()
    make_user("translator.bg", translators_of("bg"))
    make_user("language.bg", reviewers_of("bg"))
    text = "Clusters pay for <b>half</b> of the voucher."
    publish_through_review(make_paper(world, title=TITLE, body=body_of(text)), world)
    load_first_terms()
    origin = Origin(None, "An earlier paper", "bg", timezone.now(), None)
    remember([("Clusters pay for a third of the voucher.", REMEMBERED)], "en", origin)


if __name__ == "__main__":
    prepare.main(prepare_translation)
