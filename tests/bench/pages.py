"""Pages asked again and again, and the HTTP requests to the search server in them."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from typing import Any, NamedTuple
from unittest import mock


class Sent(NamedTuple):
    """A request to the search server, ready to be sent again."""

    method: str
    target: str
    body: bytes


class Page:
    """What one asks for, the requests in it, and the least time that it took, in milliseconds.

    :param milliseconds: by the clock.
    :param worked: processor time of this process.
    """

    def __init__(self, ask: Callable[[], Any]) -> None:
        from elastic_transport import Transport

        self._ask = ask
        self.milliseconds = self.worked = float("inf")
        send = Transport.perform_request
        with mock.patch.object(
            Transport, "perform_request", autospec=True, side_effect=send
        ) as called:
            ask()
        self.sent = [_sent(call) for call in called.call_args_list]

    def again(self) -> None:
        """Ask once more and keep the least times."""
        began, worked = time.perf_counter(), time.process_time()
        self._ask()
        worked, ended = time.process_time() - worked, time.perf_counter()
        self.milliseconds = min(self.milliseconds, (ended - began) * 1000)
        self.worked = min(self.worked, worked * 1000)


def _sent(call: Any) -> Sent:
    _transport, method, target = call.args
    body = call.kwargs.get("body")
    return Sent(method, target, b"" if body is None else json.dumps(body).encode())


def replay(bare: http.client.HTTPConnection, sent: list[Sent]) -> None:
    """Send requests again; read the answers as bytes."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    for request in sent:
        bare.request(request.method, request.target, request.body, headers)
        bare.getresponse().read()
