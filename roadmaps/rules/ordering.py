"""Order of rows in a list that people rearrange."""

from collections.abc import Sequence


def moved[Key](keys: Sequence[Key], key: Key, *, after: Key | None) -> list[Key]:
    """Return the keys with `key` placed just after `after`, or first where that is None.

    `key` may be new to the list. Raises ValueError where `after` is not in it or is `key` itself.
    """
    rest = [one for one in keys if one != key]
    if after is None:
        return [key, *rest]
    place = rest.index(after) + 1
    return [*rest[:place], key, *rest[place:]]


def neighbour[Key](keys: Sequence[Key], key: Key, *, up: bool) -> tuple[bool, Key | None]:
    """Where `key` goes one step up or down: whether it moves at all, and the key that it then stands after."""
    place = keys.index(key)
    if up:
        return (False, None) if place == 0 else (True, keys[place - 2] if place > 1 else None)
    return (False, None) if place == len(keys) - 1 else (True, keys[place + 1])
