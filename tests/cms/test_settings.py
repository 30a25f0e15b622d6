"""The environment, the production settings and our own checks and lint rules."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from cms import checks, env
from tests.lint_rules import offences

PROJECT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": "k9#" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
    "ALLOWED_HOSTS": "example.org",
    "BASE_URL": "https://example.org",
    "DATABASE_URL": "sqlite:///:memory:",
    "DEFAULT_FROM_EMAIL": "platform@example.org",
    "EMAIL_HOST": "mail.example.org",
}


def run_check(**changes: str | None) -> subprocess.CompletedProcess[str]:
    """Run ``check --deploy`` with the production settings in a process of its own."""
    wanted = {**PRODUCTION, **changes}
    inherited = {k: v for k, v in os.environ.items() if k not in env.NAMES}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=PROJECT,
        env={
            **inherited,
            "DJANGO_SETTINGS_MODULE": "cms.settings.production",
            **{key: value for key, value in wanted.items() if value is not None},
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_the_deployment_check() -> None:
    result = run_check()
    assert result.returncode == 0, result.stderr


def test_production_refuses_to_start_and_names_all_that_is_missing() -> None:
    result = run_check(SECRET_KEY=None, EMAIL_HOST=None)
    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr
    assert "EMAIL_HOST" in result.stderr


def test_production_refuses_the_development_key() -> None:
    result = run_check(SECRET_KEY="development-only-" + "x" * 40)
    assert result.returncode != 0
    assert "development key" in result.stderr


@pytest.mark.parametrize(
    "changes",
    [
        {"SEARCH_URL": "search.example.org"},
        {"SEARCH_URL": "https://a.example.org:9200, ftp://b.example.org:9200"},
        {"SEARCH_URL": "https://search.example.org"},
        {"SEARCH_URL": "https://search.example.org:many"},
        {"SEARCH_CA_CERT": "/nowhere/ca.crt"},
    ],
    ids=["no scheme", "another scheme", "no port", "no number", "no file"],
)
def test_production_refuses_a_search_server_that_cannot_be_one(changes: dict[str, str]) -> None:
    result = run_check(**changes)
    assert result.returncode != 0
    assert f"{next(iter(changes))} must be" in result.stderr


def test_production_takes_several_search_servers() -> None:
    result = run_check(SEARCH_URL="https://a.example.org:9200, https://b.example.org:9200")
    assert result.returncode == 0, result.stderr


def test_every_variable_stands_in_the_example() -> None:
    text = (PROJECT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE)) == env.NAMES


def test_values_are_read_with_their_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_PORT", "2525")
    monkeypatch.setenv("EMAIL_USE_TLS", "off")
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example,")
    assert env.number("EMAIL_PORT", 587) == 2525
    assert env.flag("EMAIL_USE_TLS", True) is False
    assert env.words("ALLOWED_HOSTS") == ["a.example", "b.example"]
    assert env.text("BASE_URL", "x") == os.environ.get("BASE_URL", "x")


@pytest.mark.parametrize(("name", "value"), [("EMAIL_PORT", "many"), ("EMAIL_USE_TLS", "maybe")])
def test_wrong_values_are_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    reader: Any = env.number if name == "EMAIL_PORT" else env.flag
    with pytest.raises(ImproperlyConfigured, match=name):
        reader(name, 1)


def test_undeclared_variables_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="not declared"):
        env.text("SOMETHING_ELSE")


def test_checks_are_silent_on_the_project() -> None:
    for check in (
        checks.page_types_require_steps,
        checks.pages_go_through_the_gate,
        checks.children_go_through_the_gate,
        checks.finish_action_is_ours,
        checks.annexes_are_private,
    ):
        assert check() == [], check.__name__


def test_a_page_type_without_steps_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.review.steps._required", {})
    found = checks.page_types_require_steps()
    assert {error.id for error in found} == {"cms.E001"}
    assert all(error.hint for error in found)


def test_pages_and_children_past_the_gate_are_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nothing:
        pass

    monkeypatch.setattr("cms.pages.BasePage", Nothing)
    assert {error.id for error in checks.pages_go_through_the_gate()} == {"cms.E002"}
    monkeypatch.undo()
    monkeypatch.setattr("cms.review.gate.GatedChild", Nothing)
    assert {error.id for error in checks.children_go_through_the_gate()} == {"cms.E003"}


def test_settings_past_the_gate_are_errors(settings: Any) -> None:
    settings.WAGTAIL_FINISH_WORKFLOW_ACTION = "wagtail.workflows.publish_workflow_state"
    settings.DOCUMENTS_ROOT = str(Path(settings.MEDIA_ROOT) / "documents")
    assert [error.id for error in checks.finish_action_is_ours()] == ["cms.E004"]
    assert [error.id for error in checks.annexes_are_private()] == ["cms.E005"]


@pytest.mark.parametrize(
    "line",
    [
        "Page.objects.filter(pk=1).update(live=True)",
        "Page.objects.update(body='x', title='y')",
        "Page.objects.bulk_update(pages, ['live'])",
    ],
)
def test_writes_past_the_gate_are_found(line: str) -> None:
    assert list(offences(line, "example.py"))


def test_harmless_updates_pass() -> None:
    assert not list(offences("rows.update(ended_at=now)\nsettings.update({'live': 1})", "x.py"))
