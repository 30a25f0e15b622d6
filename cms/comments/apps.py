"""Comments on the rendered draft, at a block."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    """Lets comments follow their passages and stand against a last approval."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "cms.comments"
    label = "comments"
    verbose_name = _("Comments")

    def ready(self) -> None:
        """Connect the handlers; register the objection and the kinds of mail."""
        from cms.comments import mails, signal_handlers
        from cms.comments.objections import open_comments
        from cms.review.objections import register_objection

        signal_handlers.connect()
        register_objection(open_comments)
        mails.register_kinds()
