"""Addresses of the import, below ``/admin/import/``."""

from __future__ import annotations

from django.urls import path

from policies.import_admin import again, checks, failures, views

urlpatterns = [
    path("import/", views.upload, name="import_upload"),
    path("import/<uuid:key>/", views.progress, name="import_progress"),
    path("import/<uuid:key>/preview/", views.preview, name="import_preview"),
    path("import/<uuid:key>/body/", views.body, name="import_body"),
    path("import/<uuid:key>/image/<int:number>/", views.image, name="import_image"),
    path("import/<uuid:key>/compare/", again.compare, name="import_compare"),
    path("import/<uuid:key>/seen/", failures.dismiss, name="import_dismiss"),
    path("import/into/<int:page_id>/", again.upload, name="import_again"),
    path("content-checks/<int:page_id>/", checks.findings, name="content_checks"),
]
