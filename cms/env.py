"""The one reader of the environment.

Every setting that differs between machines is read here, once, under a name that stands in
``.env.example`` (a test compares the two). Values come from the process environment only; nothing
is read from files, so that secrets never lie in the work tree.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


@dataclass(frozen=True)
class Variable:
    """A variable the platform reads: its name, what it is for and whether production demands it."""

    name: str
    purpose: str
    required_in_production: bool = False


VARIABLES: tuple[Variable, ...] = (
    Variable("SECRET_KEY", "Signs sessions and links; 50 characters or more", True),
    Variable("ALLOWED_HOSTS", "Host names the site answers to, separated by commas", True),
    Variable("BASE_URL", "Public address of the site, used in mails: https://…", True),
    Variable("DATABASE_URL", "postgres://… or sqlite:///…", True),
    Variable("DEFAULT_FROM_EMAIL", "Sender of the platform's mails", True),
    Variable("EMAIL_HOST", "SMTP server", True),
    Variable("EMAIL_PORT", "Port of the SMTP server; 587 if not given"),
    Variable("EMAIL_USER", "User at the SMTP server"),
    Variable("EMAIL_PASSWORD", "Password at the SMTP server"),
    Variable("EMAIL_USE_TLS", "STARTTLS on or off; on if not given"),
    Variable("DATA_DIR", "Folder of uploads and of the SQLite database; var/ if not given"),
    Variable("SECURE_HSTS_SECONDS", "Seconds browsers insist on HTTPS; a year if not given"),
    Variable(
        "SEARCH_URL", "Elasticsearch nodes, separated by commas: https://…; none if not given"
    ),
    Variable("SEARCH_API_KEY", "API key at Elasticsearch"),
    Variable("SEARCH_CA_CERT", "File with the certificate that Elasticsearch's are signed with"),
    Variable("SEARCH_INDEX", "Name of the alias in Elasticsearch; clusterpolisee if not given"),
    Variable("SEARCH_SHARDS", "Shards of an index; 1 if not given"),
    Variable("SEARCH_REPLICAS", "Copies of each shard; 1 in production if not given"),
    Variable(
        "SEARCH_TIMEOUT_MS", "Milliseconds a reader waits for Elasticsearch; 1500 if not given"
    ),
    Variable("TRUST_PROXY_HEADERS", "On when a proxy in front sets X-Forwarded-Proto"),
)
NAMES = frozenset(variable.name for variable in VARIABLES)


def _read(name: str) -> str | None:
    if name not in NAMES:
        raise ImproperlyConfigured(f"{name} is read but not declared in cms/env.py")
    value = os.environ.get(name)
    return value if value else None


def text(name: str, default: str = "") -> str:
    """Return the variable as text, or ``default`` when it is unset or empty."""
    return _read(name) or default


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list of stripped, non-empty words."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def servers(name: str) -> str:
    """Return a comma-separated variable of servers, each ``http(s)://host:port``.

    :raises ImproperlyConfigured: when one of them is none.
    """
    for word in words(name):
        try:
            parts = urlsplit(word)
            whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port
        except ValueError:
            whole = False
        if not whole:
            raise ImproperlyConfigured(
                f"{name} must be like https://host:9200, with commas between, not {word!r}"
            )
    return ",".join(words(name))


def existing_file(name: str) -> str:
    """Return a variable that names a file.

    :raises ImproperlyConfigured: when there is no such file.
    """
    path = text(name)
    if path and not Path(path).is_file():
        raise ImproperlyConfigured(f"{name} must be a file that can be read, not {path!r}")
    return path


def _converted(name: str, default: T, convert: Callable[[str], T], what: str) -> T:
    value = _read(name)
    if value is None:
        return default
    try:
        return convert(value)
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(f"{name} must be {what}, not {value!r}") from error


def number(name: str, default: int) -> int:
    """Return the variable as an integer.

    :raises ImproperlyConfigured: when the value is not a whole number.
    """
    return _converted(name, default, int, "a whole number")


def flag(name: str, default: bool) -> bool:
    """Return the variable as a truth value (1/true/yes/on or 0/false/no/off).

    :raises ImproperlyConfigured: when the value is any other word.
    """
    meanings = dict.fromkeys(TRUE_WORDS, True) | dict.fromkeys(FALSE_WORDS, False)
    return _converted(name, default, lambda value: meanings[value.lower()], "on or off")


def require_production() -> None:
    """Refuse to start when something production needs is missing, naming everything at once.

    :raises ImproperlyConfigured: with the list of missing variables and what each is for.
    """
    missing = [v for v in VARIABLES if v.required_in_production and _read(v.name) is None]
    if missing:
        lines = "\n".join(f"  {variable.name}: {variable.purpose}" for variable in missing)
        raise ImproperlyConfigured(f"Set these environment variables first:\n{lines}")
