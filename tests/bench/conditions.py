"""Under which conditions pages are measured: those of production, and on what."""

from __future__ import annotations

import datetime
import os
import platform
import sqlite3
from importlib.metadata import version

PACKAGES = {"Django": "django", "Wagtail": "wagtail", "modelsearch": "modelsearch"}


def require_production() -> None:
    """See that what the test client asks for is rendered as in production.

    :raises RuntimeError: when something costs time that readers would not wait for.
    """
    from django.conf import settings
    from django.db import connection
    from django.template import Engine, Template
    from django.template.loaders.cached import Loader

    if settings.DEBUG or connection.force_debug_cursor:
        raise RuntimeError("Statements are logged, as for debugging")
    # Set by `setup_test_environment`: each template would send its context to the client.
    if vars(Template)["_render"].__module__ != Template.__module__:
        raise RuntimeError("Templates are instrumented, as for tests")
    if not all(isinstance(loader, Loader) for loader in Engine.get_default().template_loaders):
        raise RuntimeError("Templates are read anew for each page")


def database_version() -> str:
    """Return the name and version of the database in use."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def described(*servers: str) -> str:
    """Return day, versions and machine in a line.

    :param servers: with their versions, database first.
    """
    packages = [f"{name} {version(package)}" for name, package in PACKAGES.items()]
    python = f"Python {platform.python_version()}"
    today = datetime.datetime.now(tz=datetime.UTC).date()
    return (
        f"{today:%-d %B %Y}; {', '.join([python, *packages, *servers])}; "
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"
    )
