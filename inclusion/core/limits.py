"""How often something may be done, counted in the cache that all processes share."""

from django.core.cache import cache


def consume(action: str, key: str, *, most: int, seconds: int, times: int = 1) -> bool:
    """Count `times` more; False once over `most` in a window of `seconds` that starts with the first."""
    name = f"limit:{action}:{key}"
    cache.add(name, 0, timeout=seconds)
    try:
        return cache.incr(name, times) <= most
    except ValueError:  # the window ended between the two lines
        cache.set(name, times, timeout=seconds)
        return most >= times
