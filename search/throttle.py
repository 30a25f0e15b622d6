"""How often one sender may ask the doors that machines use."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

#: Seconds after which counting begins anew.
WINDOW = 60


def too_many(request: HttpRequest, door: str, most: int) -> int:
    """Count a request; return 0, or the seconds to wait when there were too many.

    The sender's address is kept for a minute, and only as a keyed hash of it with that minute.
    """
    now = int(time.time())
    minute = now // WINDOW
    sender = salted_hmac("search.throttle", f"{request.META.get('REMOTE_ADDR', '')} {minute}")
    key = f"search-{door}-{sender.hexdigest()[:32]}"
    cache.add(key, 0, WINDOW)
    try:
        asked = cache.incr(key)
    except ValueError:
        # It ran out between the two lines.
        return 0
    return WINDOW - now % WINDOW if asked > most else 0
