"""What the platform publishes."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    """Registers the working group step and what each page type requires."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "policies"
    verbose_name = _("Policies")

    def ready(self) -> None:
        """Register the steps of this room's page types."""
        from cms.comments.passages import register_reading
        from cms.due.jobs import register_job
        from cms.review.steps import EDITORIAL, register_required_steps, register_step
        from policies import desk, models, review_by
        from policies.permissions import WORKING_GROUP
        from policies.reading import publication_reading
        from policies.searchable import register_kinds

        desk.register_all()
        register_kinds()
        review_by.register_kinds()
        register_job("review_by", _("Review-by notices"), review_by.tell_review_by)
        register_reading(models.Publication, publication_reading, (("part:about", _("Facts")),))
        register_step(WORKING_GROUP)
        register_required_steps(models.Publication, WORKING_GROUP.key, EDITORIAL.key)
        for structural in (
            models.PartnerIndexPage,
            models.PartnerPage,
            models.PublicationIndexPage,
            models.TopicIndexPage,
            models.TopicPage,
            models.WorkingGroupIndexPage,
            models.WorkingGroupPage,
        ):
            register_required_steps(structural, EDITORIAL.key)
