"""Addresses of this room that begin with their language."""

from __future__ import annotations

from django.urls import path

from home import views

urlpatterns = [
    path("style-guide/", views.style_guide, name="style-guide"),
]
