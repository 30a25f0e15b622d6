"""Addresses that belong to the whole site: sitemap, robots, style guide."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sitemaps.views import sitemap as render_sitemap
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cms.style_guide import style_guide_context
from home.sitemaps import PageSitemap, RecommendationSitemap


def sitemap(request: HttpRequest) -> HttpResponse:
    """Return the sitemap with the languages of each page."""
    parts: dict[str, Any] = {
        "pages": PageSitemap(request),
        "recommendations": RecommendationSitemap(request),
    }
    return render_sitemap(request, parts)


def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what to leave alone, and where the sitemap is."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*/search/",
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def style_guide(request: HttpRequest) -> HttpResponse:
    """Show every component to those who build or edit pages.

    :raises Http404: for readers, outside development.
    """
    if not (settings.DEBUG or request.user.has_perm("wagtailadmin.access_admin")):
        raise Http404
    return render(request, "cms/style_guide.html", style_guide_context())
