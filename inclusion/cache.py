"""The cache that all processes share, and what stands in for it while Redis does not answer: one of each process."""

import json
import logging
import math
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

#: Seconds without another try after Redis did not answer: no page waits for each of its look-ups.
PAUSE = 5.0
#: Entries that a process keeps meanwhile: the counters of many visitors, so that none is pushed out by others.
MAX_HERE = 10_000


class JSONSerializer:
    """Values as JSON, decimals and bytes too, so that whoever writes into Redis runs no code here.

    Tuples come back as lists.
    """

    def dumps(self, value: Any) -> Any:
        """An integer stays one, for Redis to count with."""
        return value if type(value) is int else json.dumps(value, default=_tagged)

    def loads(self, data: bytes) -> Any:
        return json.loads(data, object_hook=_untagged)


def _tagged(value: Any) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {"__decimal__": str(value)}
    if isinstance(value, bytes):
        return {"__bytes__": b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} is not kept in the cache")


def _untagged(value: dict[str, Any]) -> Any:
    match value:
        case {"__decimal__": text}:
            return Decimal(text)
        case {"__bytes__": text}:
            return b64decode(text)
    return value


def _in_redis_or_here(name: str) -> Callable[..., Any]:
    """The method of this name of Redis's cache, or of the process's own while Redis does not answer."""
    shared, local = getattr(RedisCache, name), getattr(LocMemCache, name)

    def method(self: "FallbackCache", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self.away_until:
            try:
                return shared(self, *args, **kwargs)
            except RedisError as error:
                FallbackCache.away_until = time.monotonic() + PAUSE
                logger.warning("Redis does not answer, this process counts alone: %s", error)
        return local(self.here, *args, **kwargs)

    return method


class FallbackCache(RedisCache):
    """Redis; while it does not answer, a cache of this process: limits still limit, and no page fails."""

    #: The moment of the monotonic clock until which this process asks Redis no more.
    away_until: ClassVar[float] = -math.inf

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.here = LocMemCache("fallback", params | {"OPTIONS": {"MAX_ENTRIES": MAX_HERE}})

    add = _in_redis_or_here("add")
    get = _in_redis_or_here("get")
    set = _in_redis_or_here("set")
    touch = _in_redis_or_here("touch")
    delete = _in_redis_or_here("delete")
    get_many = _in_redis_or_here("get_many")
    has_key = _in_redis_or_here("has_key")
    incr = _in_redis_or_here("incr")
    set_many = _in_redis_or_here("set_many")
    delete_many = _in_redis_or_here("delete_many")
    _clear_shared = _in_redis_or_here("clear")

    def clear(self) -> None:
        """Empty both."""
        self.here.clear()
        self._clear_shared()
