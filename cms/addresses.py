"""Addresses that no page can have."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]


class NoNullCharacterMiddleware:
    """Keeps null characters from the database: PostgreSQL fails on them, SQLite does not.

    An address with one is not found; in a question they are left out. Forms refuse them already.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request.

        :raises Http404: when the address has a null character.
        """
        if "\0" in request.path_info:
            raise Http404
        asked = request.META.get("QUERY_STRING", "")
        if "%00" in asked:
            # Before anybody reads it: the parameters are taken from here.
            request.META["QUERY_STRING"] = asked.replace("%00", "")
        return self.get_response(request)
