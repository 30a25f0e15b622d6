"""Addresses of this room in the admin, and those of wagtail-localize that ours stand in for.

Included before Wagtail's own, so that what is closed here is closed, whatever a later version of
wagtail-localize puts below these addresses.
"""

from __future__ import annotations

from django.urls import include, path, re_path
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from translations import change_views, desk_views, views

_for_the_admin = [
    re_path(r"^localize/", views.closed, name="translations_closed"),
    re_path(r"^locales/", views.closed, name="translations_closed_locales"),
    path("translations/", desk_views.desk, name="translations_desk"),
    path("translations/table/", desk_views.table, name="translations_table"),
    path(
        "translations/language/<slug:code>/",
        desk_views.language,
        name="translations_language",
    ),
    path(
        "translations/language/<slug:code>/act/",
        desk_views.act,
        name="translations_act",
    ),
    path(
        "translations/many/<int:run_id>/",
        desk_views.begin_many,
        name="translations_many",
    ),
    path(
        "translations/changes/<int:page_id>/",
        change_views.changes,
        name="translations_changes",
    ),
    path(
        "translations/start/<int:page_id>/<slug:code>/",
        views.start,
        name="translations_start",
    ),
    path(
        "translations/<int:translation_id>/",
        views.editor,
        name="translations_editor",
    ),
    path(
        "translations/<int:translation_id>/segments/<int:segment_id>/",
        views.segment,
        name="translations_segment",
    ),
    path(
        "translations/<int:translation_id>/state/",
        views.state,
        name="translations_state",
    ),
    path(
        "translations/<int:translation_id>/preview/<slug:side>/",
        views.preview,
        name="translations_preview",
    ),
]

urlpatterns = [
    path("translations/xliff/", include("translations.xliff.urls")),
    *decorate_urlpatterns(_for_the_admin, require_admin_access),
]
