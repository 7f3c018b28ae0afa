"""Days of a hub are allotted for a year, planned, noted as done, given up."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal, states
from inclusion.core.documents import erase_content, store
from inclusion.core.enums import DocumentKind, PartnerKind
from inclusion.core.errors import DomainError
from inclusion.core.french.names import of, one_line
from inclusion.core.french.periods import plain_date
from inclusion.core.imports.uploads import read_scan
from inclusion.core.models.documents import Document
from inclusion.hub_days.enums import HubDayState, HubUse, HubVerb
from inclusion.hub_days.models import HubAllocation, HubDay, balance_of
from inclusion.hub_days.rules import days_words
from inclusion.meetings.models import Body, Meeting
from inclusion.networks.models import NetworkSite
from inclusion.partners.models import Partner

_PDF = "application/pdf"
#: What can be put right of what is planned or done; the day, its length and its use among them.
_TEXTS = ("title", "who", "note")


def usual_half_days() -> int:
    """How many half days a hub gives to this network in a year, as its settings say: forty for twenty days."""
    site = NetworkSite.objects.first() or NetworkSite()
    return int(site.hub_days * 2)


@transaction.atomic
def allot(
    *, partner: Partner, year: int, half_days: int | None = None, note: str = "", by: Any, at: datetime
) -> HubAllocation:
    """Note how many half days a hub gives in a year; without a number, those of the network's settings.

    Raises DomainError for an organisation that is no hub, ValidationError for a year that has its days already.
    """
    if partner.kind != PartnerKind.HUB:
        raise DomainError(
            f"{partner} n’est pas un hub territorial\u00a0: dites-le d’abord sur sa page de partenaire."
        ).at("partner")
    allocation = HubAllocation(
        network_id=partner.network_id,
        partner=partner,
        year=year,
        half_days=usual_half_days() if half_days is None else half_days,
        note=note.strip(),
    )
    allocation.full_clean()
    allocation.save()
    journal.record(HubVerb.ALLOTTED, on=allocation, by=by, at=at, half_days=allocation.half_days)
    return allocation


@transaction.atomic
def change_allotment(
    allocation: HubAllocation, *, half_days: int, note: str | None = None, by: Any, at: datetime
) -> HubAllocation:
    """Change how many half days a year has; never below what is done and planned."""
    allocation = lock_allocation(allocation)
    before = allocation.half_days
    balance = balance_of(allocation)
    spoken_for = balance.done + balance.planned
    if half_days < spoken_for:
        verb = "sont déjà faits ou prévus" if spoken_for >= 4 else "est déjà fait ou prévu"
        raise DomainError(f"{days_words(spoken_for)} {verb}\u00a0: gardez-en autant au moins.").at("half_days")
    allocation.half_days = half_days
    if note is not None:
        allocation.note = note.strip()
    allocation.full_clean()
    allocation.save(update_fields=["half_days", "note"])
    journal.record(HubVerb.ALLOTMENT_CHANGED, on=allocation, by=by, at=at, before=before, half_days=half_days)
    return allocation


def lock_allocations(keys: set[int]) -> dict[int, HubAllocation]:
    """Lock these allocations until the transaction ends: whoever plans on one meanwhile waits, then reads what was
    written. Always in one order, so that no two wait for each other.
    """
    rows = HubAllocation.objects.select_for_update(of=("self",), no_key=True).select_related("partner")
    return {one.pk: one for one in rows.filter(pk__in=keys).order_by("pk")}


def lock_allocation(allocation: HubAllocation) -> HubAllocation:
    """Lock one allocation until the transaction ends."""
    return lock_allocations({allocation.pk})[allocation.pk]


def allocation_for(partner: Partner, on: date) -> HubAllocation:
    """The allocation that a day is taken from. Raises DomainError where the hub gives none in that year."""
    found = HubAllocation.objects.filter(partner=partner, year=on.year).first()
    if found is None:
        raise DomainError(
            f"Aucun jour {of(partner)} n’est encore attribué pour {on.year}. La coordination du réseau peut l’ajouter."
        ).at("on")
    return found


@transaction.atomic
def plan_day(
    *,
    partner: Partner,
    on: date,
    half_days: int,
    use: str,
    title: str,
    who: str = "",
    body: Body | None = None,
    meeting: Meeting | None = None,
    note: str = "",
    by: Any,
    at: datetime,
) -> HubDay:
    """Plan what a hub does on a day; it is taken from the days of that year.

    Raises DomainError naming what is left where the year does not hold as much, and for a year without days.
    """
    allocation = lock_allocation(allocation_for(partner, on))
    refuse_excess(allocation, half_days)
    day = HubDay(network_id=allocation.network_id, allocation=allocation)
    _write(
        day, on=on, half_days=half_days, use=HubUse(use), title=title, who=who, body=body, meeting=meeting, note=note
    )
    day.save()
    journal.record(HubVerb.DAY_PLANNED, on=day, by=by, at=at, half_days=half_days, day=on.isoformat())
    return day


def refuse_excess(allocation: HubAllocation, wanted: int, *, but: HubDay | None = None) -> None:
    """Raise DomainError where so many half days more are not left; `but`: what is counted anew."""
    counted = HubDay.objects.counted().filter(allocation=allocation)
    if but is not None:
        counted = counted.exclude(pk=but.pk)
    left = allocation.half_days - counted.half_days()
    if wanted > left:
        words = f"Il reste {days_words(left)} sur les" if left > 0 else "Il ne reste rien des"
        raise DomainError(
            f"{words} {days_words(allocation.half_days)} {of(allocation.partner)} en {allocation.year}"
            f"\u00a0: {days_words(wanted)} n’y tiennent pas."
        ).at("half_days")


def _write(day: HubDay, **fields: Any) -> list[str]:
    """Set what is given, check it, and return which fields are other than before."""
    for name in _TEXTS:
        if name in fields:
            fields[name] = fields[name].strip() if name == "note" else one_line(fields[name])
    body, meeting = fields.get("body", day.body), fields.get("meeting", day.meeting)
    if body is not None and meeting is not None and meeting.body_id != body.pk:
        raise DomainError("Cette réunion est d’une autre instance.").at("meeting")
    if body is None and meeting is not None:
        fields["body"] = meeting.body
    changed = sorted(name for name, value in fields.items() if getattr(day, name) != value)
    for name in changed:
        setattr(day, name, fields[name])
    day.full_clean(exclude=["evidence"])
    return changed


@transaction.atomic
def change_day(day: HubDay, *, by: Any, at: datetime, **fields: Any) -> HubDay:
    """Put right what is planned or done: `on`, `half_days`, `use`, `title`, `who`, `body`, `meeting`, `note`.

    A day of another year goes to the days of that year. Raises DomainError where they do not hold it, for what was
    given up, and for something done on a day that has not come.
    """
    day, allocation = _lock_day(day, on=fields.get("on"))
    if day.state == HubDayState.CANCELLED:
        raise DomainError("Ces jours sont annulés\u00a0: remettez-les d’abord au calendrier.")
    if day.state == HubDayState.DONE:
        _refuse_future(fields.get("on", day.on), at)
    refuse_excess(allocation, fields.get("half_days", day.half_days), but=day)
    if allocation.pk != day.allocation_id:
        fields["allocation"] = allocation
    if changed := _write(day, **fields):
        day.save()
        journal.record(HubVerb.DAY_CHANGED, on=day, by=by, at=at, fields=changed)
    return day


def _lock_day(day: HubDay, *, on: date | None = None) -> tuple[HubDay, HubAllocation]:
    """Lock the allocation of a day and the one that it goes to on that date, then the day as it is now."""
    seen = HubDay.objects.select_related("allocation__partner").get(pk=day.pk).allocation
    to = seen if on is None or on.year == seen.year else allocation_for(seen.partner, on)
    allocations = lock_allocations({seen.pk, to.pk})
    rows = HubDay.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("body", "meeting", "evidence").get(pk=day.pk)
    if found.allocation_id not in allocations:
        raise DomainError("Quelqu’un vient de déplacer ces jours à une autre année\u00a0: rouvrez la page.")
    found.allocation = allocations[found.allocation_id]
    return found, allocations[to.pk]


def _refuse_future(on: date, at: datetime) -> None:
    if on > timezone.localdate(at):
        raise DomainError(
            f"Le {plain_date(on)} n’est pas encore venu\u00a0: notez ces jours quand ils auront eu lieu."
        ).at("on")


@transaction.atomic
def note_done(
    day: HubDay,
    *,
    on: date | None = None,
    half_days: int | None = None,
    note: str | None = None,
    data: bytes | None = None,
    filename: str = "",
    by: Any,
    at: datetime,
) -> HubDay:
    """Note that what was planned took place, on the day and for as long as it did, what was done, and what shows it.

    Raises DomainError for a day to come, where it took longer than what is left, and for evidence that is none.
    """
    given = {"on": on, "half_days": half_days, "note": note}
    fields = {name: value for name, value in given.items() if value is not None}
    _refuse_future(on or day.on, at)
    if fields:
        day = change_day(day, by=by, at=at, **fields)
    day = states.move(day, HubDayState.DONE, by=by, at=at, done_at=at)
    journal.record(HubVerb.DAY_DONE, on=day, by=by, at=at, half_days=day.half_days)
    return day if data is None else add_evidence(day, data=data, filename=filename, by=by, at=at)


@transaction.atomic
def cancel_day(day: HubDay, *, by: Any, at: datetime) -> HubDay:
    """Give up what was planned: its half days are free again."""
    day = states.move(_lock_day(day)[0], HubDayState.CANCELLED, by=by, at=at)
    journal.record(HubVerb.DAY_CANCELLED, on=day, by=by, at=at, half_days=day.half_days)
    return day


@transaction.atomic
def plan_again(day: HubDay, *, by: Any, at: datetime) -> HubDay:
    """Take back that it was done, or given up: it is planned as before. Raises DomainError where nothing is left."""
    day, allocation = _lock_day(day)
    refuse_excess(allocation, day.half_days, but=day)
    day = states.move(day, HubDayState.PLANNED, by=by, at=at, done_at=None)
    journal.record(HubVerb.DAY_PLANNED, on=day, by=by, at=at, half_days=day.half_days, day=day.on.isoformat())
    return day


@transaction.atomic
def add_evidence(day: HubDay, *, data: bytes, filename: str, by: Any, at: datetime) -> HubDay:
    """Keep what shows that the days took place: a PDF as it came, a photo made smaller; it replaces the one before.

    Raises DomainError (at "file") for what is neither.
    """
    day, _ = _lock_day(day)
    former = day.evidence
    day.evidence = _kept(data, filename=filename, by=by, at=at)
    day.save(update_fields=["evidence"])
    journal.record(HubVerb.EVIDENCE_ADDED, on=day, by=by, at=at, document=day.evidence_id)
    if former is not None:
        erase_content(former, reason="Remplacé par un autre justificatif.", by=by, at=at)
    return day


def _kept(data: bytes, *, filename: str, by: Any, at: datetime) -> Document:
    scan = read_scan(data, filename=filename, wanted="le justificatif")
    kind = DocumentKind.HUB_EVIDENCE
    return store(scan.data, kind=kind, filename=scan.filename, media_type=scan.media_type, by=by, at=at)


@transaction.atomic
def issue_sheet(allocation: HubAllocation, *, pdf: bytes, by: Any, at: datetime) -> HubAllocation:
    """Keep the sheet of a year as it was made; one that is issued later replaces it, and the former stays."""
    allocation = lock_allocation(allocation)
    allocation.sheet = store(
        pdf,
        kind=DocumentKind.HUB_SHEET,
        filename=f"jours-hub-{allocation.year}-{allocation.pk}.pdf",
        media_type=_PDF,
        by=by,
        at=at,
    )
    allocation.save(update_fields=["sheet"])
    journal.record(HubVerb.SHEET_ISSUED, on=allocation, by=by, at=at, document=allocation.sheet_id)
    return allocation
