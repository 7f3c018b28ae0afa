"""The navigation, the to-do lists of the home pages, and what every page knows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import DateField, Exists, F, QuerySet, Subquery, TextChoices, Value
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from inclusion.core.access import Member, Permission
from inclusion.core.activities import is_on, owners_of, page_is_on
from inclusion.core.enums import Group
from inclusion.core.figures import Figure
from inclusion.core.models.networks import Network
from inclusion.core.registry.public import site_pages
from inclusion.core.waiting import Numbers


@dataclass(frozen=True)
class Entry:
    """One line of the main navigation, shown to whoever holds the permission."""

    order: int
    label: str
    url_name: str
    permission: Permission
    #: Prefixes of the URL names that belong to this entry, to mark where the visitor is.
    section: str | tuple[str, ...]
    #: It is shown where one of these querysets has a row; () is everywhere.
    needs: tuple[QuerySet, ...] = ()
    #: Whoever holds this permission is shown it without such a row.
    always_for: Permission | None = None
    #: Whole URL names that belong to it too, where another entry has some that begin like them.
    pages: tuple[str, ...] = ()
    #: The group of the menu that it is in; None is above all groups, or below them.
    group: Group | None = None
    at_foot: bool = False
    #: The page that it opens for whoever holds a permission, where it is another one.
    opens: tuple[Permission, str] | None = None

    def page_for(self, member: "Member") -> str:
        """The URL name that it leads this member to."""
        return self.opens[1] if self.opens and member.may(self.opens[0]) else self.url_name

    def has(self, name: str) -> bool:
        """Whether the page of this URL name belongs to it."""
        return name in (self.url_name, *self.pages) or name.startswith(self.section)


class Urgency(TextChoices):
    """When something that waits is to be done, the most pressing first."""

    LATE = "late", "En retard"
    TODAY = "today", "Aujourd’hui"
    WEEK = "week", "Cette semaine"
    LATER = "later", "Plus tard"


@dataclass(frozen=True)
class Todo:
    """One thing that waits for a member: a sentence with its figure, since or until when, and the page to do it on."""

    title: str
    detail: str
    action: str
    url: str
    #: Its last day; None where nothing presses.
    due: date | None = None
    #: Above all others.
    first: bool = False

    def urgency_on(self, today: date) -> Urgency:
        """Late after its last day; this week for the six days after today."""
        days = 7 if self.due is None else (self.due - today).days
        if days < 0:
            return Urgency.LATE
        if days == 0:
            return Urgency.TODAY
        return Urgency.WEEK if days < 7 else Urgency.LATER


@dataclass(frozen=True)
class MainAction:
    """The one button of a home page: what this member does most here and now."""

    label: str
    url: str
    #: The same in the bar of a phone, where the label is long.
    brief: str = ""


@dataclass(frozen=True)
class Picture:
    """What the network shows of itself in one picture: a sentence with its figures, a drawing, its date and its page.

    `template` draws it from `context`; `foot` says of when or of how many it is. On a page and on paper alike: what is
    no drawing is said in `notes`.
    """

    heading: str
    sentence: str
    template: str
    context: dict[str, Any]
    foot: str
    action: str
    url: str
    #: Sentences below the drawing.
    notes: tuple[str, ...] = ()
    #: A second page, by its label, where the picture is of two things.
    beside: tuple[str, str] | None = None


class Subject(StrEnum):
    """What a picture is about; of each there is one before any has a second."""

    MONEY = "money"
    PEOPLE = "people"
    PLANS = "plans"


@dataclass(frozen=True)
class Coming:
    """One day to come that members look forward to, and the page that says more."""

    on: date
    title: str
    url: str


#: Rows on which something depends; beside a queryset may stand the column of its last days, or one day for all.
type Rows = Iterable[QuerySet | tuple[QuerySet, str | date]]


@dataclass(frozen=True, eq=False)
class Source[Shown]:
    """What a feature shows on home pages: `read` is called where a member holds one of the permissions and a row is
    there.

    `rows` is called once for a member and a day: it reads nothing and depends on no setting of the network.
    """

    read: Callable[[Member, date], Shown]
    may: tuple[Permission, ...]
    rows: Callable[[Member, date], Rows]
    order: int
    subject: Subject | None = None
    own_group: Group = Group.NETWORK

    @property
    def group(self) -> Group:
        """The group of the menu that its activity is in; its own where it is always there."""
        owners = owners_of(self.read)
        return owners[0].group if owners else self.own_group


_entries: list[Entry] = []
_main_actions: list[Source[MainAction | None]] = []
_todos: list[Source[list[Todo]]] = []
_figures: list[Source[list[Figure]]] = []
_pictures: list[Source[Picture | None]] = []
_coming: list[Source[list[Coming]]] = []


def register_entry(entry: Entry) -> None:
    """Add a line to the main navigation."""
    _entries.append(entry)
    _entries.sort(key=lambda one: one.order)
    _statement.cache_clear()


def _registrar[Shown](sources: list[Source[Shown]]) -> Callable[..., Any]:
    def register(
        may: Permission | tuple[Permission, ...],
        rows: Callable[[Member, date], Rows],
        *,
        order: int = 50,
        subject: Subject | None = None,
        group: Group = Group.NETWORK,
    ) -> Callable[[Callable[[Member, date], Shown]], Callable[[Member, date], Shown]]:
        def add(read: Callable[[Member, date], Shown]) -> Callable[[Member, date], Shown]:
            wanted = may if isinstance(may, tuple) else (may,)
            sources.append(Source(read, wanted, rows, order, subject, group))
            sources.sort(key=lambda one: one.order)
            _statement.cache_clear()
            return read

        return add

    return register


#: Each declares a function of a member and a day, called where the member holds one of the permissions and one of the
#: querysets of `rows` has a row: `@register_todos(Permission.X, lambda member, today: [(rows, "last day")])`.
register_main_action = _registrar(_main_actions)
register_todos = _registrar(_todos)
register_figures = _registrar(_figures)
register_pictures = _registrar(_pictures)
register_coming = _registrar(_coming)

#: Lines of what waits on a home page, its figures and pictures.
MAX_TODOS, MAX_FIGURES, MAX_PICTURES = 7, 4, 4


class Frame:
    """What stands around each page of a member on a day: the menu and the main button, read in one query."""

    #: The sources that are asked for; whether the menu is.
    KINDS: ClassVar[tuple[list[Source[Any]], ...]] = (_main_actions,)
    HAS_MENU: ClassVar[bool] = True

    def __init__(self, member: Member, today: date) -> None:
        self.member, self.today = member, today

    @cached_property
    def _found(self) -> tuple[list[Entry], dict[Source[Any], date]]:
        """The entries shown to this member; the sources that have a row, each with the first of their last days."""
        membership, network = self.member.membership, self.member.network
        varying = (tuple(membership.roles), membership.partner_id, tuple(network.activities))
        entries, sources, sql, params = _statement(self.member, varying, network, self.today, type(self))
        values: Iterator[Any] = iter(())
        if sql:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                values = iter(cursor.fetchone())
        shown = []
        for entry, needs in entries:
            if any(list(islice(values, needs))) or not needs:
                shown.append(entry)
        days = {one: list(filter(None, islice(values, count))) for one, count in sources}
        return shown, {one: min(found) for one, found in days.items() if found}

    @property
    def _first_days(self) -> dict[Source[Any], date]:
        """The sources that have a row; in a closed network, where nothing is written, nothing that is to be done."""
        found = self._found[1]
        if self.member.network.closed_at is None:
            return found
        return {one: day for one, day in found.items() if one not in (*_main_actions, *_todos)}

    def entries(self, here: str) -> list[dict[str, Any]]:
        """The entries of the menu on the page of this URL name: name, label, url, current, group, at_foot."""
        slug = self.member.network.slug
        return [
            {
                "name": entry.url_name,
                "label": entry.label,
                "url": reverse(entry.page_for(self.member), args=[slug]),
                "current": entry.has(here),
                "group": entry.group,
                "at_foot": entry.at_foot,
            }
            for entry in self._found[0]
        ]

    def _of[Shown](self, sources: list[Source[Shown]]) -> Iterator[Shown]:
        for one in sources:
            if one in self._first_days:
                yield one.read(self.member, self.today)

    def main_action(self) -> MainAction | None:
        """The first button that leads somewhere today; none in a closed network."""
        return next(filter(None, self._of(_main_actions)), None)


class Waiting(Frame):
    """What waits for a member on a day. One query says which sources have something, and how soon."""

    KINDS: ClassVar[tuple[list[Source[Any]], ...]] = (_todos,)
    HAS_MENU = False

    def todos(self) -> list[Todo]:
        """Everything that waits for this member, the most pressing first."""
        return self._read(_todos)

    def todos_by_group(self) -> dict[Group, list[Todo]]:
        """The same by group of the menu; groups in which nothing waits are left out."""
        found: dict[Group, list[Todo]] = {group: [] for group in Group}
        for one in _todos:
            if one in self._first_days:
                found[one.group] += one.read(self.member, self.today)
        return {group: sorted(todos, key=last_day) for group, todos in found.items() if todos}

    def first_todos(self) -> tuple[list[Todo], bool]:
        """All that is late or for today, and the next until there are seven; whether that is not all.

        Sources are read in the order of their first days, so that what is not shown is not read.
        """
        waiting = sorted((one for one in _todos if one in self._first_days), key=self._first_days.__getitem__)
        near = [one for one in waiting if self._first_days[one] <= self.today + timedelta(days=1)]
        found = self._read(near)
        while len(found) < MAX_TODOS and len(near) < len(waiting):
            near.append(waiting[len(near)])
            found = sorted([*found, *near[-1].read(self.member, self.today)], key=last_day)
        return found, len(near) < len(waiting)

    def _read(self, sources: Iterable[Source[list[Todo]]]) -> list[Todo]:
        return sorted((todo for found in self._of(list(sources)) for todo in found), key=last_day)


class Home(Waiting):
    """What the features show a member on a day."""

    KINDS: ClassVar[tuple[list[Source[Any]], ...]] = (_main_actions, _todos, _figures, _pictures, _coming)

    def figures(self) -> list[Figure]:
        """The figures this member sees first."""
        found: list[Figure] = []
        for figures in self._of(_figures):
            found += figures
            if len(found) >= MAX_FIGURES:
                break
        return found[:MAX_FIGURES]

    def pictures(self, most: int = MAX_PICTURES) -> list[Picture]:
        """The pictures of what this network does, in their order: one of each subject before any has a second."""
        sources = [one for one in _pictures if one in self._first_days]
        firsts = [one for one in sources if one.subject]
        found: dict[Source[Picture | None], Picture] = {}
        for turn in (firsts, sources):
            shown = {one.subject for one in found}
            for one in turn:
                if len(found) == most:
                    break
                if one in found or (turn is firsts and one.subject in shown):
                    continue
                if picture := one.read(self.member, self.today):
                    found[one] = picture
                    shown.add(one.subject)
        return [found[one] for one in sources if one in found]

    def coming(self) -> list[Coming]:
        """The days to come, the next first."""
        return sorted((one for found in self._of(_coming) for one in found), key=lambda one: one.on)


def _numbers(by_group: dict[Group, list[Todo]]) -> Numbers:
    entries: dict[str, int] = {}
    for group, todos in by_group.items():
        own = [entry for entry in _entries if entry.group == group]
        for todo in todos:
            name = _page_of(todo.url)
            if found := next((entry for entry in own if entry.has(name)), None):
                entries[found.url_name] = entries.get(found.url_name, 0) + 1
    return Numbers({str(group): len(todos) for group, todos in by_group.items()}, entries)


def _page_of(url: str) -> str:
    """The URL name of a page of the portal; empty for any other address."""
    try:
        return resolve(urlsplit(url).path).url_name or ""
    except Resolver404:
        return ""


# -- The numbers of the menu, which stand on every page

#: Seconds for which they are kept: what others did meanwhile may show so much later, what a member does shows at once.
NUMBERS_KEPT = 120


def _numbers_key(member: Member, today: date) -> str:
    return f"todo-numbers:{member.network.pk}:{member.membership.pk}:{today}"


def keep_numbers(member: Member, today: date, by_group: dict[Group, list[Todo]]) -> Numbers:
    """Keep the numbers of what was read for a page that shows all of it; the menu then says the same."""
    numbers = _numbers(by_group)
    cache.set(_numbers_key(member, today), [numbers.groups, numbers.entries], NUMBERS_KEPT)
    return numbers


def numbers_of(member: Member, today: date) -> Numbers:
    """The numbers of the menu, as « Ce qui vous attend » counts them; read anew where none are kept."""
    if kept := cache.get(_numbers_key(member, today)):
        return Numbers(*kept)
    return keep_numbers(member, today, Waiting(member, today).todos_by_group())


def forget_numbers(member: Member) -> None:
    """Read them anew on the next page."""
    cache.delete(_numbers_key(member, timezone.localdate()))


def last_day(todo: Todo) -> date:
    """What things to do are sorted by: those that do not press come last."""
    return date.min if todo.first else todo.due or date.max


@lru_cache(maxsize=256)
def _statement(
    member: Member, varying: tuple[Any, ...], network: Network, day: date, asked: type[Frame]
) -> tuple[list[tuple[Entry, int]], list[tuple[Source[Any], int]], str, tuple[Any, ...]]:
    """The entries and sources that a member may see, with the number of their querysets, and the SQL that reads these.

    Put together once for a member and a day: that takes ten times as long as to run it. `varying` is only compared:
    equal members may have other roles or another partner, equal networks other activities.
    """
    entries = [
        (entry, _needs(entry, member))
        for entry in (_entries if asked.HAS_MENU else [])
        if member.may(entry.permission) and page_is_on(network, entry.url_name)
    ]
    sources = [
        (one, [_first_day(rows) for rows in one.rows(member, day)])
        for kind in asked.KINDS
        for one in kind
        if any(map(member.may, one.may)) and is_on(network, one.read)
    ]
    columns: list[Subquery] = [one for _, needs in entries for one in needs]
    columns += [one for _, found in sources for one in found]
    rows = Network.objects.filter(pk=network.pk).values_list(*columns)
    sql, params = rows.query.sql_with_params() if columns else ("", ())
    return (
        [(entry, len(needs)) for entry, needs in entries],
        [(one, len(found)) for one, found in sources],
        sql,
        params,
    )


def _first_day(rows: QuerySet | tuple[QuerySet, str | date]) -> Subquery:
    """The first of the last days of these rows, one that never comes where they have none; nothing without a row."""
    found, column = rows if isinstance(rows, tuple) else (rows, None)
    template = (
        "(SELECT coalesce(min(counted.day_due::date), DATE '9999-12-31') FROM (%(subquery)s) AS counted "
        "HAVING count(*) > 0)"
    )
    day = F(column) if isinstance(column, str) else Value(column, DateField())
    return Subquery(found.order_by().values(day_due=day), output_field=DateField(), template=template)


#: With so few entries groups do not fold.
FEW_ENTRIES = 9


def menu_of(found: list[dict[str, Any]], numbers: Numbers) -> dict[str, Any]:
    """What `Frame.entries` returned as the menu shows it: `top`, `groups` with entries, `foot`, whether they fold, and
    how many things wait in each and in all.
    """
    found = [{**one, "count": numbers.entries.get(one["name"], 0)} for one in found]
    groups: list[dict[str, Any]] = []
    for group in Group:
        entries = [one for one in found if one["group"] == group]
        if entries:
            groups.append(
                {
                    "label": group.label,
                    "entries": entries,
                    "open": any(one["current"] for one in entries),
                    "count": numbers.groups.get(group, 0),
                }
            )
    alone = [one for one in found if one["group"] is None]
    return {
        "top": [one for one in alone if not one["at_foot"]],
        "groups": groups,
        "foot": [one for one in alone if one["at_foot"]],
        "folds": sum(len(one["entries"]) for one in groups) > FEW_ENTRIES,
        "count": sum(numbers.groups.values()),
    }


def _needs(entry: Entry, member: Member) -> list[Exists]:
    if entry.always_for and member.may(entry.always_for):
        return []
    return [Exists(rows) for rows in entry.needs]


def site_entries(network: Network, here: str, day: date) -> list[dict[str, Any]]:
    """The navigation of the public site of a network: label, url, current. What it does not have is not there."""
    return [
        {"label": one.label, "url": reverse(one.url_name, args=[network.slug]), "current": one.has(here)}
        for one in site_pages(network, day)
    ]


type Tab = tuple[str, str, str, Permission]


def tabs_for(member: Member, current: str, shown: Iterable[Tab]) -> list[dict[str, Any]]:
    """Of pages shown as tabs (key, label, URL name, permission), those that this member may open."""
    return [
        {"label": label, "url": reverse(name, args=[member.network.slug]), "current": key == current}
        for key, label, name, permission in shown
        if member.may(permission) and page_is_on(member.network, name)
    ]


# -- Context of every page: network, member, navigation, demonstration


def portal(request: HttpRequest) -> dict[str, Any]:
    """Context processor of all pages and fragments; the navigation is read where a template shows it."""
    network = getattr(request, "network", None)
    member = getattr(request, "member", None)
    here = getattr(request.resolver_match, "url_name", None) or ""
    today = timezone.localdate()
    frame = Frame(member, today) if network and member else None
    return {
        "network": network,
        "member": member,
        "menu": SimpleLazyObject(lambda: menu_of(frame.entries(here), numbers_of(member, today).of(member)))
        if frame and member
        else {},
        "main_action": SimpleLazyObject(frame.main_action) if frame else None,
        "demo": settings.DEMO or bool(network and network.is_demo),
        "demo_home": settings.DEMO,
    }
