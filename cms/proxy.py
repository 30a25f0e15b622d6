"""Who sent a request that came through our own web server."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


class SenderMiddleware:
    """Puts the sender's address where Django has it, in place of the web server's own.

    Without it everybody shares one address, and one impatient script slows the search for all
    (``search/throttle.py``). For ``TRUST_PROXY_HEADERS`` only: the last entry of the header is
    the one that our own web server wrote; whatever stands before it anybody may have written.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request with the sender's address in it."""
        sender = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if sender:
            request.META["REMOTE_ADDR"] = sender
        return self.get_response(request)
