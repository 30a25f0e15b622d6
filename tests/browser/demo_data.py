"""Fills the demo server's database: ``python -m tests.browser.demo_data`` with DATA_DIR set.

The demo, and what it has no reason to hold: a withdrawn publication, a publication in Greek, in
Bulgarian and in Serbian letters, whose fonts and widths the tests look at, and a translated paper
(``tests.browser.translated``).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.sharing import copy_database, quieten_collector

PASSWORD = "password"
#: Languages with all of the demonstration. The others go the same way; each takes its time.
WHOLE = ("bg", "de", "el", "sr")
#: What is there in every language.
EVERYWHERE = (
    "home",
    "library/concept-paper-wg3",
    "topics/cluster-financing",
    "topics/clusters-and-regional-specialization",
    "topics/innovation",
    "topics/international-cooperation",
    "topics/new-skills",
    "topics/sustainability",
)
SOURCE = "choosing-few-priorities-well"
#: The demonstration itself has that one in Bulgarian, with names in Latin letters.
SOURCE_OF = {"bg": "who-trains-the-welder"}
WITHDRAWN = "setting-up-wg1"
REASON = "Shows what readers of a withdrawn text see."

REASON_LETTERS = "Shows the letters of a language to the tests."

#: Title, heading, paragraph by language.
LETTERS = {
    "bg": (
        "Да изберем малко приоритети и да ги изберем добре",
        "Защо малко приоритети",
        (
            "Регионите, които подкрепят всичко, не подкрепят нищо достатъчно дълго. Клъстерът "
            "расте, когато предприятия, университети и общини работят по една и съща задача в "
            "продължение на години. Затова изборът на приоритети е обещание: какво ще правим, с"
            " кого и какво няма да правим. „Малко“ не означава бедно, а означава ясно. Добрият "
            "избор започва с картографиране на това, което вече съществува, продължава с открит"
            " разговор и завършва с решение, което може да бъде проверено след две години."
        ),
    ),
    "el": (
        "Λίγες προτεραιότητες, καλά επιλεγμένες",
        "Γιατί λίγες προτεραιότητες",
        (
            "Οι περιφέρειες που στηρίζουν τα πάντα δεν στηρίζουν τίποτε για αρκετό χρόνο. Ένα "
            "συνεργατικό σχήμα αναπτύσσεται όταν επιχειρήσεις, πανεπιστήμια και δήμοι "
            "εργάζονται για το ίδιο ζήτημα επί χρόνια. Η επιλογή προτεραιοτήτων είναι λοιπόν "
            "υπόσχεση: τι θα κάνουμε, με ποιους και τι δεν θα κάνουμε. «Λίγες» δεν σημαίνει "
            "φτωχές· σημαίνει σαφείς. Η καλή επιλογή αρχίζει με τη χαρτογράφηση όσων ήδη "
            "υπάρχουν, συνεχίζεται με ανοιχτό διάλογο και καταλήγει σε μια απόφαση που μπορεί "
            "να ελεγχθεί ύστερα από δύο έτη."
        ),
    ),
    "sr": (
        "Мало приоритета, добро изабраних",
        "Зашто мало приоритета",
        (
            "Региони који подржавају све не подржавају ништа довољно дуго. Кластер расте када "
            "предузећа, универзитети и општине годинама раде на истом задатку. Зато је избор "
            "приоритета обећање: шта ћемо радити, с ким и шта нећемо радити. „Мало“ не значи "
            "сиромашно, већ значи јасно. Добар избор почиње прегледом онога што већ постоји, "
            "наставља се отвореним разговором и завршава одлуком која се после две године може "
            "проверити."
        ),
    ),
}
SECTIONS = 5
#: The name of their topic by language.
TOPICS = {
    "bg": "Нови умения",
    "el": "Συνεργατικά σχήματα και περιφερειακή εξειδίκευση",
    "sr": "Кластери и регионална специјализација",
}


def give_password(username: str) -> None:
    """Let somebody in: the demo gives passwords to nobody in production."""
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.get(username=username)
    user.set_password(PASSWORD)
    user.save()


def withdraw_one() -> None:
    """Publish a report in an emergency, and take it back."""
    from django.contrib.auth import get_user_model

    from cms.review.doors import publish_in_emergency, withdraw
    from policies.models import Publication

    user = get_user_model().objects.get(username="administrator")
    page = Publication.objects.get(slug=WITHDRAWN).specific
    publish_in_emergency(page, user=user, reason=REASON)
    withdraw(Publication.objects.get(slug=WITHDRAWN).specific, user=user, reason=REASON)


def body_in(heading: str, paragraph: str) -> list[dict[str, Any]]:
    """Return a body long enough to scroll."""
    blocks = []
    for number in range(1, SECTIONS + 1):
        blocks.append(
            {"type": "heading", "value": {"text": f"{heading} {number}", "level": "2"}, "id": ""}
        )
        text = f"<p>{paragraph}</p><p><b>{number}.</b> <i>{paragraph}</i></p>"
        blocks.append({"type": "text", "value": text, "id": ""})
    for index, block in enumerate(blocks):
        block["id"] = f"00000000-0000-4000-8000-{index:012d}"
    return blocks


def translated_topic(topic: Any, locale: Any, title: str) -> Any:
    """Install a topic in a language: a publication stands with the topic of its own."""
    from cms.review.doors import publish_installed

    there = type(topic).objects.filter(translation_key=topic.translation_key, locale=locale).first()
    if there is not None:
        return there
    page = topic.copy_for_translation(locale)
    page.title = page.draft_title = title
    page.introduction = f"<p>{title}</p>"
    return publish_installed(page, REASON_LETTERS)


def translate_one(code: str) -> None:
    """Install a publication in the letters of a language."""
    from django.utils.text import slugify
    from wagtail.models import Locale

    from cms.review.doors import publish_installed
    from policies.models import Publication

    title, heading, paragraph = LETTERS[code]
    slug = SOURCE_OF.get(code, SOURCE)
    source = Publication.objects.get(slug=slug, locale__language_code="en").specific
    page = source.copy_for_translation(Locale.objects.get(language_code=code))
    page.title = page.draft_title = title
    page.slug = slugify(f"{slug}-{code}")
    page.abstract = paragraph[:300].rsplit(".", 1)[0] + "."
    page.body = type(page).body.field.to_python(body_in(heading, paragraph))
    for relation in ("key_messages", "references", "footnotes", "authors", "annexes"):
        setattr(page, relation, [])
    items = list(page.recommendations.all())
    for item in items:
        item.statement = paragraph.split(".")[0] + "."
        item.rationale = item.evidence = f"<p>{paragraph}</p>"
    page.recommendations = items
    page.topic = translated_topic(source.topic, page.locale, TOPICS[code])
    page.working_group = None
    publish_installed(page, REASON_LETTERS)


def main(*migrated: str) -> None:
    """Migrate, load the demo, add the rest.

    :param migrated: a SQLite database in which the migrations have run, to begin with.
    """
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import transaction

    from tests.browser.translated import add_translated_paper
    from translations.groups import partner_languages

    quieten_collector()
    for database in migrated:
        copy_database(Path(database), Path(settings.DATABASES["default"]["NAME"]))
    call_command("migrate", verbosity=0)
    call_command("setup_site")
    call_command("load_demo", languages=",".join(WHOLE))
    others = [code for code in partner_languages() if code not in WHOLE]
    call_command("load_demo", languages=",".join(others), pages=",".join(EVERYWHERE))
    call_command("make_language_trees")
    with transaction.atomic():
        give_password("administrator")
        withdraw_one()
        for code in LETTERS:
            translate_one(code)
    # On its own: what a transaction on commit does for translations has been done by then.
    add_translated_paper()


if __name__ == "__main__":
    main(*sys.argv[1:])
