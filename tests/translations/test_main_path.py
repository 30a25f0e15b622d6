"""From English to Bulgarian: translate, be sent back, correct, be approved, be read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.review import doors
from cms.review.exceptions import FourEyes, NotReviewed
from cms.review.models import PublicState
from cms.review.steps import required_step_keys
from policies.models import PolicyPaper, Recommendation
from tests.cms.commenting import comment_on
from tests.factories import World, fresh, make_paper
from tests.translations.words import approve, begin, fill, send_back, submit, write
from tests.workflows import approve as approve_source
from tests.workflows import edit, publish_through_review
from tests.workflows import submit as submit_source
from translations import submission
from translations.models import Submission
from translations.pairs import pairs_of

pytestmark = pytest.mark.usefixtures("begun")


def target(translation: Any) -> Any:
    return submission.target_of(translation)


def test_the_whole_way(translation: Any, people: dict[str, Any], public_paper: Any) -> None:
    assert target(translation) is None
    fill(translation, people["translator"])
    page = submit(translation, people["translator"])
    assert not page.live
    assert required_step_keys(page) == ("language_review",)
    send_back(translation, people["reviewer"])
    write(translation, 0, "Клъстери през границите", people["second"])
    submit(translation, people["second"])
    page = approve(translation, people["reviewer"])
    assert page.live
    assert page.title == "Клъстери през границите"
    assert page.slug == "klusteri-prez-granitsite" or page.slug.startswith("kl")
    assert page.reference_number == public_paper.reference_number
    english = set(Recommendation.objects.filter(page=public_paper).values_list("translation_key"))
    bulgarian = set(Recommendation.objects.filter(page=page).values_list("translation_key"))
    assert english == bulgarian
    assert Submission.objects.filter(published_at__isnull=False).count() == 1


def test_readers_read_it(client: Client, translated: Any, people: dict[str, Any]) -> None:
    submit(translated, people["translator"])
    page = approve(translated, people["reviewer"])
    response = client.get(page.url)
    assert response.status_code == 200
    assert page.url.startswith("/bg/")
    html = response.content.decode()
    assert page.title in html
    assert '<html lang="bg"' in html
    source = submission.source_of(translated)
    assert f'hreflang="en" href="{source.full_url}"' in html or source.url in html


def test_nothing_missing_can_be_submitted(translation: Any, people: dict[str, Any]) -> None:
    with pytest.raises(submission.NotReadyError, match="without a translation"):
        submit(translation, people["translator"])
    assert target(translation) is None


def test_four_eyes_count_everybody_who_wrote(translation: Any, people: dict[str, Any]) -> None:
    fill(translation, people["translator"])
    write(translation, 1, "Друго начало", people["both"])
    submit(translation, people["translator"])
    with pytest.raises(FourEyes):
        approve(translation, people["both"])
    assert not target(translation).live
    assert approve(translation, people["reviewer"]).live


def test_after_publication_a_writer_may_review_the_next_change(
    translation: Any, people: dict[str, Any]
) -> None:
    fill(translation, people["both"])
    submit(translation, people["both"])
    approve(translation, people["reviewer"])
    write(translation, 1, "Нов текст", people["translator"])
    submit(translation, people["translator"])
    assert approve(translation, people["both"]).live


def test_with_an_open_comment_the_reviewer_says_why_it_does_not_count(
    client: Client, translated: Any, people: dict[str, Any]
) -> None:
    page = submit(translated, people["translator"])
    abstract = page.get_latest_revision_as_object().abstract
    comment_on(page, people["reviewer"], abstract)
    client.force_login(people["reviewer"])
    address = reverse("translations_editor", args=[translated.pk])
    assert "approve-despite" not in client.get(address).content.decode()
    refused = client.post(address, {"act": "approve", "words": "Well done, all of it."})
    assert "approve-despite" in refused.content.decode()
    client.post(address, {"act": "approve-despite", "words": "no"})
    assert not fresh(page).live
    client.post(address, {"act": "approve-despite", "words": "It is about another text."})
    assert fresh(page).live


@pytest.mark.parametrize("role", ["translator", "foreign_reviewer", "foreign_translator"])
def test_others_cannot_approve(translated: Any, people: dict[str, Any], role: str) -> None:
    submit(translated, people["translator"])
    with pytest.raises(NotReviewed):
        approve(translated, people[role])
    state = target(translated).current_workflow_task_state
    with pytest.raises((NotReviewed, FourEyes)):
        state.task.specific.on_action(state, people[role], "approve")
    assert not target(translated).live


@pytest.mark.parametrize("role", ["publisher", "editor", "administrator", "superuser", "reviewer"])
def test_nobody_of_the_source_language_approves(
    translated: Any, people: dict[str, Any], world: World, role: str
) -> None:
    page = submit(translated, people["translator"])
    state = page.current_workflow_task_state
    with pytest.raises(NotReviewed):
        state.task.specific.on_action(state, world.users[role], "approve")
    with pytest.raises(NotReviewed):
        page.latest_revision.publish(user=world.users[role], skip_permission_checks=True)
    assert not target(translated).live


def test_only_translators_of_the_language_submit(translated: Any, people: dict[str, Any]) -> None:
    for role in ("reviewer", "foreign_translator"):
        with pytest.raises(NotReviewed):
            submit(translated, people[role])


def scheduled_translation(world: World, people: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Return a paper approved for a later day, its approved translation and that day."""
    later = timezone.now().replace(microsecond=0) + dt.timedelta(days=3)
    paper = make_paper(world, title="Later")
    draft = fresh(paper).get_latest_revision_as_object()
    draft.go_live_at = later
    draft.save_revision(user=world.editor)
    submit_source(paper, world.editor)
    approve_source(paper, world.reviewer)
    paper = approve_source(paper, world.publisher)
    assert not paper.live
    assert paper.scheduled_revision is not None
    translation = begin(paper)
    fill(translation, people["translator"])
    submit(translation, people["translator"])
    return paper, approve(translation, people["reviewer"]), later


def test_it_goes_public_with_its_source(world: World, people: dict[str, Any]) -> None:
    _paper, page, later = scheduled_translation(world, people)
    assert not page.live
    assert page.scheduled_revision.approved_go_live_at == later


def test_a_date_taken_back_takes_the_translations_off_the_calendar(
    client: Client, world: World, people: dict[str, Any]
) -> None:
    paper, page, _later = scheduled_translation(world, people)
    client.force_login(world.publisher)
    revision = paper.scheduled_revision
    address = reverse("wagtailadmin_pages:revisions_unschedule", args=[paper.pk, revision.pk])
    client.post(address)
    assert fresh(paper).scheduled_revision is None
    assert fresh(page).scheduled_revision is None
    now = fresh(page).latest_revision.as_object()
    now.go_live_at = None
    with pytest.raises(NotReviewed):
        now.save_revision().publish(user=world.publisher, skip_permission_checks=True)


def test_a_later_date_holds_the_translations_back(world: World, people: dict[str, Any]) -> None:
    paper, page, later = scheduled_translation(world, people)
    much_later = later + dt.timedelta(days=5)
    draft = fresh(paper).get_latest_revision_as_object()
    draft.go_live_at = much_later
    # The date is no content: the approved text keeps its approval.
    draft.save_revision(user=world.editor).publish(user=world.publisher)
    assert fresh(paper).scheduled_revision.approved_go_live_at == much_later
    assert fresh(page).scheduled_revision.approved_go_live_at == much_later


def test_a_draft_is_not_translated(world: World, people: dict[str, Any]) -> None:
    with pytest.raises(NotReviewed):
        begin(make_paper(world))


def test_a_change_of_the_source_changes_nothing_public(
    translated: Any, people: dict[str, Any], world: World, public_paper: Any
) -> None:
    submit(translated, people["translator"])
    page = approve(translated, people["reviewer"])
    before = PublicState.objects.get(page=page).fingerprint
    edit(public_paper, world.editor, "Wholly other words.")
    publish_through_review(public_paper, world)
    assert PublicState.objects.get(page=page).fingerprint == before
    assert "Wholly" not in str(fresh(page).body)


def test_archiving_and_bringing_back_carry_over(
    translated: Any, people: dict[str, Any], world: World, public_paper: Any
) -> None:
    submit(translated, people["translator"])
    page = approve(translated, people["reviewer"])
    doors.archive(fresh(public_paper), user=world.publisher, reason="Ten years old by now")
    state = PublicState.objects.get(page=page)
    assert state.archived_at
    assert state.archive_reason == "Ten years old by now"
    doors.take_out_of_archive(
        fresh(public_paper), user=world.publisher, reason="Still needed by many"
    )
    assert PublicState.objects.get(page=page).archived_at is None


def test_withdrawing_carries_over_with_its_reason(
    client: Client,
    translated: Any,
    people: dict[str, Any],
    world: World,
    public_paper: Any,
) -> None:
    submit(translated, people["translator"])
    page = approve(translated, people["reviewer"])
    address = page.url
    doors.withdraw(fresh(public_paper), user=world.administrator, reason="The numbers were wrong")
    assert not fresh(page).live
    response = client.get(address)
    assert response.status_code == 410
    assert "The numbers were wrong" in response.content.decode()
    write(translated, 1, "Още", people["translator"])
    with pytest.raises(submission.NotReadyError):
        submit(translated, people["translator"])


def test_a_withdrawn_source_closes_the_review(
    translated: Any, people: dict[str, Any], world: World, public_paper: Any
) -> None:
    page = submit(translated, people["translator"])
    doors.withdraw(fresh(public_paper), user=world.administrator, reason="The numbers were wrong")
    with pytest.raises(NotReviewed):
        approve(translated, people["reviewer"])
    assert not fresh(page).live


def test_while_in_review_the_segments_stand_still(
    client: Client, translated: Any, people: dict[str, Any]
) -> None:
    submit(translated, people["translator"])
    client.force_login(people["second"])
    pair = pairs_of(translated)[1]
    address = reverse("translations_segment", args=[translated.pk, pair.pk])
    response = client.post(address, {"text": "Промяна", "token": pair.token})
    assert response.status_code == 423
    submission.take_back(translated, people["translator"])
    response = client.post(address, {"text": "Промяна", "token": pair.token})
    assert response.status_code == 200


def test_the_parent_has_to_be_there(world: World, people: dict[str, Any], bulgarian: Any) -> None:
    translation = begin(world.topic)
    fill(translation, people["translator"])
    with pytest.raises(submission.NotReadyError, match="translated first"):
        submit(translation, people["translator"])
    assert Page.objects.filter(locale=bulgarian).count() == 2


def test_a_second_paper_of_the_same_title_gets_its_own_slug(
    world: World, people: dict[str, Any]
) -> None:
    slugs = set()
    for number in range(2):
        paper = make_paper(world, title="Same", slug=f"same-{number}")
        publish_through_review(paper, world)
        translation = begin(fresh(paper))
        fill(translation, people["translator"])
        submit(translation, people["translator"])
        slugs.add(approve(translation, people["reviewer"]).slug)
    assert len(slugs) == 2
    assert PolicyPaper.objects.filter(locale__language_code="bg", live=True).count() == 2
