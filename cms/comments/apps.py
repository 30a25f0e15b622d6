"""Comments on the rendered draft, at a block."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    """Comments on the rendered draft, at a block."""

    name = "cms.comments"
    label = "comments"
    verbose_name = _("Comments")
