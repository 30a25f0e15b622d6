"""Pages with what the desk says about them, in one query."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, F, FilteredRelation, Q, QuerySet, When
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from cms.review.steps import step_for


def with_duties(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Join the duty that waits, if any: ``duty_*`` fields; a page waits at one step at most."""
    today = timezone.localdate()
    return pages.annotate(
        waiting=FilteredRelation("duties", condition=Q(duties__closed_at__isnull=True)),
        duty_step=F("waiting__step"),
        duty_due=F("waiting__due_on"),
        duty_since=F("waiting__task_state__started_at"),
        duty_taken_until=F("waiting__taken_until"),
        duty_username=F("waiting__taken_by__username"),
        duty_first_name=F("waiting__taken_by__first_name"),
        duty_last_name=F("waiting__taken_by__last_name"),
        # Never empty, so that "not held" finds what nobody took.
        duty_held=Case(
            When(waiting__taken_by__isnull=False, waiting__taken_until__gte=today, then=True),
            default=False,
        ),
    )


def kind_of(page: Any) -> str:
    """Return type and, for a translation, language of a page."""
    model = ContentType.objects.get_for_id(page.content_type_id).model_class()
    name = capfirst(str(model._meta.verbose_name)) if model else ""
    code = page.locale.language_code
    if code == settings.LANGUAGE_CODE:
        return name
    return f"{name}, {page.locale.get_display_name()}"


def title_of(page: Any) -> str:
    """Return the title as the latest draft has it."""
    return str(page.draft_title or page.title)


def address_of(page: Any) -> str:
    """Return where a page is opened from the desk: by whoever asks, as they may."""
    return reverse("desk_open", args=[page.pk])


def full_name(username: str | None, first: str | None, last: str | None) -> str:
    """Return how an account is called: its full name, or its user name."""
    return f"{first or ''} {last or ''}".strip() or (username or "")


def holder_of(page: Any) -> str:
    """Return who is on the step of a page of :func:`with_duties`, by name; "" for nobody."""
    if not page.duty_held:
        return ""
    return full_name(page.duty_username, page.duty_first_name, page.duty_last_name)


def label_of(step: str) -> str:
    """Return a step's name in the active language."""
    try:
        return str(step_for(step).label)
    except KeyError:
        # No room registers it any more.
        return step
