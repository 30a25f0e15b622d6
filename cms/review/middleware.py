"""Says in words why the gate refused, where Wagtail only says that a permission is missing."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from cms.review.exceptions import last_refusal


class RefusalMessageMiddleware:
    """Adds the last refusal of a request to its messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, remembering what the gate refused meanwhile."""
        token = last_refusal.set(None)
        try:
            response = self.get_response(request)
            refusal = last_refusal.get()
        finally:
            last_refusal.reset(token)
        if refusal and hasattr(request, "_messages"):
            messages.error(request, refusal)
        return response
