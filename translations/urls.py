"""Addresses of this room in the admin, and those of wagtail-localize that ours stand in for.

Included before Wagtail's own, so that what is closed here is closed, whatever a later version of
wagtail-localize puts below these addresses.
"""

from __future__ import annotations

from django.urls import include, path, re_path
from wagtail.admin.auth import require_admin_access

from translations import change_views, desk_views, views

urlpatterns = [
    path("translations/xliff/", include("translations.xliff.urls")),
    re_path(r"^localize/", require_admin_access(views.closed), name="translations_closed"),
    re_path(r"^locales/", require_admin_access(views.closed), name="translations_closed_locales"),
    path("translations/", require_admin_access(desk_views.desk), name="translations_desk"),
    path("translations/table/", require_admin_access(desk_views.table), name="translations_table"),
    path(
        "translations/language/<slug:code>/",
        require_admin_access(desk_views.language),
        name="translations_language",
    ),
    path(
        "translations/language/<slug:code>/act/",
        require_admin_access(desk_views.act),
        name="translations_act",
    ),
    path(
        "translations/many/<int:run_id>/",
        require_admin_access(desk_views.begin_many),
        name="translations_many",
    ),
    path(
        "translations/changes/<int:page_id>/",
        require_admin_access(change_views.changes),
        name="translations_changes",
    ),
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
