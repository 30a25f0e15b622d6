"""Addresses of recommendations."""

from __future__ import annotations

from django.urls import path

from policies import views

urlpatterns = [
    path("recommendations/<uuid:identifier>/", views.recommendation, name="recommendation"),
]
