"""The page "Mail" in the account settings."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from cms.mail.kinds import all_kinds
from cms.mail.models import DeliveryChoice
from tests.factories import World


@pytest.fixture
def editor(world: World, client: Client) -> Client:
    """A browser in which the editor is at home."""
    client.force_login(world.editor)
    return client


def sent(client: Client, **choices: str) -> Any:
    """Send the account form as the browser does, with these choices."""
    user = UserProfile.objects.get(user__username="editor.bg").user
    data = {
        "name_email-first_name": "Ana",
        "name_email-last_name": "B",
        "name_email-email": user.email,
        "locale-preferred_language": "",
        "locale-current_time_zone": "",
        "theme-theme": "system",
        "theme-density": "default",
        "theme-contrast": "system",
        "theme-keyboard_shortcuts": "on",
        **{f"delivery-{kind.key}": str(kind.default) for kind in all_kinds()},
        **{f"delivery-{key}": value for key, value in choices.items()},
    }
    return client.post(reverse("wagtailadmin_account"), data)


def test_the_page_offers_none_only_where_it_is_no_duty(editor: Client) -> None:
    response = editor.get(reverse("wagtailadmin_account"))
    html = response.content.decode()
    offered = {
        kind.key: html.split(f'name="delivery-{kind.key}"')[1].split("</select>")[0]
        for kind in all_kinds()
    }
    assert "Not at all" in offered["approved"]
    assert "Not at all" not in offered["step"]
    assert "The digest comes once a day at 07:00" in html


def test_wagtails_switches_that_switch_nothing_are_gone(editor: Client) -> None:
    html = editor.get(reverse("wagtailadmin_account")).content.decode()
    assert "submitted_notifications" not in html
    assert "rejected_notifications" not in html


def test_a_choice_is_kept_and_shown(world: World, editor: Client) -> None:
    editor.get(reverse("wagtailadmin_account"))
    response = sent(editor, approved="none", sent_back="digest")
    assert response.status_code == 302
    rows = DeliveryChoice.objects.filter(user=world.editor)
    assert dict(rows.values_list("kind", "delivery")) == {
        "approved": "none",
        "sent_back": "digest",
    }
    html = editor.get(reverse("wagtailadmin_account")).content.decode()
    chosen = html.split('name="delivery-sent_back"')[1].split("</select>")[0]
    assert 'value="digest" selected' in chosen


def test_none_is_refused_where_it_is_a_duty(world: World, editor: Client) -> None:
    editor.get(reverse("wagtailadmin_account"))
    assert sent(editor, step="none").status_code == 200
    assert not DeliveryChoice.objects.filter(user=world.editor).exists()
