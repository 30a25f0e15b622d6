"""Addresses of this room without a language: the search for machines."""

from __future__ import annotations

from typing import Any

from django.urls import path

from search.api import api

urlpatterns: list[Any] = [
    path("api/search/", api.urls),
]
