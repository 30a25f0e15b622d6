"""Development on one machine: SQLite, no other service, mails as files."""

from __future__ import annotations

from cms import env

from .base import *

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DATABASES = {"default": database(env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}"))}
DEBUG = True
# On the console they would bury the demo accounts that `make run` prints once.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mails"
# Known to everybody and therefore fit for development only; production refuses it.
SECRET_KEY = env.text("SECRET_KEY", "development-only-" + "x" * 40)
WAGTAILSEARCH_BACKENDS = admin_search_backends(DATABASES["default"]["ENGINE"])
