"""Addresses of the desk, below ``/admin/``."""

from __future__ import annotations

from django.urls import path

from cms.desk import load, pipeline, views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/open/<int:page_id>/", views.open_page, name="desk_open"),
    path("desk/take/<int:duty_id>/", views.take, name="desk_take"),
    path("desk/release/<int:duty_id>/", views.release, name="desk_release"),
    path("reports/pipeline/", pipeline.PipelineView.as_view(), name="desk_pipeline"),
    path(
        "reports/pipeline/results/",
        pipeline.PipelineView.as_view(results_only=True),
        name="desk_pipeline_results",
    ),
    path("reports/load/", load.load, name="desk_load"),
]
