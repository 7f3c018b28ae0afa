"""The two tiers: `make test` leaves out what is marked `slow` or `thorough`, `make test-all` nothing.

Of all tests of views, the first that sends a form to an address belongs to `make test`, and of its cases the first one:
each form is sent there, as each page is opened by the table of access. The others are thorough: what a page says in
each state, beside which field a refusal stands, of which the rule is tested with the action. Nobody has to keep a list.
Of the tests in the browser, one journey for each role is in `make test`. What else is thorough is marked.
"""

from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType

import pytest
from django.urls import URLPattern, URLResolver, get_resolver


def tell_tiers(items: list[pytest.Item]) -> None:
    """Mark the tests that `make test` leaves out, in the order in which they stand in their modules."""
    known: set[str] = set()
    for item in sorted(items, key=lambda one: (str(one.path), one.function.__code__.co_firstlineno)):
        if item.path.parent.name == "browser":
            quick = item.get_closest_marker("journey")
        elif item.path.name.startswith("test_views"):
            sent = forms_of(item.function, str(item.path))
            quick = sent - known
            known |= sent
        else:
            continue
        if not quick:
            item.add_marker("thorough")


@cache
def forms_of(test: FunctionType, path: str) -> set[str]:
    """The names of the addresses to which a test sends something, as far as its own lines and those of its module that
    it calls name them; the module where they name none.
    """
    codes = list(_codes(test))
    if not any("post" in code.co_names for code in codes):
        return set()
    return {one for code in codes for one in _constants(code)} & _addresses() or {path}


def _codes(function: FunctionType) -> Iterator[CodeType]:
    waiting, known = [function.__code__], set()
    while waiting:
        code = waiting.pop()
        if code in known:
            continue
        known.add(code)
        yield code
        waiting += [one for one in code.co_consts if isinstance(one, CodeType)]
        for name in code.co_names:
            called = function.__globals__.get(name)
            if isinstance(called, FunctionType) and called.__module__ == function.__module__:
                waiting.append(called.__code__)


def _constants(code: CodeType) -> Iterator[str]:
    for one in code.co_consts:
        if isinstance(one, str):
            yield one
        elif isinstance(one, tuple | frozenset):
            yield from (part for part in one if isinstance(part, str))


@cache
def _addresses() -> set[str]:
    """The names of all addresses."""

    def names(resolver: URLResolver) -> Iterator[str]:
        for one in resolver.url_patterns:
            if isinstance(one, URLPattern):
                yield one.name or ""
            else:
                yield from names(one)

    return set(names(get_resolver()))
