"""Addresses of this room that begin with their language."""

from __future__ import annotations

from django.urls import path

from search import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/export.csv", views.export, name="search-export"),
    path("search/suggest/", views.suggest, name="search-suggest"),
]
