"""Settings of the server that shows the demo to a browser: production's own, but without HTTPS,
which a server on loopback does not speak. ``tests.browser.demo`` sets the environment."""

from __future__ import annotations

from cms import env
from cms.settings.production import *

CSRF_COOKIE_SECURE = False
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Pictures come from the web server in production; here from a route of the tests.
ROOT_URLCONF = "tests.browser.urls"
SECURE_HSTS_SECONDS = 0
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
STATIC_ROOT = env.text("DATA_DIR") + "/static"
