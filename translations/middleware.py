"""Two things that readers meet: Serbian in Latin letters, and a page not yet in their language."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import get_language, get_language_from_path

from translations.script import html_to_latin

GetResponse = Callable[[HttpRequest], HttpResponseBase]

#: The second way to read Serbian.
LATIN = "sr-latn"


class SerbianScriptMiddleware:
    """Turns the HTML of ``/sr-latn/`` addresses into Latin letters."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, in the script that its address asks for."""
        response = self.get_response(request)
        if get_language_from_path(request.path_info) != LATIN:
            return response
        kind = response.get("Content-Type", "")
        if response.streaming or not isinstance(response, HttpResponse):
            return response
        if kind.startswith("text/html") and not response.has_header("Content-Encoding"):
            html = response.content.decode(response.charset)
            response.content = html_to_latin(html).encode(response.charset)
            if response.has_header("Content-Length"):
                response["Content-Length"] = str(len(response.content))
        return response


class NotYetTranslatedMiddleware:
    """Says of a missing page where it exists, when it exists in other languages."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; look further only where the answer is 404."""
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        code = get_language_from_path(request.path_info)
        if code is None or get_language() not in dict(settings.LANGUAGES):
            return response
        from translations.missing import answer

        return answer(request, code) or response
