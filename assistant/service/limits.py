"""How often one address may ask: a bucket of tokens each, that fills up again."""

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from threading import Lock
from time import monotonic
from typing import Final

_MOST_BUCKETS: Final = 10_000
"""Addresses remembered; the one not seen for longest is forgotten first."""

_SITE_PREFIX: Final = 64
"""Bits of an IPv6 address that name a site; the rest is its owner's to change."""


class RateLimit:
    """Lets each client do so many requests a minute, and no more at once.

    Args:
        a_minute: Requests a minute; also how many may come at once.
        clock: Seconds that only ever grow.
    """

    def __init__(self, a_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._size = float(a_minute)
        self._per_second = a_minute / 60
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, client: str) -> int:
        """Take one token of a client; return 0, or the seconds until there is one."""
        key = _site(client)
        now = self._clock()
        with self._lock:
            tokens, then = self._buckets.pop(key, (self._size, now))
            tokens = min(self._size, tokens + (now - then) * self._per_second)
            allowed = tokens >= 1
            self._buckets[key] = (tokens - allowed, now)
            if len(self._buckets) > _MOST_BUCKETS:
                self._buckets.popitem(last=False)
        return 0 if allowed else ceil((1 - tokens) / self._per_second)


def _site(client: str) -> str:
    try:
        address = ip_address(client)
    except ValueError:
        return ""  # no address: all of these share one bucket
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _SITE_PREFIX), strict=False))
    return str(address)
