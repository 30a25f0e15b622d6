"""Production: everything secret comes from the environment, and its absence stops the start."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from cms import env

from .base import *

env.require_production()

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_COOKIE_SECURE = True
DATABASES = {
    "default": database(env.text("DATABASE_URL"), conn_max_age=60, conn_health_checks=True)
}
DEBUG = False
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL")
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_TIMEOUT = 10
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)
_after_security = MIDDLEWARE.index("django.middleware.security.SecurityMiddleware") + 1
MIDDLEWARE[_after_security:_after_security] = [
    # Static files come from the application itself: no second server to keep in step.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages shrink to a fifth on the wire. Static files come compressed; outside of all that changes
    # HTML. Django pads what it compresses at random, so that its length tells nothing (BREACH).
    "django.middleware.gzip.GZipMiddleware",
]
SECRET_KEY = env.text("SECRET_KEY")
if SECRET_KEY.startswith("development-only-"):
    raise ImproperlyConfigured("SECRET_KEY is the development key; make one of your own")
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
if env.flag("TRUST_PROXY_HEADERS", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    MIDDLEWARE.insert(0, "cms.proxy.SenderMiddleware")
SECURE_SSL_REDIRECT = True
SERVER_EMAIL = DEFAULT_FROM_EMAIL
SESSION_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cms.stylesheets.JoinedStylesheetsStorage"},
}
SEARCH_REPLICAS = env.number("SEARCH_REPLICAS", 1)
if SEARCH_URL:
    # Worked off by `manage.py db_worker --backend search`; without a worker `run_due` delivers.
    TASKS = {**TASKS, "search": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
WAGTAILSEARCH_BACKENDS = admin_search_backends(DATABASES["default"]["ENGINE"])
