"""Addresses of comments in the admin."""

from __future__ import annotations

from django.urls import path
from wagtail.admin.auth import require_admin_access

from cms.comments import views

urlpatterns = [
    path("comments/<int:page_id>/", require_admin_access(views.reading), name="comments_reading"),
    path(
        "comments/<int:page_id>/people/", require_admin_access(views.people), name="comments_people"
    ),
]
