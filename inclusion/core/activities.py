"""What a network does: activities that it switches on and off, and what belongs to each.

A feature declares its activity; what it shows anywhere belongs to the activity by the package of its function, a page
by the package of its view. What belongs to none is always there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import Http404
from django.urls import NoReverseMatch, resolve, reverse

from inclusion.core.enums import Group
from inclusion.core.french.names import so_many


@dataclass(frozen=True)
class Running:
    """Rows that are under way: how one and several of them are said, and the page that lists them."""

    rows: QuerySet[Any]
    one: str
    many: str
    url_name: str

    def sentence(self) -> str:
        """« 3 prêts sont en cours »; empty where there is none. Reads the rows of the active network."""
        count = self.rows.order_by().count()
        return so_many(count, self.one, self.many) if count else ""


@dataclass(frozen=True)
class Activity:
    """Something that a network may do."""

    key: str
    label: str
    sentence: str
    group: Group
    #: Dotted names of packages, modules or views; the longest that fits is right. What two activities share is in both.
    packages: tuple[str, ...]
    #: What is under way on a day and must end before the activity is switched off.
    running: Callable[[date], Iterable[Running]] = lambda day: ()
    #: Keys of the activities without which this one does not work.
    needs: tuple[str, ...] = ()


class ActivityOff(Http404):
    """A page of an activity that the network has switched off."""

    def __init__(self, activity: Activity) -> None:
        super().__init__(activity.key)
        self.activity = activity


_activities: dict[str, Activity] = {}


def register_activity(activity: Activity) -> None:
    """Declare an activity; raises ValueError for a key that is taken."""
    if activity.key in _activities:
        raise ValueError(f"the activity {activity.key} is registered twice")
    _activities[activity.key] = activity
    _owners.cache_clear()


def join_activity(key: str, package: str) -> None:
    """Let a package of an app above belong to an activity that is known."""
    found = _activities[key]
    _activities[key] = replace(found, packages=(*found.packages, package))
    _owners.cache_clear()


def declared_activities() -> list[Activity]:
    """All activities, in the order of the groups of the menu."""
    groups = list(Group)
    return sorted(_activities.values(), key=lambda one: groups.index(one.group))


def activity_keys() -> list[str]:
    """The keys of all activities: what a network does until it says otherwise."""
    return [one.key for one in declared_activities()]


def owners_of(function: Callable[..., Any]) -> tuple[Activity, ...]:
    """The activities that a function belongs to: it is there where one of them is on, always where there is none."""
    return _owners(f"{function.__module__}.{getattr(function, '__qualname__', '')}")


@lru_cache(maxsize=4096)
def _owners(name: str) -> tuple[Activity, ...]:
    fitting = [
        (len(package), one)
        for one in _activities.values()
        for package in one.packages
        if f"{name}.".startswith(f"{package}.")
    ]
    longest = max((length for length, _ in fitting), default=0)
    return tuple(one for length, one in fitting if length == longest)


@lru_cache(maxsize=1024)
def _view(url_name: str) -> Callable[..., Any]:
    """The view of a page whose address takes the network, and a key at most."""
    try:
        address = reverse(url_name, args=["reseau"])
    except NoReverseMatch:
        address = reverse(url_name, args=["reseau", 1])
    return resolve(address).func


class Doer(Protocol):
    """A network, or what is declared of one."""

    @property
    def activities(self) -> Any:
        """The keys of what it does."""


def is_on(network: Doer, function: Callable[..., Any]) -> bool:
    """Whether the network does what a function belongs to."""
    owners = owners_of(function)
    return not owners or any(one.key in network.activities for one in owners)


def page_is_on(network: Doer, url_name: str) -> bool:
    """Whether the network does what a page belongs to."""
    return is_on(network, _view(url_name))


def only_on[T: Callable[..., Any]](network: Doer, functions: Iterable[T]) -> list[T]:
    """Of functions, those that belong to what the network does."""
    return [one for one in functions if is_on(network, one)]


def check_on(network: Doer, view: Callable[..., Any]) -> None:
    """Raise ActivityOff where the network does not do what a view belongs to."""
    if not is_on(network, view):
        raise ActivityOff(owners_of(view)[0])
