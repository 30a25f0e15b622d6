"""Duties follow the task states of Wagtail."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate, post_save
from wagtail.models import TaskState

from cms.desk.duties import catch_up, follow


def follow_task_state(sender: Any, instance: Any, raw: bool, **kwargs: Any) -> None:
    """Make or close the duty. Not Wagtail's task signals: a review that begins anew sends none."""
    if not raw:
        follow(instance)


def catch_up_after_migration(sender: Any, **kwargs: Any) -> None:
    """Make the duties of steps that began before there were duties."""
    catch_up()


def connect() -> None:
    """Connect every handler once."""
    post_save.connect(follow_task_state, sender=TaskState, dispatch_uid="desk.follow")
    post_migrate.connect(
        catch_up_after_migration,
        sender=apps.get_app_config("desk"),
        dispatch_uid="desk.catch_up",
    )
