"""The navigation, the to-do lists of the home pages, and what every page knows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, Expression, IntegerField, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from inclusion.core import registry
from inclusion.core.access import Member, Permission
from inclusion.core.activities import only_on, page_is_on
from inclusion.core.enums import Group
from inclusion.core.models.networks import Network


@dataclass(frozen=True)
class Entry:
    """One line of the main navigation, shown to whoever holds the permission."""

    order: int
    label: str
    url_name: str
    permission: Permission
    #: Prefixes of the URL names that belong to this entry, to mark where the visitor is.
    section: str | tuple[str, ...]
    #: Returns the rows that wait there for this member: their number is beside the label, unless it is 0. It is
    #: called once for a member and a day: it reads nothing and depends on no setting of the network.
    waiting: Callable[[Member], Iterable[QuerySet]] | None = None
    #: It is shown where one of these querysets has a row; () is everywhere.
    needs: tuple[QuerySet, ...] = ()
    #: Whoever holds this permission is shown it without such a row.
    always_for: Permission | None = None
    #: Whole URL names that belong to it too, where another entry has some that begin like them.
    pages: tuple[str, ...] = ()
    #: The group of the menu that it is in; None is above all groups, or below them.
    group: Group | None = None
    at_foot: bool = False


@dataclass(frozen=True)
class Todo:
    """One thing that waits for a member: a chip (tone and words), a sentence, and the page where it is done."""

    tone: str  # good, warn, bad or info
    chip: str
    title: str
    detail: str
    action: str
    url: str
    order: int = 50


@dataclass(frozen=True)
class Figure:
    """One quiet figure of a home page, with the page that explains it."""

    label: str
    value: str
    unit: str
    link_label: str
    url: str
    order: int = 50


@dataclass(frozen=True)
class MainAction:
    """The one button of a home page: the first whose permission the member holds, by order."""

    order: int
    label: str
    url_name: str
    permission: Permission


_entries: list[Entry] = []
_main_actions: list[MainAction] = []
_todos: list[Callable[[Member, date], list[Todo]]] = []
_figures: list[Callable[[Member, date], list[Figure]]] = []


def register_entry(entry: Entry) -> None:
    """Add a line to the main navigation."""
    _entries.append(entry)
    _entries.sort(key=lambda one: one.order)
    _statement.cache_clear()


def register_main_action(action: MainAction) -> None:
    """Offer a button for the home pages of whoever holds its permission."""
    _main_actions.append(action)
    _main_actions.sort(key=lambda one: one.order)


def main_action_for(member: Member) -> dict[str, str] | None:
    """What this member came for: label and url, or None."""
    for action in _main_actions:
        if member.may(action.permission) and page_is_on(member.network, action.url_name):
            return {
                "label": action.label,
                "url": reverse(action.url_name, args=[member.network.slug]),
            }
    return None


def register_todos(source: Callable[[Member, date], list[Todo]]) -> Callable[[Member, date], list[Todo]]:
    """Add a source of things to do to the home pages; it answers for one member on one day."""
    _todos.append(source)
    return source


def register_figures(
    source: Callable[[Member, date], list[Figure]],
) -> Callable[[Member, date], list[Figure]]:
    """Add a source of figures to the home pages."""
    _figures.append(source)
    return source


def todos_for(member: Member, today: date) -> list[Todo]:
    """Everything that waits for this member, the most pressing first."""
    found = (todo for source in only_on(member.network, _todos) for todo in source(member, today))
    return sorted(found, key=lambda todo: todo.order)


def figures_for(member: Member, today: date) -> list[Figure]:
    """The figures this member sees first."""
    found = (one for source in only_on(member.network, _figures) for one in source(member, today))
    return sorted(found, key=lambda one: one.order)


def entries_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The navigation of this member on this page, read in one query: label, url, current, count."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    network, member = request.network, request.member
    membership = member.membership
    asked, sql, params = _statement(
        member,
        (tuple(membership.roles), membership.partner_id, tuple(network.activities)),
        network,
        timezone.localdate(),
    )
    values: Iterator[Any] = iter(())
    if sql:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            values = iter(cursor.fetchone())
    found = []
    for entry, needs, waiting in asked:
        exists, count = [next(values) for _ in range(needs)], sum(next(values) or 0 for _ in range(waiting))
        if any(exists) or not needs:
            current = here in (entry.url_name, *entry.pages) or here.startswith(entry.section)
            url = reverse(entry.url_name, args=[network.slug])
            line = {"label": entry.label, "url": url, "current": current, "count": count}
            found.append({**line, "group": entry.group, "at_foot": entry.at_foot})
    return found


#: With so few entries groups do not fold.
FEW_ENTRIES = 9


def menu_of(found: list[dict[str, Any]]) -> dict[str, Any]:
    """What `entries_for` returned as the menu shows it: `top`, `groups` with entries, `foot`, whether they fold, and
    how many things wait in all.
    """
    groups = []
    for group in Group:
        entries = [one for one in found if one["group"] == group]
        if entries:
            groups.append(
                {
                    "label": group.label,
                    "entries": entries,
                    "open": any(one["current"] for one in entries),
                    "count": sum(one["count"] for one in entries),
                }
            )
    alone = [one for one in found if one["group"] is None]
    return {
        "top": [one for one in alone if not one["at_foot"]],
        "groups": groups,
        "foot": [one for one in alone if one["at_foot"]],
        "folds": sum(len(one["entries"]) for one in groups) > FEW_ENTRIES,
        "count": sum(one["count"] for one in found),
    }


@lru_cache(maxsize=128)
def _statement(
    member: Member, varying: tuple[Any, ...], network: Network, day: date
) -> tuple[list[tuple[Entry, int, int]], str, tuple[Any, ...]]:
    """The entries that a member may see, with the number of their conditions and counts, and the SQL that reads these.

    Put together once for a member and a day: that takes ten times as long as to run it. `varying` is only compared:
    equal members may have other roles or another partner, equal networks other activities.
    """
    asked = [
        (
            entry,
            _needs(entry, member),
            [_number(rows) for rows in entry.waiting(member)] if entry.waiting else [],
        )
        for entry in _entries
        if member.may(entry.permission) and page_is_on(network, entry.url_name)
    ]
    columns = [column for _, needs, waiting in asked for column in (*needs, *waiting)]
    rows = Network.objects.filter(pk=network.pk).values_list(*columns)
    sql, params = rows.query.sql_with_params() if columns else ("", ())
    return [(entry, len(needs), len(waiting)) for entry, needs, waiting in asked], sql, params


def _needs(entry: Entry, member: Member) -> list[Expression]:
    if entry.always_for and member.may(entry.always_for):
        return []
    return [Exists(rows) for rows in entry.needs]


def _number(rows: QuerySet) -> Expression:
    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    return Subquery(rows.order_by().values("pk"), output_field=IntegerField(), template=template)


#: Pages of the public site whose names others begin with, without being part of them.
_ALONE = ("join", "site_home")


def site_entries(network: Network, here: str, day: date) -> list[dict[str, Any]]:
    """The navigation of the public site of a network: label, url, current. What it does not have is not there."""
    links = [
        ("Accueil", "site_home"),
        *registry.site_pages(network, day),
        ("Chiffres", "site_figures"),
        ("Rejoindre", "join"),
    ]
    return [
        {
            "label": label,
            "url": reverse(name, args=[network.slug]),
            "current": here == name
            or (name not in ("join", "site_home") and here.startswith(name.removesuffix("_list"))),
        }
        for label, name in links
        if page_is_on(network, name)
    ]


type Tab = tuple[str, str, str, Permission]


def tabs_for(member: Member, current: str, shown: Iterable[Tab]) -> list[dict[str, Any]]:
    """Of pages shown as tabs (key, label, URL name, permission), those that this member may open."""
    return [
        {"label": label, "url": reverse(name, args=[member.network.slug]), "current": key == current}
        for key, label, name, permission in shown
        if member.may(permission) and page_is_on(member.network, name)
    ]


register_entry(Entry(10, "Accueil", "network_home", Permission.NETWORK_VIEW, "network_home"))
register_entry(
    Entry(
        20,
        "Partenaires",
        "partner_list",
        Permission.PARTNERS_VIEW,
        ("partner_", "directory_"),
        group=Group.NETWORK,
    )
)
register_entry(Entry(40, "Personnes", "person_list", Permission.PEOPLE_VIEW, "person_", group=Group.SUPPORT))
register_entry(Entry(80, "Membres", "member_list", Permission.MEMBERS_MANAGE, "member_", group=Group.NETWORK))
register_entry(
    Entry(85, "Historique", "journal_list", Permission.JOURNAL_VIEW, "journal_", group=Group.NETWORK)
)
register_entry(
    Entry(
        90,
        "Réglages",
        "network_settings",
        Permission.NETWORK_SETTINGS,
        "network_settings",
        pages=("network_activities", "site_settings"),
        at_foot=True,
    )
)
register_main_action(MainAction(90, "Inviter quelqu’un", "member_invite", Permission.MEMBERS_MANAGE))


# -- Context of every page: network, member, navigation, demonstration


def portal(request: HttpRequest) -> dict[str, Any]:
    """Context processor of all pages and fragments; the navigation is read where a template shows it."""
    network = getattr(request, "network", None)
    member = getattr(request, "member", None)
    return {
        "network": network,
        "member": member,
        "menu": SimpleLazyObject(lambda: menu_of(entries_for(request))) if network and member else {},
        "main_action": SimpleLazyObject(lambda: main_action_for(member)) if member else None,
        "demo": settings.DEMO or bool(network and network.is_demo),
        "demo_home": settings.DEMO,
    }
