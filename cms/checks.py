"""Invariants of the project as system checks, each with a hint."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register


@register()
def page_types_require_steps(**kwargs: Any) -> list[Error]:
    """E001: a creatable page type without steps could never be published."""
    from cms.pages import BasePage
    from cms.review.steps import type_step_keys

    return [
        Error(
            f"{model.__name__} requires no review step, so its pages can never be public.",
            hint="Call cms.review.steps.register_required_steps in the room's AppConfig.ready().",
            obj=model,
            id="cms.E001",
        )
        for model in apps.get_models()
        if issubclass(model, BasePage) and model.is_creatable and not type_step_keys(model)
    ]


@register()
def pages_go_through_the_gate(**kwargs: Any) -> list[Error]:
    """E002: a page type outside ``BasePage`` would be published without review."""
    from wagtail.models import Page

    from cms.pages import BasePage

    return [
        Error(
            f"{model.__name__} is a page type that does not pass the publish gate.",
            hint="Let it inherit from cms.pages.BasePage.",
            obj=model,
            id="cms.E002",
        )
        for model in apps.get_models()
        if issubclass(model, Page) and model is not Page and not issubclass(model, BasePage)
    ]


@register()
def children_go_through_the_gate(**kwargs: Any) -> list[Error]:
    """E003: a child outside ``Child`` could be changed beside its public page."""
    from modelcluster.models import get_all_child_relations

    from cms.pages import BasePage
    from cms.review.gate import GatedChild

    own = [m for m in apps.get_models() if issubclass(m, BasePage)]
    children = {r.related_model for m in own for r in get_all_child_relations(m)}
    return [
        Error(
            f"{child.__name__} is part of a page but not guarded with it.",
            hint="Let it inherit from cms.children.Child.",
            obj=child,
            id="cms.E003",
        )
        for child in sorted(children, key=lambda m: m.__name__)
        if child._meta.app_label != "wagtailcore" and not issubclass(child, GatedChild)
    ]


@register()
def finish_action_is_ours(**kwargs: Any) -> list[Error]:
    """E004: Wagtail's own finish action asks for rights instead of steps."""
    if settings.WAGTAIL_FINISH_WORKFLOW_ACTION == "cms.review.finish.publish_approved":
        return []
    return [
        Error(
            "The last approval would not publish through the gate.",
            hint="Set WAGTAIL_FINISH_WORKFLOW_ACTION to cms.review.finish.publish_approved.",
            id="cms.E004",
        )
    ]


@register()
def annexes_are_private(**kwargs: Any) -> list[Error]:
    """E005: annexes in the public media folder could be read by their address."""
    from pathlib import Path

    documents, media = Path(settings.DOCUMENTS_ROOT), Path(settings.MEDIA_ROOT)
    if documents != media and media not in documents.parents:
        return []
    return [
        Error(
            "DOCUMENTS_ROOT lies inside MEDIA_ROOT, so annexes of drafts would be public.",
            hint="Put DOCUMENTS_ROOT beside MEDIA_ROOT.",
            id="cms.E005",
        )
    ]
