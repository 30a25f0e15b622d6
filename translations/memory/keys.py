"""Numbers by which a database finds texts that are alike, without comparing all of them.

MinHash (Broder 1997): of all runs of six letters of a text, each of sixteen hash functions keeps
the smallest value. Two texts share such a value as often as they share runs of letters: of two
texts that have 30 % of their runs in common, 99.7 % share at least one of sixteen. Measured with
runs of three letters, any two sentences share so many that a key met a fifth of all texts. The
database needs nothing but an index of numbers, so that this works on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

import random
from hashlib import blake2b
from zlib import crc32

#: Hash functions: keys a text.
NUMBER = 16
#: Characters looked at; what comes after them says little more.
LOOKED_AT = 2_000
#: Texts that one statement asks for or writes.
BATCH = 500
_RUN = 6
_MASK = (1 << 64) - 1
_SIGN = 1 << 63
# Fixed for ever: keys that are stored were made with these.
_numbers = random.Random(1997)  # noqa: S311 nothing secret
_FACTORS = tuple(_numbers.getrandbits(63) | 1 for _slot in range(NUMBER))
_SALTS = tuple(_numbers.getrandbits(64) for _slot in range(NUMBER))


def digest_of(data: str) -> str:
    """Return a hash of a stored string: 32 hexadecimal digits."""
    return blake2b(data.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def comparable(text: str) -> str:
    """Return a text as it is compared: case and spaces say nothing."""
    return " ".join(text.casefold().split())


def keys_of(text: str, language: str) -> list[int]:
    """Return the keys of a text in a language: ``NUMBER`` signed 64-bit integers, or none."""
    known = comparable(text)[:LOOKED_AT]
    if not known:
        return []
    padded = f"  {known} "
    runs = {padded[place : place + _RUN] for place in range(max(1, len(padded) - _RUN + 1))}
    start = crc32(language.encode())
    # The multiplication spreads 32 bits over 64; it also makes neighbours strangers.
    hashes = [crc32(run.encode(), start) * 0x9E3779B97F4A7C15 & _MASK for run in runs]
    found = []
    for factor, salt in zip(_FACTORS, _SALTS, strict=True):
        least = min([(value ^ salt) * factor & _MASK for value in hashes])
        mixed = least ^ salt
        found.append(mixed - (1 << 64) if mixed & _SIGN else mixed)
    return found
