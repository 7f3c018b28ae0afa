"""Help is recorded and removed; files of the Coop are tried, then imported as a whole."""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from itertools import batched
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone

from evaluation.activity.models import HelpRecord
from evaluation.activity.rules.coop import (
    COLUMNS,
    FEWEST_HEADINGS,
    HEADING_ROWS,
    MAX_WORDS_LISTED,
    THEMES,
    WORD,
    Acts,
    CoopReport,
    Help,
    is_insee,
    plain_form,
    read_row,
)
from evaluation.activity.rules.records import THEME_OF_NEED
from evaluation.enums import AgeBand, HelpKind, HelpPlace, HelpSource, Theme, Verb
from inclusion.core import journal
from inclusion.core.enums import ImportState
from inclusion.core.errors import DomainError
from inclusion.core.french.names import search_form
from inclusion.core.imports.cells import Cell
from inclusion.core.imports.columns import Column, Fault
from inclusion.core.imports.spreadsheets import Bounds, Titles, refused, stream_table
from inclusion.core.imports.trials import Attempt, Importer
from inclusion.core.models.imports import Trial
from inclusion.core.registry.help import HelpGiven
from inclusion.core.scope import active_network
from inclusion.networks.actions import lock_network
from inclusion.partners.models import Partner
from inclusion.territories.models import Commune


@transaction.atomic
def record_help(
    partner: Partner,
    *,
    once: UUID,
    given_on: date,
    themes: list[str],
    place: str,
    minutes: int,
    kind: str = HelpKind.INDIVIDUAL,
    people: int = 1,
    age_band: str = AgeBand.UNKNOWN,
    place_name: str = "",
    commune: Commune | None = None,
    by: Any,
    at: datetime,
) -> HelpRecord:
    """Note help that a structure gave; the same `once` again returns what it made: two taps are one.

    Raises DomainError (at a field) for help of a day to come, without a theme, or of one person in a group.
    """
    if given_on > timezone.localdate(at):
        raise DomainError("Ce jour n’est pas encore venu.").at("given_on")
    if not themes or not set(themes) <= set(Theme.values):
        raise DomainError("Touchez au moins un thème.").at("themes")
    alone = kind == HelpKind.INDIVIDUAL
    if not alone and people < 2:
        raise DomainError("Un groupe compte au moins deux personnes.").at("people")
    record, is_new = HelpRecord.objects.get_or_create(
        source=HelpSource.PORTAL,
        external_id=once.hex,
        network=active_network(),
        defaults={
            "partner": partner,
            "given_on": given_on,
            "themes": [theme for theme in Theme.values if theme in themes],
            "place": place,
            "minutes": minutes,
            "kind": kind,
            "people": 1 if alone else people,
            "age_band": age_band,
            "place_name": place_name,
            "commune": commune,
            "recorded_at": at,
            "by": by,
        },
    )
    if is_new:
        journal.record(Verb.HELP_RECORDED, on=record, by=by, at=at)
    return record


def repeat_help(last: HelpRecord, partner: Partner, *, once: UUID, by: Any, at: datetime) -> HelpRecord:
    """Note the same help as last time, given today by this structure."""
    return record_help(
        partner,
        once=once,
        given_on=timezone.localdate(at),
        themes=last.themes,
        place=last.place,
        minutes=last.minutes,
        kind=last.kind,
        people=last.people,
        age_band=last.age_band,
        by=by,
        at=at,
    )


@transaction.atomic
def remove_help(record: HelpRecord, *, by: Any, at: datetime) -> None:
    """Take help back that was noted here by mistake. Raises DomainError for what came from a file."""
    if record.source != HelpSource.PORTAL:
        raise DomainError("Cette aide vient de la Coop\u00a0: corrigez-la là-bas.")
    journal.record(Verb.HELP_REMOVED, on=record, by=by, at=at)
    record.delete()


def note_help_given(given: HelpGiven, *, by: Any, at: datetime) -> None:
    """Note help that a help desk saw, once; in the theme that stands for the need."""
    record_help(
        given.partner,
        once=given.once,
        given_on=given.given_on,
        themes=[THEME_OF_NEED[given.need]],
        place=HelpPlace.PLACE,
        minutes=given.minutes,
        place_name=given.place_name,
        commune=given.commune,
        by=by,
        at=at,
    )


@transaction.atomic
def take_back_help_given(once: UUID, *, by: Any, at: datetime) -> None:
    """Remove what was noted of help that was not given after all; nothing where nothing was."""
    for record in HelpRecord.objects.noted_here().filter(external_id=once.hex).select_for_update(of=("self",)):
        remove_help(record, by=by, at=at)


# -- Files of the Coop: trial and import

BOUNDS = Bounds(megabytes=40, rows=100_000)
#: Rows written, or looked for, at once.
BATCH = 2000
_ENOUGH_THEMES = frozenset(THEMES.values())


@dataclass(frozen=True)
class CoopFile:
    """What is kept of the rows of a file that are new, and what its trial says of all of them."""

    kept: list[dict[str, Any]]
    report: CoopReport = field(default_factory=CoopReport)


class CoopImporter(Importer):
    """Files of the Coop. Of a file only what the portal keeps of its rows waits: the file itself names people."""

    name = "coop"
    report = CoopReport
    verbs: ClassVar[Mapping[ImportState, TextChoices]] = {
        ImportState.TRIED: Verb.HELP_TRIED,
        ImportState.APPLIED: Verb.HELP_IMPORTED,
    }

    def read(self, data: bytes, options: Mapping[str, Any], *, at: datetime) -> CoopFile:
        """The rows of a file, and where help goes: all to `partner` (the key of one, or None); with `by_column` to
        the partner whose SIRET or name is on the row, and to `partner` where neither is."""
        reading = _Reading(options.get("partner"), by_column=options["by_column"], last_day=timezone.localdate(at))
        reading.read(data)
        return CoopFile(reading.kept, reading.report)

    def plan(self, attempt: Attempt) -> CoopReport:
        return attempt.content.report

    def apply(self, attempt: Attempt) -> CoopReport:
        """Write what waits; what came meanwhile by another file is known by then."""
        kept = attempt.content.kept
        owners = _current_owners({row["partner_id"] for row in kept})
        came = sum(_write(batch, owners, by=attempt.by, at=attempt.at) for batch in batched(kept, BATCH))
        return replace(attempt.shown, created=came)

    def lock(self, subject: Any) -> Any:
        lock_network()
        return subject

    def pack(self, data: bytes, content: CoopFile) -> bytes:
        return zlib.compress(json.dumps(content.kept, ensure_ascii=False, separators=(",", ":")).encode())

    def unpack(self, packed: bytes, options: Mapping[str, Any], *, at: datetime) -> CoopFile:
        return CoopFile(json.loads(zlib.decompress(packed)))

    def label(self, trial: Trial) -> str:
        return "Fichier de la Coop"


COOP = CoopImporter()


# -- Reading -----------------------------------------------------------------------------------------------------------


class _Reading:
    """A file on its way to a report, row by row."""

    def __init__(self, partner_id: int | None, *, by_column: bool, last_day: date) -> None:
        self.partner_id, self.by_column, self.last_day = partner_id, by_column, last_day
        self.report = CoopReport()
        self.acts = Acts()
        self.rows_of: Counter[str] = Counter()
        self.owner_of: dict[str, int] = {}
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.kept: list[dict[str, Any]] = []

    def read(self, data: bytes) -> None:
        """Read every row; what is kept of those that are new is in `kept` then."""
        rows = stream_table(data, bounds=BOUNDS, known_headers=COLUMNS.count_known, header_rows=HEADING_ROWS)
        titles = _titles(rows)
        self.report.ignored = list(dict.fromkeys(one[:WORD] for one in titles.ignored))
        for number, cells in rows:
            self.report.rows += 1
            if self.report.rows > BOUNDS.rows:
                raise refused("Ce fichier a plus de 100\u00a0000 lignes\u00a0: partagez-le en plusieurs fichiers.")
            row = COLUMNS.read_row(number, titles.matched, cells)
            self._take(read_row(row, last_day=self.last_day))
        self._settle()

    def _take(self, row: Help | Fault) -> None:
        if isinstance(row, Fault):
            self.report.refuse(row)
            return
        owner = self._owner(row)
        if isinstance(owner, Fault):
            self.report.refuse(owner)
            return
        self._note_unknown(row)
        if self.acts.take(row, owner) == "twice":
            self.report.known += 1
            return
        self.rows_of[row.external_id] += 1
        self.owner_of.setdefault(row.external_id, owner)

    def _note_unknown(self, row: Help) -> None:
        for theme in row.themes:
            if theme not in _ENOUGH_THEMES:
                self.unknown[COLUMNS["themes"].header, theme] += 1
        for name in ("kind", "place", "age"):
            if word := row.other.get(COLUMNS[name].header):
                self.unknown[COLUMNS[name].header, word] += 1

    def _owner(self, row: Help) -> int | Fault:
        if self.by_column:
            if row.siret:
                return self._sirets.get(row.siret) or Fault(
                    row.number, COLUMNS["siret"].header, row.siret, "Aucun partenaire du réseau ne porte ce SIRET."
                )
            if row.structure:
                found = self._names.get(plain_form(row.structure), set())
                why = "Plusieurs partenaires portent ce nom." if found else "Aucun partenaire ne porte ce nom."
                return (
                    next(iter(found))
                    if len(found) == 1
                    else Fault(row.number, COLUMNS["structure"].header, row.structure, why)
                )
        if self.partner_id is None:
            return Fault(row.number, COLUMNS["structure"].header, "", "La structure manque.")
        return self.partner_id

    @cached_property
    def _sirets(self) -> dict[str, int]:
        return dict(Partner.objects.active().exclude(siret="").values_list("siret", "pk"))

    @cached_property
    def _names(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for pk, *names in Partner.objects.active().values_list("pk", "name", "short_name"):
            for name in filter(None, names):
                found.setdefault(plain_form(name), set()).add(pk)
        return found

    def _settle(self) -> None:
        """Part what is new from what the portal has, and count it."""
        report, by_owner = self.report, Counter[int]()
        days: list[date] = []
        communes = _Communes()
        for acts in batched(self.acts.settled(), BATCH):
            known = _known_of(act.external_id for act in acts)
            for act in acts:
                rows = self.rows_of[act.external_id]
                if act.external_id in known:
                    report.known += rows
                    continue
                report.created += 1
                report.joined += rows - 1
                report.people += act.people
                report.minutes += act.minutes
                days.append(act.given_on)
                owner = self.owner_of[act.external_id]
                by_owner[owner] += 1
                commune = communes.find(act)
                if commune is None and (said := " ".join(filter(None, (act.commune, act.insee or act.postal_code)))):
                    report.unplaced += 1
                    act.other[COLUMNS["commune"].header] = said
                self.kept.append(_fields(act, owner, commune))
        if days:
            report.first, report.last = min(days).isoformat(), max(days).isoformat()
        names = {partner.pk: str(partner) for partner in Partner.objects.filter(pk__in=by_owner)}
        report.structures = [(names[pk], count) for pk, count in by_owner.most_common()]
        report.unknown = [(*said, rows) for said, rows in self.unknown.most_common(MAX_WORDS_LISTED)]


def _titles(rows: Iterator[tuple[int, Sequence[Cell]]]) -> Titles[Column]:
    """The headings of a file, wherever they are among its first rows; the rows below are left to be read.

    What is further right under a heading that was met already is about the person who was helped.
    """
    empty = True
    for position, (_, cells) in enumerate(rows, 1):
        empty = False
        if COLUMNS.count_known(cells) >= FEWEST_HEADINGS:
            titles = Titles(cells, COLUMNS.match_once(cells))
            if missing := COLUMNS.missing(titles.matched):
                named = " et ".join(f"«\u00a0{one}\u00a0»" for one in missing)
                raise refused(f"Il manque la colonne {named}\u00a0: exportez de nouveau vos activités de la Coop.")
            return titles
        if position >= HEADING_ROWS:
            break
    if empty:
        raise refused("Ce fichier est vide\u00a0: exportez vos activités de la Coop, puis importez-les ici.")
    raise refused(
        "Les titres de colonnes de la Coop («\u00a0Date\u00a0», «\u00a0Durée (min)\u00a0», «\u00a0Thématique(s) "
        "d’accompagnement\u00a0»…) n’ont pas été trouvés dans ce fichier."
    )


class _Communes:
    """Communes by code, or by name and postal code: read once, when a first row names one."""

    @cached_property
    def _all(self) -> list[tuple[str, str, list[str]]]:
        return list(Commune.objects.order_by().values_list("pk", "search_name", "postal_codes"))

    @cached_property
    def _codes(self) -> set[str]:
        return {code for code, _, _ in self._all}

    @cached_property
    def _places(self) -> dict[tuple[str, str], str]:
        return {(name, postal): code for code, name, postals in self._all for postal in postals}

    def find(self, act: Help) -> str | None:
        """The code of the commune of an act, where it is known."""
        if is_insee(act.insee) and act.insee in self._codes:
            return act.insee
        if act.commune and act.postal_code:
            return self._places.get((search_form(act.commune), act.postal_code))
        return None


def _fields(act: Help, owner: int, commune: str | None) -> dict[str, Any]:
    return {
        "partner_id": owner,
        "given_on": act.given_on.isoformat(),
        "kind": act.kind,
        "themes": act.themes,
        "place": act.place,
        "place_name": act.place_name,
        "commune_id": commune,
        "minutes": act.minutes,
        "people": act.people,
        "age_band": act.age_band,
        "external_id": act.external_id,
        "other": act.other,
    }


# -- Writing -----------------------------------------------------------------------------------------------------------


def _known_of(numbers: Iterable[str]) -> set[str]:
    """Those of these numbers that the portal has."""
    found = HelpRecord.objects.filter(source=HelpSource.COOP, external_id__in=list(numbers)).order_by()
    return set(found.values_list("external_id", flat=True))


def _current_owners(keys: set[int]) -> dict[int, int]:
    """The partners as they are now: one that was merged meanwhile is the one that it was merged into."""
    merged = dict(Partner.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
    found: dict[int, int] = {}
    for key in keys:
        now = key
        while (later := merged.get(now)) is not None:
            now = later
        found[key] = now
    return found


def _write(batch: Sequence[dict[str, Any]], owners: dict[int, int], *, by: Any, at: datetime) -> int:
    """Write those that the portal does not have; return how many."""
    network = active_network()
    known = _known_of(row["external_id"] for row in batch)
    coming = [
        HelpRecord(
            **row | {"partner_id": owners[row["partner_id"]], "given_on": date.fromisoformat(row["given_on"])},
            network=network,
            source=HelpSource.COOP,
            recorded_at=at,
            by=by,
        )
        for row in batch
        if row["external_id"] not in known
    ]
    # Whoever writes has locked the network; were that ever to fail, the database leaves out what it has.
    HelpRecord.objects.bulk_create(coming, ignore_conflicts=True)
    return len(coming)
