"""Addresses of XLIFF files, below ``/admin/translations/xliff/``."""

from __future__ import annotations

from django.urls import path
from wagtail.admin.auth import require_admin_access

from translations.xliff import views

urlpatterns = [
    path("", require_admin_access(views.index), name="xliff"),
    path("export.zip", require_admin_access(views.export_many), name="xliff_export_many"),
    path("<int:translation_id>/", require_admin_access(views.export), name="xliff_export"),
    path("apply/<slug:key>/", require_admin_access(views.apply), name="xliff_apply"),
]
