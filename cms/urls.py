"""Addresses of the platform. What readers open begins with its language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import media
from cms.mail import urls as mail_urls
from cms.review import urls as review_urls

urlpatterns: list[Any] = [
    # Before Wagtail's own, so that its history page is ours.
    path("admin/", include(review_urls)),
    # Before Wagtail's own, so that its account settings hold our page “Mail”.
    path("admin/", include(mail_urls)),
    # Before Wagtail's own, so that what wagtail-localize writes past the review is closed.
    path("admin/", include("translations.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Asked by the web server in front before it hands out a file of /media/.
    path("media-allowed/<path:path>", media.allowed, name="media_allowed"),
    path("", include("home.root_urls")),
    path("", include("search.root_urls")),
]

if settings.DEBUG:
    urlpatterns += staticfiles_urlpatterns()
    urlpatterns += [
        path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    ]

urlpatterns += i18n_patterns(
    path("", include("cms.experts.urls")),
    path("", include("home.urls")),
    path("", include("search.urls")),
    path("", include("policies.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=True,
)
