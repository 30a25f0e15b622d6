"""Addresses of this room without a language: what machines look for at the root."""

from __future__ import annotations

from django.urls import path

from home import views

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
