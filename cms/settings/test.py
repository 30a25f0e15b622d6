"""Tests: like development, quicker where the difference is not under test."""

from __future__ import annotations

from .dev import *

DEBUG = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests that need a server start their own.
SEARCH_URL = ""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Autosave in tests happens when a test asks for it.
WAGTAIL_AUTOSAVE_INTERVAL = 0
