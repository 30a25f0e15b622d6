"""The doctor's checks of what every installation stands on: database, disk, settings."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import Error as DatabaseFailure
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.doctor import DATABASE, Finding, broken, in_a_line, look, ok, register_check

#: The oldest versions that Django 5.2 and the full-text search work with.
OLDEST_SQLITE = (3, 31)
OLDEST_POSTGRESQL = 14
#: Free space in bytes: below the first somebody should see to it, below the second uploads fail.
LITTLE = 2 * 1024**3
TOO_LITTLE = 200 * 1024**2


def register_all() -> None:
    """Register the checks of this module."""
    register_check(DATABASE, "Database", database, order=100, needs_database=False)
    register_check("migrations", "Migrations", migrations, order=110)
    register_check("disk", "Disk", disk, order=120, needs_database=False)
    register_check("settings", "Settings", deployment, order=130, needs_database=False)


def database() -> Finding:
    """Is the database reachable, and new enough?"""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            version = connection.get_database_version()
    except DatabaseFailure as error:
        words = in_a_line(str(error), 200)
        return broken(
            f"{connection.display_name} cannot be reached, {words}",
            "see that the server runs and that DATABASE_URL is right",
        )
    text = f"{connection.display_name} {'.'.join(map(str, version))}"
    if connection.vendor == "sqlite":
        return _sqlite(text, version)
    if connection.vendor == "postgresql":
        if version[0] < OLDEST_POSTGRESQL:
            return broken(f"{text} is too old", f"install {OLDEST_POSTGRESQL} or newer")
        return ok(text)
    return broken(f"{text} is no database that the search can use", "use PostgreSQL or SQLite")


def _sqlite(text: str, version: tuple[int, ...]) -> Finding:
    if version < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        return broken(f"{text} is too old", f"use a Python with SQLite {oldest} or newer")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA compile_options")
        if ("ENABLE_FTS5",) not in cursor.fetchall():
            return broken(f"{text} has no full-text search (FTS5)", "use PostgreSQL")
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    if mode not in {"wal", "memory"}:
        return look(
            f"{text} in journal mode {mode}: readers wait for writers",
            "start the platform once with its own settings, which switch to WAL",
        )
    return ok(text)


def migrations() -> Finding:
    """Do the tables belong to this version of the program?"""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    if plan:
        first = plan[0][0]
        return broken(
            f"{len(plan)} not applied, the first is {first.app_label}.{first.name}",
            "run manage.py migrate",
        )
    own = set(loader.migrated_apps)
    known = set(loader.disk_migrations) | {
        key for migration in loader.disk_migrations.values() for key in migration.replaces
    }
    unknown = sorted(key for key in loader.applied_migrations if key[0] in own and key not in known)
    if unknown:
        return broken(
            f"the database is newer than the program: it knows {'.'.join(unknown[0])}",
            "install the version of the program that the database belongs to",
        )
    return ok("all applied")


def disk() -> Finding:
    """Is there room, and may the platform write where it must?"""
    for folder in (settings.DATA_DIR, settings.MEDIA_ROOT, settings.DOCUMENTS_ROOT):
        if (error := _cannot_write(Path(folder))) is not None:
            return broken(
                f"{folder} cannot be written, {error}",
                "let it belong to the account that the platform runs as",
            )
    free = shutil.disk_usage(settings.DATA_DIR).free
    text = f"{free / 1024**3:.1f} GB free at {settings.DATA_DIR}"
    if free < TOO_LITTLE:
        return broken(f"only {text}", "make room at once: uploads and the database need it")
    if free < LITTLE:
        return look(f"only {text}", "make room, or give it a larger disk")
    return ok(text)


def _cannot_write(folder: Path) -> str | None:
    """Return why a file cannot be made below ``folder``, None when it can.

    A folder of uploads appears with the first one: until then its parent has to do.
    """
    while not folder.exists() and folder != Path(settings.DATA_DIR):
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"doctor")
    except OSError as error:
        return error.strerror or type(error).__name__
    return None


def deployment() -> Finding:
    """What do the system checks say, those for production too?"""
    if settings.DEBUG:
        return look(
            "DEBUG is on, which is for development only",
            "in production set DJANGO_SETTINGS_MODULE=cms.settings.production",
        )
    found = [
        message
        for message in checks.run_checks(include_deployment_checks=True)
        if message.level >= checks.WARNING and not message.is_silenced()
    ]
    if not found:
        return ok("all system checks pass, those for production too")
    worst = max(found, key=lambda message: message.level)
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    text = f"{worst.id} {in_a_line(worst.msg, 160)}{more}"
    made = broken if worst.level >= checks.ERROR else look
    return made(text, "run manage.py check --deploy")
