"""Rows that many tests begin from: written once for the tests that follow one another with them.

`@setup_data` is for fixtures what Django's `setUpTestData` is for classes. The rows are written in a transaction around
the tests, one savepoint for each fixture; each test runs in a savepoint of its own and gets a copy of the objects. When
the next test begins from other rows, those that it does not ask for are rolled back. A test that commits
(`transaction=True`, a live server) has them written for itself, as with a plain fixture.
"""

import copy
import functools
import inspect
import io
import pickle
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import FunctionType
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.utils import timezone

from inclusion.core.scope import scoped_to
from tests import builders
from tests.papers import papers, reads_papers
from tests.template import shrink


def setup_data(
    function: Callable[..., Any] | None = None, *, in_scope: bool = False, autouse: bool = False, costly: bool = False
) -> Any:
    """Declare a fixture whose rows are written once for the tests that follow one another with it.

    It may ask for other such fixtures and for `clock` only, and returns objects that can be copied. With `in_scope` it
    returns a network, in whose scope run the fixtures that ask for it, and the tests. If it is `costly`, the tests of
    all modules that ask for it follow one another.
    """
    if function is None:
        return functools.partial(setup_data, in_scope=in_scope, autouse=autouse, costly=costly)
    asked = inspect.signature(function).parameters

    def value(setup_rows: Rows | None, values: dict[str, Any]) -> Any:
        if setup_rows is None:
            return function(**{name: values[name] for name in asked})
        return setup_rows.copies[function]

    if in_scope:

        @functools.wraps(function)
        def wrapped(setup_rows: Rows | None, **values: Any) -> Iterator[Any]:
            network = value(setup_rows, values)
            with scoped_to(network):
                yield network

    else:

        @functools.wraps(function)
        def wrapped(setup_rows: Rows | None, **values: Any) -> Any:
            return value(setup_rows, values)

    needed = [*(name for name in ("setup_rows", "db") if name not in asked), *asked]
    wrapped.__signature__ = inspect.Signature(
        [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in needed]
    )
    wrapped.setup = function
    wrapped.in_scope = in_scope
    wrapped.costly = costly
    return pytest.fixture(wrapped, autouse=autouse)


@contextmanager
def fixed_clock(moment: date | datetime = builders.AT) -> Iterator[Callable[[date | datetime], None]]:
    """Show a moment as the portal's present; give what shows another one (a date: at nine in the morning)."""
    with pytest.MonkeyPatch.context() as patch:

        def show(moment: date | datetime) -> None:
            if not isinstance(moment, datetime):
                moment = timezone.make_aware(datetime.combine(moment, time(9)))
            patch.setattr(timezone, "now", lambda: moment)

        show(moment)
        yield show


@dataclass(frozen=True)
class Recipe:
    """One such fixture as a test finds it: what writes its rows, and the recipes of what that asks for, by name."""

    function: Callable[..., Any]
    in_scope: bool
    needs: tuple[tuple[str, "Recipe"], ...]
    clock: bool
    costly: bool

    def scopes(self) -> Iterator["Recipe"]:
        """The networks in whose scope it runs, the innermost last."""
        for _, needed in self.needs:
            yield from needed.scopes()
            if needed.in_scope:
                yield needed

    def shows_clock(self) -> bool:
        """Whether it or what it asks for runs at the fixed moment."""
        return self.clock or any(needed.shows_clock() for _, needed in self.needs)


def recipes_of(item: pytest.Item) -> list[Recipe]:
    """The recipes of a test, each after those that it needs."""
    if commits(item):
        return []
    definitions = item._fixtureinfo.name2fixturedefs
    ordered: dict[Recipe, None] = {}

    def read(name: str, asked_by: tuple[str, ...] = ()) -> Recipe | None:
        # As pytest does, a name asked for on the way to a fixture of that name means the one which that overrides.
        level = 1 + asked_by.count(name)
        known = definitions.get(name, ())
        if len(known) < level:
            return None
        function = known[-level].func
        names = [one for one in known[-level].argnames if one not in ("setup_rows", "db")]
        needs = [(one, read(one, (*asked_by, name))) for one in names if one != "clock"]
        if not hasattr(function, "setup"):
            return None
        unfit = [one for one, needed in needs if needed is None]
        assert not unfit, f"{item.nodeid}: {name} asks for {unfit}, whose rows are not written once"
        recipe = Recipe(function.setup, function.in_scope, tuple(needs), "clock" in names, function.costly)
        ordered[recipe] = None
        return recipe

    for name in item._fixtureinfo.initialnames:
        read(name)
    return list(ordered)


class Copier:
    """Copies of an object as `copy.deepcopy` makes them, functions being the same ones, in a fifth of its time: what
    it reads of the object is read once. An object that cannot be read so is copied by `copy.deepcopy` each time.
    """

    def __init__(self, original: Any) -> None:
        self.original = original
        self.functions: list[FunctionType] = []
        out = io.BytesIO()
        pickler = pickle.Pickler(out, protocol=pickle.HIGHEST_PROTOCOL)
        pickler.persistent_id = self._number
        try:
            pickler.dump(original)
        except (pickle.PicklingError, AttributeError, TypeError):
            self.read = None
        else:
            self.read = out.getvalue()

    def _number(self, one: Any) -> int | None:
        if isinstance(one, QuerySet):
            raise pickle.PicklingError("It would be carried out.")
        if not isinstance(one, FunctionType):
            return None
        self.functions.append(one)
        return len(self.functions) - 1

    def copy(self) -> Any:
        if self.read is None:
            return copy.deepcopy(self.original)
        unpickler = pickle.Unpickler(io.BytesIO(self.read))
        unpickler.persistent_load = self.functions.__getitem__
        return unpickler.load()


@dataclass
class Level:
    """A recipe whose rows are there, and the savepoint to which they are rolled back."""

    recipe: Recipe
    value: Any
    savepoint: transaction.Atomic


@dataclass
class Rows:
    """What a process has written for its tests, in the order in which it is rolled back from its end."""

    levels: list[Level] = field(default_factory=list)
    #: The connection on which it was written. A browser that is started gives its thread another one.
    connection: BaseDatabaseWrapper | None = None
    #: Whether the PDFs in it can be read.
    has_papers: bool = False
    #: Of the test that runs: the object that each recipe's function returned.
    copies: dict[Callable[..., Any], Any] = field(default_factory=dict)
    #: Of what these levels returned, in their order; None where the levels have changed since.
    copier: Copier | None = None

    def prepare(self, recipes: list[Recipe]) -> None:
        """Have the rows of these recipes there, and no others."""
        wanted = set(recipes)
        keep = 0
        moved = connections[DEFAULT_DB_ALIAS] is not self.connection
        if self.levels and (moved or self.has_papers != papers.are_read):
            self.roll_back()
        self.has_papers = papers.are_read
        while keep < len(self.levels) and self.levels[keep].recipe in wanted:
            keep += 1
        self.roll_back(keep)
        there = {level.recipe for level in self.levels}
        for recipe in recipes:
            if recipe not in there:
                self._write(recipe)
        if self.levels:
            # What a test has set immediate in a savepoint that it released stays so when the test is rolled back.
            with self.connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        self.copier = self.copier or Copier([level.value for level in self.levels])
        functions = (level.recipe.function for level in self.levels)
        self.copies = dict(zip(functions, self.copier.copy(), strict=True))

    def _write(self, recipe: Recipe) -> None:
        known = {level.recipe: level.value for level in self.levels}
        if not self.levels:
            self.connection = connections[DEFAULT_DB_ALIAS]
        savepoint = transaction.atomic()
        savepoint.__enter__()
        try:
            with ExitStack() as around:
                show = around.enter_context(fixed_clock() if recipe.shows_clock() else nullcontext())
                for network in recipe.scopes():
                    around.enter_context(scoped_to(known[network]))
                arguments = {name: known[needed] for name, needed in recipe.needs}
                if recipe.clock:
                    arguments["clock"] = show
                value = recipe.function(**arguments)
            # What is checked at the end of a transaction is checked of these rows now, and not by each test anew.
            self.connection.check_constraints()
        except BaseException as error:
            savepoint.__exit__(type(error), error, error.__traceback__)
            raise
        self.levels.append(Level(recipe, value, savepoint))
        self.copier = None

    def roll_back(self, keep: int = 0) -> None:
        """Undo all but the first levels."""
        self.copies = {}
        if self.levels and connections[DEFAULT_DB_ALIAS] is not self.connection:
            self.levels, self.copier = [], None
            self.connection.close()  # which ends its transaction
            self.connection.connection = None
            self.connection.closed_in_transaction = False  # a process that this one forks may open it anew
        while len(self.levels) > keep:
            self.copier = None
            if self.connection.in_atomic_block:
                self.connection.set_rollback(True)
            self.levels.pop().savepoint.__exit__(None, None, None)


def by_recipes(items: list[pytest.Item]) -> None:
    """Let the tests of a module that begin from the same rows follow one another, and all with the same costly ones."""
    places: dict[tuple, int] = {}
    #: Of the tests of a function: what it asks for.
    known: dict[tuple, tuple[Recipe, ...]] = {}
    keys = []
    for place, item in enumerate(items):
        function = (id(item._fixtureinfo), writes := commits(item))
        if function not in known:
            known[function] = tuple(recipes_of(item))
        costly = next((one for one in known[function] if one.costly), None)
        group = (costly or str(item.path), writes)
        first = places.setdefault(group, place)
        alike = places.setdefault((*group, reads_papers(item), known[function]), place)
        keys.append((first, alike, place))
    items[:] = [items[place] for _, _, place in sorted(keys)]


def commits(item: pytest.Item) -> bool:
    """Whether a test writes for others to read, with no transaction around it."""
    marker = item.get_closest_marker("django_db")
    return bool(
        {"transactional_db", "live_server"} & set(item.fixturenames)
        or (marker and (marker.kwargs.get("transaction") or marker.args))
    )


_rows = Rows()


@pytest.fixture
def setup_rows(request: pytest.FixtureRequest, django_db_setup, django_db_blocker) -> Iterator[Rows | None]:
    """The rows written before the test, or None for a test that commits and writes its own."""
    writes_itself = commits(request.node)
    with django_db_blocker.unblock():
        if writes_itself:
            _rows.roll_back()
        else:
            _rows.prepare(recipes_of(request.node))
    yield None if writes_itself else _rows
    if request.node.get_closest_marker("slow"):
        # It may have rolled back many rows.
        with django_db_blocker.unblock():
            _rows.roll_back()
            shrink()


@pytest.fixture
def _django_db_helper(setup_rows, _django_db_helper) -> None:
    """The transaction of a test begins inside that of its rows."""
