"""Addresses of this room in the admin, and those of wagtail-localize that ours stand in for.

Included before Wagtail's own, so that what is closed here is closed, whatever a later version of
wagtail-localize puts below these addresses.
"""

from __future__ import annotations

from django.urls import path, re_path
from wagtail.admin.auth import require_admin_access

from translations import views

urlpatterns = [
    re_path(r"^localize/", require_admin_access(views.closed), name="translations_closed"),
    re_path(r"^locales/", require_admin_access(views.closed), name="translations_closed_locales"),
    path("translations/", require_admin_access(views.desk), name="translations_desk"),
    path(
        "translations/start/<int:page_id>/<slug:code>/",
        require_admin_access(views.start),
        name="translations_start",
    ),
    path(
        "translations/<int:translation_id>/",
        require_admin_access(views.editor),
        name="translations_editor",
    ),
    path(
        "translations/<int:translation_id>/segments/<int:segment_id>/",
        require_admin_access(views.segment),
        name="translations_segment",
    ),
    path(
        "translations/<int:translation_id>/state/",
        require_admin_access(views.state),
        name="translations_state",
    ),
    path(
        "translations/<int:translation_id>/preview/<slug:side>/",
        require_admin_access(views.preview),
        name="translations_preview",
    ),
]
