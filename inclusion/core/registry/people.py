"""What apps and features know of a person helped: their data, their rows, notes in lists, lines of the path."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inclusion.core.activities import only_on


@dataclass
class PersonRecords:
    """What is stored about one person, in the words that the person reads: tables by title, and files."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonData:
    """What an upper app holds about the people helped, and how it erases it.

    `export(person)` returns what it holds. `blockers(person, on=day, asked=…)` says in sentences why the file
    cannot be emptied yet; more prevents the nightly erasure than somebody's own request (`asked`).
    `consequences(person)` says in sentences what erasing does and what stays. `forget(person, reason=…, by=…,
    at=…)` empties what it holds, in the transaction that empties the file.
    """

    export: Callable[[Any], PersonRecords]
    blockers: Callable[..., list[str]]
    consequences: Callable[[Any], list[str]]
    forget: Callable[..., None]


_person_data: list[PersonData] = []


def register_person_data(
    *,
    export: Callable[[Any], PersonRecords],
    blockers: Callable[..., list[str]],
    consequences: Callable[[Any], list[str]],
    forget: Callable[..., None],
) -> None:
    """Say what an app holds about people beside their files, so that it is handed over and forgotten with them."""
    _person_data.append(PersonData(export, blockers, consequences, forget))


def person_data() -> list[PersonData]:
    """What upper apps hold about people, in the order of their registration."""
    return list(_person_data)


@dataclass(frozen=True)
class PersonRows:
    """How rows of a model that may name a person helped are treated where they ask (`inclusion.people.actions.traces`).

    Rows of a model about which nothing is said are searched, shown to whoever answers for the network, and emptied of
    what names the person once these confirm that it is them.

    `part_of`: lookup that leads to the person whose file a row is part of; such a row needs no confirmation.
    `email`: column in which the person's address says for sure that the row is theirs.
    `forget(row, by=…, at=…)`: what empties such a row, where taking the name away is not enough.
    `kept`: why a row stays as it is, as a French sentence.
    `unseen`: what is said of a row of which nothing may be shown; the name goes from it without a question.
    """

    part_of: str = ""
    email: str = ""
    forget: Callable[..., None] | None = None
    kept: str = ""
    unseen: str = ""


_person_rows: dict[str, PersonRows] = {}


def register_person_rows(*models: Any, **treated: Any) -> None:
    """Say how rows of these models are treated where a person asks; raises ValueError for one that is known."""
    for model in models:
        if model._meta.label in _person_rows:
            raise ValueError(f"{model._meta.label} is registered twice")
        _person_rows[model._meta.label] = PersonRows(**treated)


def person_rows(model: Any) -> PersonRows:
    """How the rows of this model are treated."""
    return _person_rows.get(model._meta.label, PersonRows())


@dataclass(frozen=True)
class PathLine:
    """Something on a person's path: its day, what it is, what came of it, and its page where it has one.

    `is_done`: whether the person took part in it, which her own sheet lists.
    """

    on: date
    title: str
    detail: str = ""
    url: str = ""
    is_done: bool = True


type PathSource = Callable[[Any], list[PathLine]]


_path_sources: list[tuple[str, PathSource]] = []


def register_path_lines(permission: str) -> Callable[[PathSource], PathSource]:
    """Add what an app knows to the path of a person, for whoever follows her and holds this permission."""

    def add(source: PathSource) -> PathSource:
        _path_sources.append((permission, source))
        return source

    return add


def path_lines(person: Any, member: Any) -> list[PathLine]:
    """What the apps know of a person's path, as far as this member may read it."""
    allowed = [source for permission, source in _path_sources if member.may(permission)]
    return [line for source in only_on(member.network, allowed) for line in source(person)]


#: What a feature says of each of these people in few words, by their keys; the day in.
type PersonNotes = Callable[[list[int], date], dict[int, str]]


_notes: list[tuple[str, PersonNotes]] = []


def register_person_notes(permission: str) -> Callable[[PersonNotes], PersonNotes]:
    """Add to the list what is going on for each person, for all people of a page by the same few queries."""

    def register(read: PersonNotes) -> PersonNotes:
        _notes.append((permission, read))
        return read

    return register


def person_notes(member: Any, people: list[int], day: date) -> dict[int, list[str]]:
    """Return what the features of the network say of each, as far as this member may read it."""
    found: dict[int, list[str]] = {}
    asked = [read for permission, read in _notes if member.may(permission)]
    for read in only_on(member.network, asked):
        for person, words in read(people, day).items():
            found.setdefault(person, []).append(words)
    return found
