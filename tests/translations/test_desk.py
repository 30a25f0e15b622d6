"""The translators' desk: matrix, list, CSV, giving work, beginning many at once."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from tests.factories import World, find_world, fresh, make_paper
from tests.translations.conftest import make_people, once_for_a_module
from tests.translations.stale_words import public_source, republish, translate
from tests.translations.words import begin, fill, submit
from tests.workflows import publish_through_review
from translations import interest, many
from translations.assigning import assign
from translations.desk import Asked, chosen
from translations.enums import State
from translations.models import Assignment, BulkRun, Standing

DESK = "translations_desk"


@pytest.fixture(scope="module")
def prepared_papers(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """Make three public papers and the people of two languages once for the module."""
    with once_for_a_module(django_db_blocker):
        accounts, world = make_people(), find_world()
        made = [make_paper(world, title=f"Paper {number}") for number in range(3)]
        for paper in made:
            publish_through_review(paper, world)
        yield {"people": accounts, "papers": [paper.pk for paper in made]}


@pytest.fixture
def people(prepared_papers: dict[str, Any], world: World) -> dict[str, Any]:
    accounts = type(world.editor).objects
    return {role: accounts.get(pk=user.pk) for role, user in prepared_papers["people"].items()}


@pytest.fixture
def papers(prepared_papers: dict[str, Any], world: World) -> list[Any]:
    return [Page.objects.get(pk=pk).specific for pk in prepared_papers["papers"]]


def page_of(client: Client, **query: Any) -> Any:
    response = client.get(reverse(DESK), query)
    assert response.status_code == 200
    return response


def listed(client: Client, **query: Any) -> list[str]:
    return [line.source.title for line in page_of(client, **query).context["lines"]]


def test_administrators_see_all_languages_side_by_side(
    client: Client, world: World, people: dict[str, Any], papers: list[Any]
) -> None:
    translate(papers[0], people)
    client.force_login(world.administrator)
    page = page_of(client)
    assert len(page.context["shown"]) == 11
    line = next(ln for ln in page.context["lines"] if ln.source.pk == papers[0].pk)
    states = {cell.code: cell.state for cell in line.cells}
    assert states["bg"] == State.CURRENT
    assert set(states.values()) == {State.CURRENT, State.MISSING}
    assert "Up to date" in page.content.decode()


def test_the_filters(
    client: Client, world: World, people: dict[str, Any], papers: list[Any]
) -> None:
    begun = begin(papers[1])
    assign(begun, people["translator"], people["second"])
    client.force_login(people["translator"])
    bg = {"language": "bg", "type": "policies.policypaper"}
    assert set(listed(client, **bg)) == {"Paper 0", "Paper 1", "Paper 2"}
    assert listed(client, **bg, state="writing") == ["Paper 1"]
    assert set(listed(client, **bg, state="missing")) == {"Paper 0", "Paper 2"}
    assert listed(client, **bg, mine="on") == ["Paper 1"]
    assert listed(client, **bg, q="aper 2") == ["Paper 2"]
    assert len(listed(client, **bg, topic=str(world.topic.pk))) == 3
    assert listed(client, **bg, topic=str(world.other_topic.pk)) == []
    assert listed(client, language="bg", type="policies.topicpage", q="Paper") == []
    assert listed(client, **bg, state="nonsense", topic="x" * 30, p="zz") != []


def test_the_queries_do_not_grow(
    client: Client, world: World, people: dict[str, Any], papers: list[Any]
) -> None:
    client.force_login(world.administrator)

    def asked() -> int:
        page_of(client)
        with CaptureQueriesContext(connection) as queries:
            page_of(client)
        return len(queries)

    begin(papers[0])
    few = asked()
    for paper in papers:
        for code in ("bg", "de", "hr"):
            begin(fresh(paper), code)
    assert asked() == few
    assert few <= 25, few


def test_readers_interest_goes_first_where_it_is_known(
    client: Client,
    people: dict[str, Any],
    papers: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client.force_login(people["translator"])
    assert listed(client, type="policies.policypaper")[0] == "Paper 2"
    assert "newest first" in page_of(client).content.decode()
    monkeypatch.setattr(interest, "_known", [])
    interest.register_interest(lambda: {papers[1].translation_key: 7})
    assert listed(client, type="policies.policypaper") == ["Paper 1", "Paper 2", "Paper 0"]
    assert "most asked for" in page_of(client).content.decode()


def test_a_title_is_no_formula_in_the_table(
    client: Client, world: World, people: dict[str, Any]
) -> None:
    publish_through_review(make_paper(world, title='=HYPERLINK("x")'), world)
    client.force_login(people["translator"])
    response = client.get(reverse("translations_table"), {"type": "policies.policypaper"})
    rows = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1][0] == '\'=HYPERLINK("x")'
    assert rows[1][2:4] == ["bg", "Not begun"]


def test_taken_and_given(
    client: Client, world: World, people: dict[str, Any], papers: list[Any]
) -> None:
    client.force_login(people["translator"])
    url = reverse("translations_act", args=["bg"])
    client.post(url, {"act": f"take-{papers[0].pk}", "filters": "language=bg"})
    assert Assignment.objects.get().user_id == people["translator"].pk
    give = {"act": "give", "page": [str(p.pk) for p in papers], "filters": "language=bg"}
    client.post(url, {**give, "person": str(people["second"].pk)})
    assert set(Assignment.objects.values_list("user_name", flat=True)) == {"second.bg"}
    assert Assignment.objects.count() == 3
    client.post(url, {**give, "person": str(people["foreign_translator"].pk)})
    assert set(Assignment.objects.values_list("user_name", flat=True)) == {"second.bg"}
    client.post(url, {**give, "person": "nobody"})
    assert not Assignment.objects.exists()
    for stranger in (people["foreign_translator"], world.editor):
        client.force_login(stranger)
        client.post(url, {"act": f"take-{papers[0].pk}"})
        assert not Assignment.objects.exists()


def test_many_are_begun_in_steps(
    client: Client,
    world: World,
    people: dict[str, Any],
    papers: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(many, "STEP_SECONDS", 60)
    begin(papers[0])
    draft = make_paper(world, title="A draft")
    client.force_login(people["translator"])
    response = client.post(
        reverse("translations_act", args=["bg"]),
        {
            "act": "begin",
            "page": [*(str(p.pk) for p in papers), str(draft.pk), "999999", "x"],
            "filters": "language=bg",
        },
    )
    run = BulkRun.objects.get()
    assert response.url == reverse("translations_many", args=[run.pk])
    assert run.pages == [p.pk for p in papers], "drafts and nonsense are left out"
    assert "0 of 3" in client.get(response.url).content.decode()
    run = many.go_on(run, most=1)
    assert (run.position, run.begun) == (1, 0), "one was begun before"
    # Left in the middle, it goes on where it was.
    answer = client.post(response.url, headers={"accept": "application/json"}).json()
    assert answer == {"position": 3, "total": 3, "begun": 2, "finished": True}
    assert "2 translations begun" in client.get(response.url).content.decode()
    assert Translation.objects.filter(target_locale__language_code="bg").count() == 3
    client.force_login(people["foreign_translator"])
    assert client.get(response.url).status_code in (302, 403)


def test_everything_that_the_filter_shows(
    client: Client, people: dict[str, Any], papers: list[Any]
) -> None:
    client.force_login(people["translator"])
    filters = "language=bg&type=policies.policypaper&q=Paper"
    form = {"act": "begin", "everything": "on", "filters": filters}
    client.post(reverse("translations_act", args=["bg"]), form)
    assert set(BulkRun.objects.get().pages) == {p.pk for p in papers}


def test_a_page_that_cannot_be_begun_is_reported_and_passed(
    people: dict[str, Any], papers: list[Any], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from translations import editing

    whole = editing.start

    def sometimes(page: Any, locale: Any) -> Any:
        if page.pk == papers[1].pk:
            raise RuntimeError("odd")
        return whole(page, locale)

    monkeypatch.setattr(editing, "start", sometimes)
    draft = make_paper(world, title="A draft")
    keys = [papers[0].pk, papers[1].pk, draft.pk, 999999, papers[2].pk]
    run = many.begin_run(people["translator"], "bg", keys, by_machine=False)
    assert many.go_on_with_all(timezone.now()) == 0, "it was begun just now"
    assert many.go_on_with_all(timezone.now() + many.LEFT_ALONE * 2) == 5
    run.refresh_from_db()
    assert (run.begun, run.finished_at is not None) == (2, True)
    assert [item["title"] for item in run.refused] == ["Paper 1", "A draft", "999999"]


def test_many_by_machine_wait_for_a_person(
    people: dict[str, Any], papers: list[Any], settings: Any
) -> None:
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    keys = [paper.pk for paper in papers]
    many.go_on(many.begin_run(people["translator"], "bg", keys, by_machine=True), seconds=60)
    found = StringTranslation.objects.values_list("translation_type", flat=True)
    assert set(found) == {"machine"}
    asked = Asked(["bg"], state=State.MACHINE)
    from translations.states import bring_up_to_date

    bring_up_to_date()
    assert chosen(asked, people["translator"]).count() == 3


def test_the_page_of_a_language_says_what_to_do_next(
    client: Client, world: World, people: dict[str, Any]
) -> None:
    source = public_source(world)
    translate(source, people)
    republish(source, world, abstract="In long.")
    other = publish_through_review(make_paper(world, title="Other"), world)
    waiting = begin(other)
    fill(waiting, people["translator"])
    submit(waiting, people["translator"])
    url = reverse("translations_language", args=["bg"])
    client.force_login(people["translator"])
    tasks = {task["state"]: task for task in client.get(url).context["tasks"]}
    assert State.REVIEW not in tasks
    assert [line.source.title for line in tasks[State.STALE]["lines"]] == ["Shared costs"]
    assert len(tasks[State.MISSING]["lines"]) == 5
    client.force_login(people["reviewer"])
    tasks = {task["state"]: task for task in client.get(url).context["tasks"]}
    assert [line.source.title for line in tasks[State.REVIEW]["lines"]] == ["Other"]
    client.force_login(people["foreign_reviewer"])
    assert client.get(url).status_code in (302, 403)


def test_every_translation_has_a_standing(papers: list[Any]) -> None:
    croatian = Locale.objects.get(language_code="hr")
    source = begin(papers[0]).source
    other = Translation.objects.create(source=source, target_locale=croatian)
    assert Standing.objects.filter(translation=other, dirty=True).exists()
