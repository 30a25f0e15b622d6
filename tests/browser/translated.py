"""A short paper of the demo server that went through review and, in Bulgarian and in Serbian,
through translation and language review: what the search of those languages is tried on."""

from __future__ import annotations

import re
from typing import Any

TITLE = "Shared laboratories for small firms"
_TAGS = re.compile(r"<[^>]*>")

#: Each segment in English, Bulgarian and Serbian.
SEGMENTS = (
    (
        TITLE,
        "Споделени лаборатории за малки предприятия",
        "Заједничке лабораторије за мала предузећа",
    ),
    (
        "A small firm seldom needs a laboratory for a whole year. Several firms can share one.",
        (
            "Малкото предприятие рядко се нуждае от лаборатория през цялата година. Няколко"
            " предприятия могат да споделят една."
        ),
        (
            "Малом предузећу лабораторија ретко треба током целе године. Више предузећа може да "
            "дели једну."
        ),
    ),
    ("Why they share", "Защо споделят", "Зашто деле"),
    (
        (
            "A machine that stands still costs as much as one that works. Where three clusters take"
            " turns, each of them pays for the days that it uses and for nothing else."
        ),
        (
            "Машина, която стои, струва колкото машина, която работи. Където три клъстера се "
            "редуват, всеки от тях плаща за дните, които използва, и за нищо друго."
        ),
        (
            "Машина која стоји кошта колико и она која ради. Где се три кластера смењују, сваки "
            "од њих плаћа дане које користи и ништа друго."
        ),
    ),
    ("How it is run", "Как се управлява", "Како се води"),
    (
        (
            "A calendar that everybody can see is worth more than a contract. It names the week, "
            "the firm and the person who holds the key."
        ),
        (
            "Календар, който всички виждат, струва повече от договор. В него са записани седмицата,"
            " предприятието и човекът, който държи ключа."
        ),
        (
            "Календар који сви виде вреди више од уговора. У њему стоје недеља, предузеће и особа"
            " која држи кључ."
        ),
    ),
    (
        "Pay for one laboratory in each region, and let two clusters run it.",
        "Финансирайте по една лаборатория във всеки регион и нека я управляват два клъстера.",
        "Финансирајте по једну лабораторију у сваком региону и нека је воде два кластера.",
    ),
    (
        "Two owners watch each other, and neither can close the door.",
        "Двама собственици се наблюдават взаимно и никой от тях не може да затвори вратата.",
        "Два власника пазе један на другог и ниједан не може да затвори врата.",
    ),
    (
        "Publish the price of each measurement.",
        "Публикувайте цената на всяко измерване.",
        "Објавите цену сваког мерења.",
    ),
    (
        "Who knows the price in advance comes earlier.",
        "Който знае цената предварително, идва по-рано.",
        "Ко цену зна унапред, долази раније.",
    ),
    (
        "Train two technicians in each cluster.",
        "Обучете по двама техници във всеки клъстер.",
        "Обучите по два техничара у сваком кластеру.",
    ),
    (
        "One of them may fall ill.",
        "Единият от тях може да се разболее.",
        "Један од њих може да се разболи.",
    ),
)
LANGUAGES = {"bg": 1, "sr": 2}
# Places in SEGMENTS.
_BODY = ((2, "heading"), (3, "text"), (4, "heading"), (5, "text"))
_RECOMMENDATIONS = ((6, "regional"), (8, "cluster_organisation"), (10, "cluster_organisation"))


def _body() -> list[dict[str, Any]]:
    """Return the body: two sections, long enough for the recommendations to be below the fold."""
    blocks = []
    for place, kind in _BODY:
        text = SEGMENTS[place][0]
        value = {"text": text, "level": "2"} if kind == "heading" else f"<p>{text}</p>"
        identifier = f"00000000-0000-4000-9000-{place:012d}"
        blocks.append({"type": kind, "value": value, "id": identifier})
    return blocks


def write_paper() -> Any:
    """Write the paper, and carry it through both steps of review by two people."""
    import datetime

    from django.contrib.auth import get_user_model
    from wagtail.models import Page

    from policies.models import (
        PolicyPaper,
        PublicationIndexPage,
        Recommendation,
        TopicPage,
        WorkingGroupPage,
    )
    from tests.workflows import approve, submit

    people = get_user_model().objects
    author = people.get(username="editor.bg")
    english = {"locale__language_code": "en"}
    model: Any = PolicyPaper
    paper = model(
        title=TITLE,
        live=False,
        owner=author,
        topic=TopicPage.objects.get(number=5, **english),
        working_group=WorkingGroupPage.objects.get(number=5, **english),
        abstract=SEGMENTS[1][0],
        body=_body(),
        countries=["BG", "RS"],
        # Earlier than all others: the pictures of the demo show those.
        publication_date=datetime.date(2024, 2, 5),
    )
    paper.recommendations = [
        Recommendation(
            statement=SEGMENTS[place][0],
            rationale=f"<p>{SEGMENTS[place + 1][0]}</p>",
            addressee=addressee,
            sort_order=number,
        )
        for number, (place, addressee) in enumerate(_RECOMMENDATIONS)
    ]
    PublicationIndexPage.objects.get(**english).add_child(instance=paper)
    paper.save_revision(user=author, log_action=True)
    submit(paper, author)
    approve(paper, people.get(username="reviewer.wg5"))
    return Page.objects.get(pk=approve(paper, people.get(username="publisher.eu")).pk).specific


def translate(paper: Any, code: str) -> Any:
    """Translate the paper as a translator does, segment by segment; let a language reviewer
    approve it.

    :raises KeyError: when a segment is not in :data:`SEGMENTS`.
    """
    from tests.factories import make_user
    from tests.translations.words import approve, begin, pair_source_text, submit
    from translations.editing import save_segment
    from translations.groups import reviewers_of, translators_of
    from translations.pairs import pairs_of

    words = {segment[0]: segment[LANGUAGES[code]] for segment in SEGMENTS}
    translator = make_user(f"search.translator.{code}", translators_of(code))
    reviewer = make_user(f"search.reviewer.{code}", reviewers_of(code))
    translation = begin(paper, code)
    for pair in pairs_of(translation):
        source = _TAGS.sub("", pair_source_text(pair)).strip()
        save_segment(translation, pair.pk, words[source], pair.token, translator)
    submit(translation, translator)
    return approve(translation, reviewer)


def add_translated_paper() -> None:
    """Add the paper in its three languages."""
    paper = write_paper()
    for code in LANGUAGES:
        translate(paper, code)
