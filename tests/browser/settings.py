"""Settings of the server that browser tests talk to: as developers see it, autosave on request."""

from __future__ import annotations

from cms.settings.dev import *

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WAGTAIL_AUTOSAVE_INTERVAL = 0
