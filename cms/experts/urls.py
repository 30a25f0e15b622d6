"""The expert's page, in the expert's language."""

from __future__ import annotations

from django.urls import path

from cms.experts import views

urlpatterns = [
    path("outside-review/<int:page_id>/<str:token>/", views.reading, name="experts_reading"),
    path(
        "outside-review/<int:page_id>/<str:token>/files/<int:document_id>/",
        views.file,
        name="experts_file",
    ),
]
