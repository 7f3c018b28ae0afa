"""What a file means to a roadmap: which axes it adds, which actions it adds or changes, what it cannot say. No ORM.

Nothing is ever removed by a file. Rows are recognised by their identifier, else by their axis and their title.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inclusion.core.french.names import so_many
from inclusion.core.imports.cells import text
from inclusion.core.imports.columns import Row
from roadmaps.enums import ActionState, Need, Priority
from roadmaps.files.rules.reports import Change, Effect, Line, Missing, Report
from roadmaps.files.rules.rows import (
    COLUMNS,
    SEPARATOR,
    KnownAction,
    Names,
    RoadmapContents,
    form_of,
    is_action,
    lines,
    split_names,
)
from roadmaps.plans.rules.cells import NEEDS_REASON, fault_of_dates, fault_of_progress, state_question

#: An axis or an objective: its key, or its title where it is new.
type Ref = int | str

#: Fields that are written as they are read.
PLAIN = (
    "title",
    "description",
    "start",
    "end",
    "state",
    "state_reason",
    "progress",
    "priority",
    "strand",
    "needs",
    "origin",
    "budget",
)
BLANK: dict[str, Any] = {
    **dict.fromkeys(("start", "end", "budget", "origin")),
    **dict.fromkeys(("description", "state_reason", "strand"), ""),
    "state": ActionState.TO_START,
    "progress": 0,
    "priority": Priority.NORMAL,
    "needs": [],
}


@dataclass(frozen=True)
class ActionPlan:
    """One action to add (`key` None) or to change: only what changes is in `values`; None elsewhere: as it is."""

    key: int | None
    axis: Ref
    objective: Ref | None
    values: Mapping[str, Any]
    leads: tuple[str, ...] | None
    partners: tuple[int, ...] | None
    moves: bool = False


@dataclass
class Plan:
    """What to do, in order, and its report."""

    report: Report
    axes: list[str] = field(default_factory=list)
    objectives: list[tuple[Ref, str]] = field(default_factory=list)
    taken_up: dict[Ref, int] = field(default_factory=dict)
    actions: list[ActionPlan] = field(default_factory=list)


def plan(known: RoadmapContents, rows: Sequence[Row]) -> Plan:
    """Compare the rows of a file with a roadmap."""
    return _Planner(known, rows).run()


class _Planner:
    def __init__(self, known: RoadmapContents, rows: Sequence[Row]) -> None:
        self.known, self.rows = known, rows
        self.plan = Plan(Report())
        self.axis_names = Names((axis.key, axis.title) for axis in known.axes)
        self.axis_titles: dict[Ref, str] = {axis.key: axis.title for axis in known.axes}
        self.objective_names = {axis.key: Names(axis.objectives.items()) for axis in known.axes}
        self.objective_titles = {key: one for axis in known.axes for key, one in axis.objectives.items()}
        self.stands_up = {axis.key: axis.taken_up for axis in known.axes}
        self.by_key = {action.key: action for action in known.actions}
        self.by_title: dict[tuple[Ref, str], list[KnownAction]] = {}
        for one in known.actions:
            self.by_title.setdefault((one.axis, form_of(one.values["title"])), []).append(one)
        self.new_axes: dict[str, str] = {}
        self.new_objectives: dict[tuple[Ref, str], str] = {}
        self.claims: dict[int, int] = {}
        self.first_new: dict[tuple[Ref, str], int] = {}

    def run(self) -> Plan:
        self._claim()
        for row in self.rows:
            self._row(row)
        report = self.plan.report
        report.frame = self._frame()
        report.missing = [
            Missing(one.number, one.values["title"]) for one in self.known.actions if one.key not in self.claims
        ]
        return self.plan

    def _claim(self) -> None:
        """Note which actions the identifiers name, before titles are looked at."""
        for row in self.rows:
            key = row.values.get("key")
            if key is None:
                continue
            if key not in self.by_key:
                row.refuse(
                    "key",
                    "Aucune action de cette feuille de route n’a cet identifiant\u00a0: videz la case pour l’ajouter.",
                )
            elif key in self.claims:
                row.refuse("key", f"La ligne {self.claims[key]} parle déjà de cette action\u00a0: gardez-en une.")
            else:
                self.claims[key] = row.number

    # -- One row -----------------------------------------------------------------------------------------------

    def _row(self, row: Row) -> None:
        stands = self.by_key.get(row.values.get("key") or 0)
        axis = self._axis(row, stands)
        objective = self._objective(row, axis, stands)
        self._take_up(row, axis)
        if not is_action(row):
            if row.faults:
                self._report(row, Effect.WRONG, [])
            return
        stands = stands or self._same_title(row, axis)
        leads, partners = self._actors(row, stands)
        values = self._values(row, stands)
        if row.faults or axis is None:
            self._report(row, Effect.WRONG, [])
            return
        changes = self._changes(stands, values, leads, partners)
        moves = False
        if stands is not None and (axis, objective) != (stands.axis, stands.objective):
            moves = True
            changes = [*self._moved(stands, axis, objective), *changes]
        effect = Effect.ADDED if stands is None else Effect.CHANGED if changes else Effect.UNCHANGED
        self._report(row, effect, changes)
        if effect != Effect.UNCHANGED:
            key = stands.key if stands else None
            self.plan.actions.append(ActionPlan(key, axis, objective, values, leads, partners, moves))

    def _report(self, row: Row, effect: Effect, changes: list[Change]) -> None:
        title, axis = row.values.get("title") or "", row.values.get("axis") or ""
        self.plan.report.lines.append(Line(row.number, title, axis, effect, changes, list(row.faults)))

    def _axis(self, row: Row, stands: KnownAction | None) -> Ref | None:
        title = row.values.get("axis")
        if not title:
            return None
        if stands is not None and form_of(self.axis_titles[stands.axis]) == form_of(title):
            return stands.axis
        found = self.axis_names.find(title)
        if len(found) > 1:
            row.refuse("axis", "Plusieurs axes portent cet intitulé\u00a0: renommez-en un d’abord.")
            return None
        if found:
            return found[0]
        if row.faults:  # what is refused adds nothing
            return self.new_axes.get(form_of(title))
        if form_of(title) not in self.new_axes:
            self.new_axes[form_of(title)] = title
            self.axis_titles[title] = title
            self.plan.axes.append(title)
        return self.new_axes[form_of(title)]

    def _objective(self, row: Row, axis: Ref | None, stands: KnownAction | None) -> Ref | None:
        if "objective" not in row.values:  # the file has no such column: the place stays
            return stands.objective if stands is not None and stands.axis == axis else None
        title = row.values["objective"]
        if not title or axis is None:
            return None
        standing = stands.objective if stands is not None and stands.axis == axis else None
        if standing is not None and form_of(self.objective_titles[standing]) == form_of(title):
            return standing
        found = self.objective_names[axis].find(title) if isinstance(axis, int) else []
        if len(found) > 1:
            row.refuse(
                "objective", "Plusieurs objectifs de cet axe portent cet intitulé\u00a0: renommez-en un d’abord."
            )
        if found:
            return found[0]
        if row.faults:
            return None
        named = (axis, form_of(title))
        if named not in self.new_objectives:
            self.new_objectives[named] = title
            self.plan.objectives.append((axis, title))
        return self.new_objectives[named]

    def _take_up(self, row: Row, axis: Ref | None) -> None:
        title = row.values.get("taken_up")
        if not title or axis is None:
            return
        if not self.known.is_local:
            row.refuse("taken_up", "Seul un axe d’une feuille de route locale reprend un axe départemental.")
            return
        stands = self.stands_up.get(axis) if isinstance(axis, int) else None
        found = self.known.above.find(title)
        if stands in found:
            found = [stands] if stands is not None else found
        if not found:
            like = self.known.above.like(title)
            row.refuse("taken_up", f"Aucun axe départemental à reprendre ne porte cet intitulé.{like}")
        elif len(found) > 1:
            row.refuse(
                "taken_up", "Plusieurs axes départementaux portent cet intitulé\u00a0: choisissez-le sur la page."
            )
        elif self.plan.taken_up.setdefault(axis, found[0]) != found[0]:
            other = self.known.above_titles[self.plan.taken_up[axis]]
            row.refuse("taken_up", f"Une autre ligne dit que cet axe reprend «\u00a0{other}\u00a0».")

    def _same_title(self, row: Row, axis: Ref | None) -> KnownAction | None:
        """The action that a row without identifier means, by its axis and its title."""
        title = row.values.get("title")
        if not title or axis is None or row.values.get("key") is not None or "key" in row.wrong:
            return None
        same = self.by_title.get((axis, form_of(title)), [])
        if any(one.key in self.claims for one in same) or len(same) > 1:
            row.refuse(
                "title",
                "Une action de cet axe porte déjà cet intitulé\u00a0: gardez son identifiant, ou changez l’intitulé.",
            )
        elif same:
            self.claims[same[0].key] = row.number
            return same[0]
        elif (first := self.first_new.setdefault((axis, form_of(title)), row.number)) != row.number:
            row.refuse("title", f"La ligne {first} ajoute déjà cette action à cet axe\u00a0: gardez-en une.")
        return None

    # -- Values of a row

    def _actors(self, row: Row, stands: KnownAction | None) -> tuple[tuple[str, ...] | None, tuple[int, ...] | None]:
        """Leads and partners as the file has them; None where it has no such column. Whoever is both leads."""
        leads = partners = None
        if "leads" in row.values:
            leads = self._named_in(row, "leads", self.known.leads, stands.leads if stands else ())
        if "partners" in row.values:
            partners = self._named_in(row, "partners", self.known.partners, stands.partners if stands else ())
            leading = leads if leads is not None else stands.leads if stands else ()
            partners = tuple(one for one in partners if f"partner:{one}" not in leading)
        return leads, partners

    def _named_in[Key](self, row: Row, name: str, known: Names[Key], standing: tuple[Key, ...]) -> tuple[Key, ...]:
        found: list[Key] = []
        for written in split_names(row.values[name], lambda one: bool(known.find(one))):
            keys = known.find(written)
            keys = [key for key in keys if key in standing] or keys
            if not keys:
                like = known.like(written)
                row.refuse(name, f"«\u00a0{written[:80]}\u00a0» n’est pas un partenaire du réseau.{like}")
            elif len(keys) > 1:
                row.refuse(
                    name,
                    f"Plusieurs partenaires s’appellent «\u00a0{written[:80]}\u00a0»\u00a0: écrivez le nom complet.",
                )
            else:
                found.append(keys[0])
        return tuple(dict.fromkeys(found))

    def _values(self, row: Row, stands: KnownAction | None) -> dict[str, Any]:
        """The plain values that change, checked together; all of them for an action to add."""
        now = stands.values if stands else BLANK
        said = {name: row.values[name] for name in PLAIN if row.values.get(name, None) is not None}
        said |= {name: None for name in ("start", "end", "budget") if name in row.values and name not in said}
        changed = {name: value for name, value in said.items() if value != _plain(name, now.get(name))}
        self._check_dates(row, now, changed)
        if "state" in changed and "state_reason" not in row.values and now["state_reason"]:
            changed["state_reason"] = ""  # the reason of one state is not the reason of the next
        state = changed.get("state", now["state"])
        if state in NEEDS_REASON and not {**now, **changed}["state_reason"]:
            row.refuse("state_reason", state_question(state))
        if "progress" in changed and (sentence := fault_of_progress(changed["progress"], state=state)):
            row.refuse("progress", sentence)
        return changed

    def _check_dates(self, row: Row, now: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
        if {"start", "end"} & row.wrong or not {"start", "end"} & set(changed):
            return
        both = {**now, **changed}
        if fault := fault_of_dates(both["start"], both["end"], within=self.known.period):
            row.refuse(*fault)

    # -- Report

    def _changes(
        self,
        stands: KnownAction | None,
        values: Mapping[str, Any],
        leads: tuple[str, ...] | None,
        partners: tuple[int, ...] | None,
    ) -> list[Change]:
        now = stands.values if stands else BLANK
        found = []
        for name, value in values.items():
            if name == "title" and stands is None:
                continue  # it names the row
            column = COLUMNS[name]
            before = "" if now[name] is None else column.show(now[name])
            shown = "" if value is None else column.show(value)
            found.append(Change(column.header, before if stands else "", shown))
        known = self.known
        if leads is not None and leads != (led := stands.leads if stands else ()):
            names = [SEPARATOR.join(known.lead_names[key] for key in keys) for keys in (led, leads)]
            found.append(Change(COLUMNS["leads"].header, *names))
        if partners is not None and partners != (joined := stands.partners if stands else ()):
            names = [SEPARATOR.join(known.partner_names[key] for key in keys) for keys in (joined, partners)]
            found.append(Change(COLUMNS["partners"].header, *names))
        return found

    def _moved(self, stands: KnownAction, axis: Ref, objective: Ref | None) -> Iterable[Change]:
        if axis != stands.axis:
            yield Change(COLUMNS["axis"].header, self.axis_titles[stands.axis], self.axis_titles[axis])
        before = self.objective_titles[stands.objective] if stands.objective is not None else ""
        after = self.objective_titles[objective] if isinstance(objective, int) else objective or ""
        if before != after:
            yield Change(COLUMNS["objective"].header, before, after)

    def _frame(self) -> list[str]:
        said = [f"Axe ajouté\u00a0: «\u00a0{title}\u00a0»." for title in self.plan.axes]
        said += [
            f"Objectif ajouté dans «\u00a0{self.axis_titles[axis]}\u00a0»\u00a0: «\u00a0{title}\u00a0»."
            for axis, title in self.plan.objectives
        ]
        for axis, above in list(self.plan.taken_up.items()):
            if isinstance(axis, int) and self.stands_up[axis] == above:
                del self.plan.taken_up[axis]
                continue
            title = self.known.above_titles[above]
            said.append(f"«\u00a0{self.axis_titles[axis]}\u00a0» reprend l’axe départemental «\u00a0{title}\u00a0».")
        return said


def _plain(name: str, value: Any) -> Any:
    """A stored value as a file gives it back: line ends and blanks make no difference."""
    if name == "title" and value is not None:
        return text(value)
    if name in ("description", "state_reason"):
        return lines(value)
    return [need for need in Need if need in value] if name == "needs" else value


def kept_sentence(count: int) -> str:
    """What becomes of the actions that the file does not name."""
    actions = so_many(count, "action de la feuille de route n’est", "actions de la feuille de route ne sont")
    stays = "elle reste telle quelle" if count == 1 else "elles restent telles quelles"
    return f"{actions} pas dans ce fichier\u00a0: {stays}."
