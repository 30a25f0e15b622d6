"""Addresses of review in the admin; the first two stand in for Wagtail's own history."""

from __future__ import annotations

from django.urls import path
from wagtail.admin.auth import require_admin_access

from cms.review import views

urlpatterns = [
    path(
        "pages/<int:page_id>/history/", require_admin_access(views.history), name="review_history"
    ),
    path(
        "pages/<int:page_id>/history/results/",
        require_admin_access(views.history_results),
        name="review_history_results",
    ),
    path("review/<int:page_id>/emergency/", views.emergency, name="review_emergency"),
    path("review/<int:page_id>/archive/", views.archive, name="review_archive"),
]
