"""The platform's addresses, and pictures: in production the web server in front hands them out."""

from __future__ import annotations

from django.conf import settings
from django.urls import path
from django.views.static import serve

from cms.urls import urlpatterns as platform_patterns

urlpatterns = [
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    *platform_patterns,
]
