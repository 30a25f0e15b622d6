"""The connection to the search server: one for each process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import BulkIndexError

from search.engines.base import EngineAway

#: Seconds that writing may take, and looking at what is there: no reader waits for it.
WRITING_TIMEOUT, LOOKING_TIMEOUT = 60.0, 10.0


def client() -> Elasticsearch:
    """Return the client for reading: it gives up after ``SEARCH_TIMEOUT_MS``.

    A node that refuses the connection is passed over; one that is slow is not waited for twice.
    """
    return _client(
        os.getpid(),
        settings.SEARCH_URL,
        settings.SEARCH_API_KEY,
        settings.SEARCH_CA_CERT,
        settings.SEARCH_TIMEOUT_MS / 1000,
    )


def writer() -> Elasticsearch:
    """Return the client for writing: patient, and over the same connections."""
    return client().options(request_timeout=WRITING_TIMEOUT)


def looker() -> Elasticsearch:
    """Return the client for looking after indices."""
    return client().options(request_timeout=LOOKING_TIMEOUT)


@lru_cache(maxsize=4)
def _client(process: int, url: str, key: str, certificate: str, seconds: float) -> Elasticsearch:
    """Return a client; the process is told apart because connections must not be shared."""
    nodes = [node.strip() for node in url.split(",") if node.strip()]
    options: dict[str, Any] = {}
    if key:
        options["api_key"] = key
    if certificate:
        options["ca_certs"] = certificate
    return Elasticsearch(
        nodes,
        request_timeout=seconds,
        # Tried again on another node only where the first one could not be reached.
        max_retries=len(nodes) - 1,
        retry_on_timeout=False,
        retry_on_status=(),
        **options,
    )


@contextmanager
def answering() -> Iterator[None]:
    """Turn every failure of the server or the way to it into ``EngineAway``."""
    try:
        yield
    except (ApiError, TransportError, BulkIndexError) as problem:
        raise EngineAway(f"{type(problem).__name__}: {str(problem)[:300]}") from problem
