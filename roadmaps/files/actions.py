"""Files of a roadmap: written, read, tried without a trace, applied as a whole; documents attached."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.documents import erase_content, store
from inclusion.core.enums import DocumentKind, ImportState
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line, shown_size
from inclusion.core.french.periods import shown_end
from inclusion.core.imports.columns import Row
from inclusion.core.imports.spreadsheets import Bounds, read_file
from inclusion.core.imports.trials import Attempt, Importer
from inclusion.core.imports.uploads import MAX_PDF_BYTES, checked_pdf
from inclusion.core.models.imports import Trial
from inclusion.core.models.networks import User
from inclusion.partners.models import Partner
from roadmaps.enums import ActorRole, Need, Origin, Priority, RoadmapState, Strand, Verb
from roadmaps.files.rules.media_types import PDF, TAKEN, kept_name, type_of
from roadmaps.files.rules.plan import ActionPlan, Plan, Ref, plan
from roadmaps.files.rules.reports import Report
from roadmaps.files.rules.rows import (
    COLUMNS,
    SEPARATOR,
    KnownAction,
    KnownAxis,
    Names,
    RoadmapContents,
    match_headers,
    read_row,
)
from roadmaps.plans.actions.actions import actor_rows_of
from roadmaps.plans.actions.axes import add_axis, add_objective, adopt_departmental_axis
from roadmaps.plans.actions.editing import lock_roadmap, take
from roadmaps.plans.actions.grid import write_action
from roadmaps.plans.models.actions import (
    Action,
    ActionActor,
    Lead,
    lead_key,
    lead_name,
    leads_to_choose,
    short_lead_name,
)
from roadmaps.plans.models.axes import Axis, Objective
from roadmaps.plans.models.budgets import RoadmapPaper
from roadmaps.plans.models.roadmaps import Roadmap
from roadmaps.plans.queries import whole_actions
from roadmaps.plans.rules.cells import FIELDS

BOUNDS = Bounds(megabytes=5, rows=5000)


# -- Export


def rows_of(roadmap: Roadmap) -> list[list[Any]]:
    """Return the roadmap as a file holds it, the headers first: its actions, and the axes that have none."""
    return [COLUMNS.headers, *_rows(roadmap)]


def _rows(roadmap: Roadmap) -> Iterator[list[Any]]:
    actions: list[Any] = list(whole_actions(roadmap))
    axes = Axis.objects.filter(roadmap=roadmap).select_related("taken_up").prefetch_related("objectives")
    blank = [""] * (len(COLUMNS.headers) - 5)
    for axis in axes:
        above = axis.taken_up.title if axis.taken_up else ""
        own = [one for one in actions if one.axis_id == axis.pk]
        yield from (_row(one, axis, above) for one in own)
        used = {one.objective_id for one in own}
        empty = [one.title for one in axis.objectives.all() if one.pk not in used]
        for objective in empty or ([] if own else [""]):
            yield [str(axis.rank), axis.title, objective, *blank, above, ""]


def _row(action: Any, axis: Axis, above: str) -> list[Any]:
    return [
        action.number,
        axis.title,
        action.objective.title if action.objective else "",
        action.title,
        action.description,
        SEPARATOR.join(map(str, action.leads)),
        SEPARATOR.join(map(str, action.partners)),
        action.start,
        shown_end(action.end) if action.end else None,
        action.get_state_display(),
        action.state_reason,
        action.reached,
        Priority(action.priority).label,
        Strand(action.strand).label if action.strand else "",
        SEPARATOR.join(Need(one).label for one in action.needs),
        Origin(action.origin).label,
        action.budget,
        above,
        action.pk,
    ]


# -- Import


def read_rows(data: bytes) -> list[Row]:
    """Return the rows of a file. Raises DomainError (at "file") as `read_file` does."""
    return read_file(data, COLUMNS, bounds=BOUNDS, match=match_headers, read=read_row).rows


def known_of(roadmap: Roadmap) -> RoadmapContents:
    """The roadmap as a file is compared with it; a handful of queries, however large it is."""
    leads = _leads_of(roadmap)
    partners = [one for one in leads if one.merged_into_id is None]
    named = {lead_key(one): lead_name(one, partner) for partner, own in leads.items() for one in own}
    axes = Axis.objects.filter(roadmap=roadmap).prefetch_related("objectives")
    above = list(Axis.objects.that_can_be_taken_up(roadmap))
    return RoadmapContents(
        period=roadmap.days,
        is_local=roadmap.is_local,
        axes=[
            KnownAxis(axis.pk, axis.title, {one.pk: one.title for one in axis.objectives.all()}, axis.taken_up_id)
            for axis in axes
        ],
        actions=[_known_action(one) for one in whole_actions(roadmap)],
        partners=Names(
            [
                *((one.pk, str(one)) for one in partners),
                *((one.pk, name) for one in partners for name in (one.name, one.siret) if name),
            ]
        ),
        partner_names={one.pk: str(one) for one in partners},
        leads=Names(
            [
                *((lead_key(one), name) for one in partners for name in (one.name, one.siret) if name),
                *((lead_key(one), short_lead_name(one)) for own in leads.values() for one in own),
                *named.items(),
            ]
        ),
        lead_names=named,
        above=Names((one.pk, one.title) for one in above),
        above_titles={one.pk: one.title for one in above},
    )


def _leads_of(roadmap: Roadmap) -> dict[Partner, list[Lead]]:
    """Who may lead an action of the roadmap, and who leads one though not there any more."""
    return leads_to_choose(also=ActionActor.objects.filter(action__axis__roadmap=roadmap).leads())


def _known_action(action: Any) -> KnownAction:
    names = {*FIELDS, "description", "state_reason", "strand", "needs", "origin"} - {"progress"}
    return KnownAction(
        action.pk,
        action.number,
        action.axis_id,
        action.objective_id,
        {**{name: getattr(action, name) for name in names}, "progress": action.reached},
        tuple(one.key for one in action.leads),
        tuple(one.pk for one in action.partners),
    )


# -- Writing of an imported file: axes, objectives, links, actions

BATCH = 500


@transaction.atomic
def write_plan(roadmap: Roadmap, plan: Plan, *, by: User, at: datetime) -> None:
    """Do all that a plan says; the caller has locked the roadmap, and has just made the plan."""
    _Writer(roadmap, by=by, at=at).write(plan)
    counts: dict[str, Any] = dict(plan.report.counts())
    journal.record(Verb.ROADMAP_IMPORTED, on=roadmap, by=by, at=at, **counts)


class _Writer:
    def __init__(self, roadmap: Roadmap, *, by: User, at: datetime) -> None:
        self.roadmap, self.by, self.at = roadmap, by, at
        self.axes: dict[Ref, Axis] = {one.pk: one for one in Axis.objects.filter(roadmap=roadmap)}
        leads = _leads_of(roadmap)
        self.leads = {lead_key(one): one for own in leads.values() for one in own}
        self.partners = {one.pk: one for one in leads}
        objectives = Objective.objects.filter(axis__roadmap=roadmap)
        self.objectives: dict[tuple[Ref, Ref], Objective] = {(one.axis_id, one.pk): one for one in objectives}
        last = Action.objects.of_roadmap(roadmap).order_by().values_list("axis", "objective").annotate(Max("rank"))
        self.last: dict[tuple[int, int | None], int] = {(axis, objective): rank for axis, objective, rank in last}

    def write(self, plan: Plan) -> None:
        for title in plan.axes:
            self.axes[title] = add_axis(self.roadmap, title=title, by=self.by, at=self.at)
        for axis, above in plan.taken_up.items():
            adopt_departmental_axis(
                self.axes[axis], Axis.objects.select_related("roadmap").get(pk=above), by=self.by, at=self.at
            )
        for axis, title in plan.objectives:
            self.objectives[axis, title] = add_objective(self.axes[axis], title=title, by=self.by, at=self.at)
        self._add([one for one in plan.actions if one.key is None])
        self._change([one for one in plan.actions if one.key is not None])

    def _place(self, one: ActionPlan) -> dict[str, Any]:
        """Where an action goes: at the end of its axis, or of its objective."""
        axis = self.axes[one.axis]
        objective = None if one.objective is None else self.objectives[one.axis, one.objective]
        place = (axis.pk, objective.pk if objective else None)
        self.last[place] = self.last.get(place, 0) + 1
        return {"axis": axis, "objective": objective, "rank": self.last[place]}

    def _add(self, plans: Sequence[ActionPlan]) -> None:
        day = timezone.localdate(self.at)
        origin = Origin.INITIAL if self.roadmap.state == RoadmapState.DRAFT else Origin.EMERGING
        actions = []
        for one in plans:
            values = {"origin": origin, **one.values}
            values = {name: value for name, value in values.items() if name not in ("state", "state_reason")}
            actions.append(
                Action(network_id=self.roadmap.network_id, added_on=day, state_since=day, **self._place(one), **values)
            )
        Action.objects.bulk_create(actions, batch_size=BATCH)
        self._name_actors(list(zip(actions, plans, strict=True)))
        for action, one in zip(actions, plans, strict=True):
            journal.record(
                Verb.ACTION_ADDED, on=action, by=self.by, at=self.at, roadmap=self.roadmap.pk, axis=action.axis_id
            )
            self._write(action, {name: one.values[name] for name in ("state", "state_reason") if name in one.values})

    def _change(self, plans: Sequence[ActionPlan]) -> None:
        found = Action.objects.select_for_update(of=("self",), no_key=True).in_bulk([one.key for one in plans])
        actions = [found[one.key] for one in plans if one.key is not None]
        for action, one in zip(actions, plans, strict=True):
            if one.moves:
                place = self._place(one)
                for name, value in place.items():
                    setattr(action, name, value)
                action.save(update_fields=list(place))
                journal.record(Verb.ACTION_MOVED, on=action, by=self.by, at=self.at, axis=action.axis_id)
            self._write(action, one.values)
        self._name_actors(list(zip(actions, plans, strict=True)), are_new=False)

    def _write(self, action: Action, values: Mapping[str, Any]) -> None:
        if not values:
            return
        reason = values.get("state_reason", action.state_reason)
        if "state" in values:  # the reason is given with the change of state
            values = {name: value for name, value in values.items() if name != "state_reason"}
        write_action(action, values=values, reason=reason, by=self.by, at=self.at)

    def _name_actors(self, pairs: Sequence[tuple[Action, ActionPlan]], *, are_new: bool = True) -> None:
        """Name leads and partners anew where the file has such a column and says something else."""
        rows: list[ActionActor] = []
        for action, one in pairs:
            standing = (
                [] if are_new else list(ActionActor.objects.filter(action=action).with_names().order_by("rank", "pk"))
            )
            wanted = actor_rows_of(
                action,
                leads=[self.leads[key] for key in one.leads]
                if one.leads is not None
                else [row.lead for row in standing if row.role == ActorRole.LEAD],
                partners=[self.partners[key] for key in one.partners]
                if one.partners is not None
                else [row.partner for row in standing if row.role == ActorRole.PARTNER],
            )
            if [(row.key, row.role) for row in wanted] == [(row.key, row.role) for row in standing]:
                continue
            if standing:
                action.actor_rows.all().delete()
            if not are_new:
                journal.record(Verb.ACTION_CHANGED, on=action, by=self.by, at=self.at, fields=["actors"])
            rows += wanted
        ActionActor.objects.bulk_create(rows, batch_size=BATCH)


# -- Trial and application of a file of a roadmap, as a whole or not at all


class RoadmapImporter(Importer):
    """The axes and actions of a roadmap, compared with what the roadmap says."""

    name = "roadmap"
    report = Report
    subject_model = Roadmap
    keeps_file = True
    waits = None
    is_strict = True
    verbs = {ImportState.TRIED: Verb.IMPORT_TRIED, ImportState.DROPPED: Verb.IMPORT_DROPPED}

    def read(self, data: bytes, options: Mapping[str, Any], *, at: datetime) -> list[Row]:
        return read_rows(data)

    def lock(self, subject: Roadmap) -> Roadmap:
        return lock_roadmap(subject)

    def plan(self, attempt: Attempt) -> Report:
        return plan(known_of(attempt.subject), attempt.content).report

    def apply(self, attempt: Attempt) -> Report:
        roadmap, found = attempt.subject, plan(known_of(attempt.subject), attempt.content)
        if found.report.as_json() == attempt.shown.as_json():
            write_plan(roadmap, found, by=attempt.by, at=attempt.at)
            roadmap.refresh_from_db(fields=["revision"])
            roadmap.count_modification()
        return found.report

    def label(self, trial: Trial) -> str:
        return "Fichier d’une feuille de route"


ROADMAP_FILES = RoadmapImporter()


# -- Documents attached to a roadmap

_LONGEST_NAME = 80


@transaction.atomic
def add_paper(
    roadmap: Roadmap,
    *,
    kind: str,
    title: str,
    data: bytes,
    filename: str,
    action: Action | None = None,
    by: User,
    at: datetime,
) -> RoadmapPaper:
    """Attach a file to a roadmap, or to one of its actions; what it is, its bytes say.

    Raises DomainError (at "file") for a file that is empty, too heavy, damaged or of a kind that is not taken.
    """
    media_type = _checked(data, filename=filename)
    roadmap = take(roadmap)
    if action is not None and action.axis.roadmap_id != roadmap.pk:
        raise DomainError("Cette action est celle d’une autre feuille de route.").at("action")
    paper = RoadmapPaper(
        network_id=roadmap.network_id, roadmap=roadmap, action=action, kind=kind, title=one_line(title), added_at=at
    )
    paper.full_clean(exclude=["document"])
    paper.document = store(
        data,
        kind=DocumentKind.ROADMAP_PAPER,
        filename=kept_name(filename, media_type),
        media_type=media_type,
        by=by,
        at=at,
    )
    paper.save()
    journal.record(Verb.PAPER_ADDED, on=paper, by=by, at=at, roadmap=roadmap.pk)
    return paper


def _checked(data: bytes, *, filename: str) -> str:
    name = filename if len(filename) <= _LONGEST_NAME else f"…{filename[-_LONGEST_NAME:]}"
    if not data:
        raise DomainError(f"Le fichier «\u00a0{name}\u00a0» est vide.").at("file")
    if len(data) > MAX_PDF_BYTES:
        raise DomainError(
            f"Le fichier «\u00a0{name}\u00a0» pèse {shown_size(len(data))}\u00a0: le portail en accepte "
            f"{shown_size(MAX_PDF_BYTES)} au plus."
        ).at("file")
    found = type_of(data)
    if found is None:
        raise DomainError(
            f"Le fichier «\u00a0{name}\u00a0» n’est pas lisible ou n’est pas d’un type accepté, quel que soit son nom. "
            f"Choisissez {TAKEN}."
        ).at("file")
    if found == PDF:
        checked_pdf(data, filename=filename)
    return found


@transaction.atomic
def remove_paper(paper: RoadmapPaper, *, by: User, at: datetime) -> None:
    """Take a document off a roadmap; its bytes are erased, the journal keeps that it was there."""
    roadmap = take(paper.roadmap)
    journal.record(Verb.PAPER_REMOVED, on=paper, by=by, at=at, roadmap=roadmap.pk)
    erase_content(paper.document, reason="Document retiré de la feuille de route.", by=by, at=at)
    paper.delete()
