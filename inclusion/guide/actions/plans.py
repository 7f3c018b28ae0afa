"""What a file of places would do to the guide, row by row, before anything is written."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from inclusion.core.french.names import search_form
from inclusion.core.french.periods import plain_date
from inclusion.core.scope import active_network
from inclusion.guide.actions.reading import FileRow, PlaceFile
from inclusion.guide.enums import PlaceSourceKind
from inclusion.guide.models import Place, PlaceIdentifier, PlaceSource
from inclusion.guide.rules import provenance
from inclusion.guide.rules.cells import day, shown
from inclusion.guide.rules.cleaning import Cleaned, Manner, Remark, clean_row
from inclusion.guide.rules.duplicates import CERTAIN, PROBABLE, Sight, likeness
from inclusion.guide.rules.hours import joined_hours
from inclusion.guide.rules.mapping import ColumnRule
from inclusion.guide.rules.provenance import Saying
from inclusion.guide.rules.standard import ATTRIBUTES, Problem
from inclusion.guide.rules.words import Town, Towns, departments_of
from inclusion.territories.models import Commune, Epci

#: The rank of what the portal itself keeps, where no source of the network stands for it.
OWN_RANK = 20
#: From so many signs on, an identifier is hardly given twice by two sources.
UNMISTAKABLE = 12
_NOT_STORED = -1
_NO_RULE = ColumnRule()
#: After so many rows, the progress is shown to whoever waits.
STEP = 200
#: So many remarks are kept, those that say the same of several rows counted once.
MAX_REMARKS = 4000
#: What is kept of a report.
_KEPT = (
    "rows",
    "created",
    "updated",
    "unchanged",
    "rejected",
    "remarks",
    "doubles",
    "ignored",
    "missing",
    "remarks_left",
    "columns",
)
ELSEWHERE = "Hors du département et des intercommunalités qui le touchent."


@dataclass
class Report:
    """What became of the rows of a file: each is created, updated, unchanged or rejected."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[dict[str, Any]] = field(default_factory=list)
    doubles: list[dict[str, Any]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    remarks_left: int = 0
    #: The columns of a file that does not follow the standard: see `matching.shown_columns`.
    columns: list[dict[str, Any]] = field(default_factory=list)
    _seen: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)

    def remark(self, row: int, column: str, one: Remark) -> None:
        """Keep a remark; one that was made of another row already is counted there."""
        known = (column, one.before[:200], one.after[:200], one.reason)
        if known in self._seen:
            self._seen[known]["rows"] += 1
        elif len(self.remarks) >= MAX_REMARKS:
            self.remarks_left += 1
        else:
            made = {"row": row, "rows": 1, **dict(zip(("column", "before", "after", "reason"), known, strict=True))}
            self._seen[known] = made
            self.remarks.append(made)

    def as_json(self) -> dict[str, Any]:
        """The report as it is kept and handed out."""
        return {name: getattr(self, name) for name in _KEPT}


@dataclass
class Plan:
    """Rows to write, and the report."""

    report: Report = field(default_factory=Report)
    created: list[Place] = field(default_factory=list)
    #: Places that change, with the attributes to write.
    changed: dict[int, tuple[Place, set[str]]] = field(default_factory=dict)
    identifiers: list[tuple[Place, str]] = field(default_factory=list)
    pairs: list[tuple[Place, Place, int]] = field(default_factory=list)


def make_plan(
    file: PlaceFile,
    *,
    source: PlaceSource,
    at: datetime,
    lock: bool = False,
    progress: Callable[[int], object] = lambda done: None,
) -> Plan:
    """Return what the rows of a file, said by this source (stored or not), would do to the active network's guide.

    With `lock`, every place is locked until the end of the transaction; `tell` is given how many rows are done.
    """
    return _Planner(source, at, lock=lock, progress=progress).run(file)


def all_towns() -> Towns:
    """The communes of France, as rows find them."""
    rows = Commune.objects.order_by().values_list(
        "code", "name", "postal_codes", "department_id", "epci_id", "former_names", "latitude", "longitude"
    )
    return Towns(
        Town(
            code,
            name,
            tuple(codes),
            department,
            epci,
            tuple(former),
            None if latitude is None or longitude is None else (latitude, longitude),
        )
        for code, name, codes, department, epci, former, latitude, longitude in rows
    )


class _Planner:
    """Everything that a row is compared with, kept in memory for one file."""

    def __init__(self, source: PlaceSource, at: datetime, *, lock: bool, progress: Callable[[int], object]) -> None:
        self.source, self.at, self.today = source, at, timezone.localdate(at)
        self.progress = progress
        self.plan = Plan()
        self.towns = all_towns()
        self.network = active_network()
        self.epcis = set(Epci.objects.touching(self.network.department_id).values_list("pk", flat=True))
        sources = list(PlaceSource.objects.all())
        self.names = {one.pk: one.name for one in sources}
        self.ranks = {one.pk: one.rank for one in sources}
        # A source that is only tried says its words under a key that no other has.
        self.key = source.pk or _NOT_STORED
        self.names[self.key], self.ranks[self.key] = source.name, source.rank
        own = next((one for one in sources if one.kind == PlaceSourceKind.NETWORK), None)
        self.own = (own.pk, own.rank) if own else (None, OWN_RANK)
        self._load(lock=lock)

    def _load(self, *, lock: bool) -> None:
        places = Place.objects.order_by("pk")
        rows = list(places.select_for_update(of=("self",), no_key=True) if lock else places)
        by_pk = {place.pk: place for place in rows}
        self.by_id = {place.standard_id: place for place in rows}
        self.by_external: dict[str, Place] = {}
        self.identified: dict[int, int] = defaultdict(int)
        if self.source.pk:
            for external, pk in PlaceIdentifier.objects.filter(source=self.source).values_list(
                "external_id", "place_id"
            ):
                self.by_external[external] = by_pk[pk]
                self.identified[id(by_pk[pk])] += 1
        self.around: dict[str, list[tuple[Sight, Place]]] = defaultdict(list)
        for place in rows:
            if place.merged_into_id is None:
                self._show(place)
        self.by_pk = by_pk
        self.touched: set[int] = set()
        self.taken_ids: set[str] = set()

    def _show(self, place: Place) -> None:
        """Let the rows that follow find this place."""
        self.around[place.postal_code].append((_sight_of(place), place))

    # -- Rows

    def run(self, file: PlaceFile) -> Plan:
        """Go through the rows, in their order."""
        report = self.plan.report
        report.rows, report.ignored, report.missing = len(file.rows), file.ignored, file.missing
        report.columns = file.columns
        manner = replace(file.manner, day=self._file_day(file))
        cleaned = []
        for number, row in enumerate(file.rows, 1):
            cleaned.append(self._clean(row, manner))
            if number % STEP == 0:
                self.progress(number // 2)
        # A file that has places here is cut to what concerns the network; one of places elsewhere alone was chosen so.
        cut = any(self._is_here(one) for one in cleaned if not one.problems)
        pairs = list(zip(file.rows, cleaned, strict=True))
        if file.mapping and not file.mapping.recognised_by:
            pairs = self._folded(pairs, by_id=file.mapping.columns.get("id", _NO_RULE).slug)
        for number, (row, one) in enumerate(pairs, 1):
            self._row(file, row, one, cut=cut)
            if number % STEP == 0:
                self.progress((len(file.rows) + number) // 2)
        return self.plan

    def _clean(self, row: FileRow, manner: Manner) -> Cleaned:
        if row.refusal:
            return Cleaned(problems=[Problem(*row.refusal)])
        return clean_row(
            row.record,
            week=row.week,
            parity=row.parity,
            today=self.today,
            towns=self.towns,
            manner=manner,
            department=self.network.department_id,
        )

    def _file_day(self, file: PlaceFile) -> date:
        """The day of the rows that give none: the mapping's, the latest that the file gives, today."""
        if file.manner.day:
            return min(file.manner.day, self.today)
        texts = {row.record.get("date_maj", "") for row in file.rows}
        days = (day(text, today=self.today, form=file.manner.day_form).value for text in texts if text)
        return max((one for one in days if one), default=self.today)

    def _folded(self, pairs: list[tuple[FileRow, Cleaned]], *, by_id: bool) -> list[tuple[FileRow, Cleaned]]:
        """The rows, those of one place put into the first: their identifier, or their name and address, are its."""
        first: dict[str, tuple[FileRow, Cleaned]] = {}
        left = []
        for row, one in pairs:
            external = one.values.get("id", "") if by_id else _name_and_address(one)
            if one.problems or not external or external not in first:
                if not one.problems and external:
                    first[external] = (row, one)
                left.append((row, one))
                continue
            kept_row, kept = first[external]
            self.plan.report.unchanged += 1
            said = f"Même lieu que la ligne {kept_row.number}\u00a0: les deux lignes sont réunies."
            self.plan.report.remark(row.number, "", Remark("", one.values.get("nom", ""), "", said))
            if remark := _fold(kept, one, said=kept_row.number):
                self.plan.report.remark(row.number, "horaires", remark)
        return left

    def _row(self, file: PlaceFile, row: FileRow, one: Cleaned, *, cut: bool) -> None:
        problems = [(problem.column, problem.reason) for problem in one.problems]
        external = one.values.get("id", "")
        if row.refusal:
            self._reject(file, row, problems)
            return
        if not problems and external in self.taken_ids:
            problems.append(("id", f"L’identifiant «\u00a0{external}\u00a0» est déjà pris par une ligne plus haut."))
        if not self._is_here(one):
            if cut:  # said alone: what else is wrong there is nobody's business here
                problems = [("code_postal", ELSEWHERE)]
            else:
                one.remarks.append(Remark("code_postal", one.values.get("code_postal", ""), "", ELSEWHERE))
        if problems:
            self._reject(file, row, problems)
            return
        self.taken_ids.add(external)
        for remark in (*row.remarks, *one.remarks):
            self.plan.report.remark(row.number, file.column(remark.column), remark)
        place, how = self._find(one.values)
        if place is None:
            self._create(row, one)
        else:
            if how and how < 101:
                self._double(row, one, place, how, same=True)
            self._merge(file, row, one, place)

    def _reject(self, file: PlaceFile, row: FileRow, problems: list[tuple[str, str]]) -> None:
        # Two columns of the standard may be read from one of the file.
        (column, reason), *others = dict.fromkeys((file.column(name), why) for name, why in problems)
        said = " ".join([reason, *(f"{name}\u00a0: {why}" for name, why in others)])
        self.plan.report.rejected.append({"row": row.number, "column": column, "reason": said})

    def _is_here(self, one: Cleaned) -> bool:
        """Whether a place is in the département, or in an intercommunalité that reaches into it; so is one of which no
        code can be read, whose row is refused for that.
        """
        own = self.network.department_id
        if one.town is not None:
            return one.town.department == own or one.town.epci in self.epcis
        code = one.values.get("code_insee") or one.values.get("code_postal") or ""
        return not code or own in (code[:2], code[:3], *departments_of(code))

    # -- Place of a row

    def _find(self, values: dict[str, Any]) -> tuple[Place | None, int]:
        """The place that a row is of, and how sure that is: above 100 where its identifier says so."""
        sight = _sight(values)
        known, named = (
            self._kept(one) if (one := index.get(values["id"])) else None for index in (self.by_external, self.by_id)
        )
        if known and not (named and _is_rather(sight, named, known)):
            return known, 101
        if named and _may_be_one(sight, named, values["id"]):
            return named, 101
        found = [
            (how, place)
            for other, place in self.around[sight.postal_code]
            if (how := likeness(sight, other)) >= CERTAIN
        ]
        if not found:
            return None, 0
        # The likeliest; of two, the one that is open, then the older.
        how, place = max(found, key=lambda one: (one[0], not one[1].is_closed, -(one[1].pk or 10**9)))
        return place, how

    def _kept(self, place: Place) -> Place:
        """The place that this one was merged into, if it was."""
        while place.merged_into_id is not None:
            place = self.by_pk[place.merged_into_id]
        return place

    def _double(self, row: FileRow, one: Cleaned, place: Place, how: int, *, same: bool) -> None:
        self.plan.report.doubles.append(
            {
                "row": row.number,
                "name": one.values["nom"],
                "place": place.name,
                "place_id": place.pk,
                "likeness": how,
                "same": same,
            }
        )

    # -- Effect of a row

    def _create(self, row: FileRow, one: Cleaned) -> None:
        values = one.values
        said = provenance.said_by(self._saying(values["date_maj"]))
        identifier = self._free_id(row, values["id"])
        fields = {ATTRIBUTES[name]: value for name, value in values.items()} | {"standard_id": identifier}
        place = Place(
            network=self.network,
            added_at=self.at,
            commune_id=one.town.code if one.town else None,
            provenance={
                name: dict(said)
                for name, value in values.items()
                if name not in provenance.APART and value not in ("", [], None)
            },
            **fields,
        )
        sight = _sight(values)
        for other, near in self.around[place.postal_code]:
            if (how := likeness(sight, other)) >= PROBABLE:
                self._double(row, one, near, how, same=False)
                self.plan.pairs.append((near, place, how))
        self.plan.created.append(place)
        self.plan.report.created += 1
        self.by_id[identifier] = place
        self._named(place, values["id"])
        self._show(place)

    def _free_id(self, row: FileRow, wanted: str) -> str:
        """The identifier, unless another place has it: then one of its own."""
        if wanted not in self.by_id:
            return wanted
        number = 2
        while (own := f"{wanted[:180]}-{self.source.pk or 'x'}-{number}") in self.by_id:
            number += 1
        reason = "Un autre lieu du guide porte cet identifiant\u00a0: celui-ci en reçoit un autre."
        self.plan.report.remark(row.number, "id", Remark("id", wanted, own, reason))
        return own

    def _named(self, place: Place, external: str) -> None:
        """Note what the source calls the place, and that this file has spoken of it."""
        self.touched.add(id(place))
        if external not in self.by_external:
            self.by_external[external] = place
            self.identified[id(place)] += 1
            self.plan.identifiers.append((place, external))

    def _saying(self, on: date) -> Saying:
        return Saying(self.key, self.source.rank, on)

    def _merge(self, file: PlaceFile, row: FileRow, one: Cleaned, place: Place) -> None:
        """Let the row say what it has to say of a place that is there."""
        first = id(place) not in self.touched
        self._named(place, one.values["id"])
        if place.is_closed:
            assert place.closed_on is not None
            said = f"Fermé définitivement le {plain_date(place.closed_on)}\u00a0: un fichier ne le rouvre pas."
            self.plan.report.remark(row.number, "", Remark("", place.name, "", said))
            self.plan.report.unchanged += 1
            return
        outcome = self._outcome(place, one, first=first)
        for kept in outcome.kept:
            self._note_kept(file, row, kept)
        if self._apply(place, one, outcome):
            self.plan.report.updated += 1
        else:
            self.plan.report.unchanged += 1

    def _outcome(self, place: Place, one: Cleaned, *, first: bool) -> provenance.Outcome:
        return provenance.merge(
            {name: getattr(place, attribute) for name, attribute in ATTRIBUTES.items()},
            one.values,
            provenance=place.provenance,
            saying=self._saying(one.values["date_maj"]),
            ranks=self.ranks,
            otherwise=Saying(self.own[0], self.own[1], place.updated_on),
            first=first and self.identified[id(place)] == 1,
        )

    def _note_kept(self, file: PlaceFile, row: FileRow, kept: provenance.KeptValue) -> None:
        who = self.names.get(kept.by.source or 0, "la coordination du réseau")
        said = f"Gardé\u00a0: dit par «\u00a0{who}\u00a0» le {plain_date(kept.by.on)}."
        remark = Remark(kept.column, shown(kept.incoming), shown(kept.stored), said)
        self.plan.report.remark(row.number, file.column(kept.column), remark)

    def _apply(self, place: Place, one: Cleaned, outcome: provenance.Outcome) -> bool:
        """Change the place in memory; whether what everybody reads of it changes."""
        attributes = {ATTRIBUTES[name] for name in outcome.changes}
        for name, value in outcome.changes.items():
            setattr(place, ATTRIBUTES[name], value)
        if attributes & {"insee_code", "town", "postal_code"} or (place.commune_id is None and one.town):
            code = one.town.code if one.town else None
            if code != place.commune_id:
                place.commune_id = code
                attributes.add("commune")
        holds = any(entry["source"] == self.key for entry in outcome.provenance.values())
        if holds and one.values["date_maj"] > place.updated_on:
            place.updated_on = one.values["date_maj"]
            attributes.add("updated_on")
        changed = bool(attributes)
        if outcome.provenance != place.provenance:
            place.provenance = outcome.provenance
            attributes.add("provenance")
        if attributes and place.pk:
            _, before = self.plan.changed.get(place.pk, (place, set()))
            self.plan.changed[place.pk] = (place, before | attributes)
        return changed


def _name_and_address(one: Cleaned) -> str:
    """What distinguishes a place where each row has a number of its own; nothing where a part is missing."""
    said = [search_form(str(one.values.get(name) or "")) for name in ("nom", "adresse", "commune")]
    return "|".join(said) if all(said) else ""


def _fold(kept: Cleaned, one: Cleaned, *, said: int) -> Remark | None:
    """Put what a row says of a place into the one before; a remark where their hours do not go together."""
    hours, more = kept.values.get("horaires") or "", one.values.get("horaires") or ""
    for name, value in one.values.items():
        if isinstance(value, list):
            known = kept.values.get(name) or []
            kept.values[name] = [*known, *(item for item in value if item not in known)]
        elif kept.values.get(name) in ("", None):
            kept.values[name] = value
    if not hours or not more or hours == more:
        return None
    joined = joined_hours(hours, more)
    if joined is None:
        return Remark("horaires", more, hours, f"Autres horaires que la ligne {said}\u00a0: ceux-là sont gardés.")
    kept.values["horaires"] = joined.notation
    if not joined.conflicts:
        return None
    days = ", ".join(joined.conflicts)
    reason = f"Deux horaires pour {days}\u00a0: ceux de la ligne {said} sont gardés."
    return Remark("horaires", more, joined.notation, reason)


def _sight(values: dict[str, Any]) -> Sight:
    return Sight(
        values["nom"],
        values["adresse"],
        values["code_postal"],
        values.get("pivot") or "",
        values.get("latitude"),
        values.get("longitude"),
    )


def _sight_of(place: Place) -> Sight:
    return _sight({name: getattr(place, attribute) for name, attribute in ATTRIBUTES.items()})


def _is_rather(sight: Sight, named: Place, known: Place) -> bool:
    """Whether the row is the place that bears its identifier in the guide, and not another that its source calls so.

    So it is when the guide's own file comes back: the identifiers of two sources may be the same words.
    """
    if named is known:
        return False
    return likeness(sight, _sight_of(named)) >= CERTAIN > likeness(sight, _sight_of(known))


def _may_be_one(sight: Sight, place: Place, identifier: str) -> bool:
    """Whether a place of the same identifier can be the row's: one that shares neither place nor name is another's.

    Short ones (« 12 », « lieu-3 ») are given by many: there the town and the name, or the town and the street, must
    agree as well.
    """
    there = _sight_of(place)
    same_name = search_form(sight.name) == search_form(there.name)
    same_town = sight.postal_code == there.postal_code
    if len(identifier) < UNMISTAKABLE:
        alike = same_name or sight.address_words == there.address_words or likeness(sight, there) > 0
        return same_town and alike
    return same_town or same_name or bool(sight.pivot and sight.pivot == there.pivot)
