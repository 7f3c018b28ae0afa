"""How often something may be done, counted in the cache that all processes share."""

from django.core.cache import cache


def consume(action: str, key: str, *, most: int, seconds: int) -> bool:
    """Count one more; False once `most` were counted in a window of `seconds` that starts with the first."""
    name = f"limit:{action}:{key}"
    cache.add(name, 0, timeout=seconds)
    try:
        return cache.incr(name) <= most
    except ValueError:  # the window ended between the two lines
        cache.set(name, 1, timeout=seconds)
        return most >= 1
