"""Passes sent to several people at once: tried without sending anything, then carried out by one job."""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from funding.enums import Verb
from funding.passes.enums import MailingOutcome, MailingState
from funding.passes.mailings.models import Mailing, MailingLine
from funding.passes.mailings.rules import COLUMNS, match_headers, problem, read_row
from funding.passes.programmes.models import PassProgramme
from funding.passes.programmes.rules import reach_problem, yearly_allowance
from funding.passes.sending.actions.booklets import refuse_programme, send_pass
from funding.passes.sending.actions.people import issued_to
from funding.spending.actions.commitments import foreseen
from funding.spending.rules import PotTooSmall
from inclusion.core import jobs, journal, states
from inclusion.core.enums import Channel, JobState, PartnerKind
from inclusion.core.errors import DomainError
from inclusion.core.french.likeness import Identity, Likeness
from inclusion.core.french.money import ZERO
from inclusion.core.french.names import search_form
from inclusion.core.imports.cells import shown
from inclusion.core.imports.columns import Fault, Row
from inclusion.core.imports.spreadsheets import Bounds, read_file
from inclusion.core.models.jobs import Job
from inclusion.core.models.networks import User
from inclusion.core.states import TransitionRefused
from inclusion.partners.models import Partner
from inclusion.people.actions.files import Directory, add_person, identity_of
from inclusion.people.models import Beneficiary
from inclusion.people.rules import MAX_AGE, birth_year_problem
from inclusion.territories.queries import Towns

# -- Files of people as bytes

BOUNDS = Bounds(megabytes=10, rows=20_000)


def model() -> list[list[Any]]:
    """The rows of an empty file: its headers."""
    return [COLUMNS.headers]


def read_people(data: bytes) -> tuple[list[Row], list[str]]:
    """Return the rows of a file of people, and the headers that were passed over.

    Raises DomainError (at "file") for what is no table, is too large, or does not name its people.
    """
    file = read_file(data, COLUMNS, bounds=BOUNDS, match=match_headers, read=read_row, wanted="une personne")
    return file.rows, [shown(title) for title in file.ignored]


# -- Recipients, checked all at once

#: The columns that identify a person.
_IDENTITY = ("first_name", "last_name", "birth_year", "postal_code", "town")


@dataclass
class Draft:
    """One line before it is kept: who, by which way, what blocks it."""

    rank: int
    channel: str
    person: Beneficiary | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    problem: str = ""

    def refuse(self, sentence: str) -> None:
        """Set the line aside; the first reason stays."""
        self.problem = self.problem or sentence[:300]

    def as_line(self, mailing: Mailing) -> MailingLine:
        """The row that keeps it."""
        return MailingLine(
            network_id=mailing.network_id,
            mailing=mailing,
            rank=self.rank,
            person=self.person,
            fields=self.fields,
            channel=self.channel,
            outcome=MailingOutcome.REFUSED if self.problem else MailingOutcome.READY,
            problem=self.problem,
        )


def drafts_of_people(people: Sequence[Beneficiary], *, channel: str) -> list[Draft]:
    """One line for each of these people, in their order."""
    return [Draft(rank, channel or person.channel, person) for rank, person in enumerate(people, 1)]


def drafts_of_rows(rows: Sequence[Row], *, among: QuerySet[Beneficiary], channel: str) -> list[Draft]:
    """One line for each row: with the person's file where there is one, else with what opens it."""
    operators = _operators()
    known = Directory()
    for pk, *parts in among.order_by().values_list("pk", *_IDENTITY):
        known.add(pk, Identity(*parts))
    in_file = Directory()
    drafts, matched = [], {}
    for row in rows:
        draft = Draft(row.number, row.values.pop("channel", None) or channel)
        drafts.append(draft)
        _read_operator(row, operators)
        draft.fields = row.values
        if row.faults:
            draft.refuse(" ".join(map(problem, row.faults)))
            draft.fields["unread"] = {one.column: one.written for one in row.faults if one.written}
            continue
        one = Identity(**{name: row.values[name] for name in _IDENTITY if name in row.values})
        _refuse_again(draft, in_file.like(one))
        in_file.add(row.number, one)
        if (found := _match(draft, known.like(one))) is not None:
            matched[draft.rank] = found
    _join(drafts, matched)
    return drafts


def _operators() -> dict[str, int]:
    partners = Partner.objects.active().filter(kind=PartnerKind.OPERATOR).order_by("-pk")
    return {
        search_form(name): partner.pk for partner in partners for name in (partner.name, partner.short_name) if name
    }


def _read_operator(row: Row, operators: dict[str, int]) -> None:
    if (written := row.values.pop("operator", None)) is None:
        return
    if (found := operators.get(search_form(written))) is None:
        row.refuse("operator", "aucun opérateur du réseau ne porte ce nom", written=written[:80])
    else:
        row.values["operator_id"] = found


def _refuse_again(draft: Draft, found: list[tuple[Likeness, int]]) -> None:
    if found and found[0][0] == Likeness.SAME:
        draft.refuse(f"Même personne que la ligne {found[0][1]} de ce fichier.")
    elif found and found[0][0] == Likeness.UNSURE:
        draft.refuse(
            f"Ressemble à la ligne {found[0][1]} de ce fichier. Si c’est quelqu’un d’autre, "
            "envoyez son pass par «\u00a0Envoyer un pass\u00a0»."
        )


def _match(draft: Draft, found: list[tuple[Likeness, int]]) -> int | None:
    """The person's own file where it is sure; a line that nobody can be sure of is set aside."""
    same = [key for how, key in found if how == Likeness.SAME]
    if len(same) == 1:
        return same[0]
    if same or any(how == Likeness.UNSURE for how, _ in found):
        count = len([how for how, _ in found if how >= Likeness.UNSURE])
        said = "Une fiche lui ressemble" if count == 1 else f"{count} fiches lui ressemblent"
        draft.refuse(
            f"{said}, sans qu’on puisse être sûr que c’est elle. Envoyez son pass depuis sa fiche, "
            "ou par «\u00a0Envoyer un pass\u00a0»."
        )
    return None


def _join(drafts: Iterable[Draft], matched: dict[int, int]) -> None:
    """Put the files that were found on their lines: what the rows said of these people is not kept."""
    people = Beneficiary.objects.in_bulk(set(matched.values()))
    taken: dict[int, int] = {}
    for draft in drafts:
        if (pk := matched.get(draft.rank)) is None:
            draft.channel = draft.channel or Channel.POST
            continue
        draft.person, draft.fields = people[pk], {}
        draft.channel = draft.channel or draft.person.channel
        if pk in taken:
            draft.refuse(f"Même personne que la ligne {taken[pk]} de ce fichier.")
        taken.setdefault(pk, draft.rank)


def set_aside(drafts: Sequence[Draft], *, programme: PassProgramme, prescriber: Partner, at: datetime) -> None:
    """Say on each line why it could not be sent now: the limit, the address.

    Raises DomainError (at "programme") for a programme of which nothing can be sent at all.
    """
    on = timezone.localdate(at)
    try:
        refuse_programme(programme, prescriber=prescriber, on=on)
    except DomainError as refused:
        raise refused.at("programme") from None
    towns = Towns(_place(one) for one in drafts if one.person is None)
    people = [one.person.pk for one in drafts if one.person]
    issued = issued_to(people, programme=programme, year=on.year)
    for draft in drafts:
        if draft.person is not None:
            count = issued.get(draft.person.pk, 0)
            allowance = yearly_allowance(limit=programme.yearly_limit, issued=count, year=on.year)
            if allowance.is_reached:
                draft.refuse(allowance.sentence)
        else:
            _check_new(draft, towns, on=on)
        if not draft.problem:
            fields = vars(draft.person) if draft.person else draft.fields
            reached_by = {name: fields.get(name, "") for name in _REACHED_BY}
            where = "sa fiche" if draft.person else "sa ligne dans le fichier"
            draft.refuse(reach_problem(channel=draft.channel, first_name="cette personne", where=where, **reached_by))


def _place(draft: Draft) -> tuple[str, str]:
    """The postal code and the town of a French address; nothing of one abroad."""
    fields = draft.fields
    return ("", "") if fields.get("country") else (fields.get("postal_code", ""), fields.get("town", ""))


def _check_new(draft: Draft, towns: Towns, *, on: date) -> None:
    """Set somebody new aside who cannot be born in that year, or whose town is not that of its code.

    What the file says of it goes with the file; who knows that an address is right sends this pass alone.
    """
    code, town = _place(draft)
    year, found = draft.fields.get("birth_year"), towns.check(code, town)
    faults = []
    if birth_year_problem(year, today=on):
        reason = f"une année de {on.year - MAX_AGE} à {on.year} est attendue"
        faults.append(Fault(draft.rank, "Année de naissance", str(year), reason))
    if found.commune and code and not town:
        draft.fields["town"] = str(found.commune)
    if found.problem:
        column, written = ("Ville", town) if found.field == "town" else ("Code postal", code)
        then = (
            "si l’adresse est la bonne, confirmez-la par «\u00a0Envoyer un pass\u00a0»"
            if found.may_be_right
            else "corrigez l’adresse"
        )
        faults.append(Fault(draft.rank, column, written, f"{found.reason}\u00a0; {then}"))
    if faults and not draft.problem:
        draft.refuse(" ".join(map(problem, faults)))
        draft.fields["unread"] = {one.column: one.written for one in faults}


#: What of a person says whether a letter reaches them.
_REACHED_BY = ("address", "postal_code", "town", "country", "email")


@dataclass(frozen=True)
class Cost:
    """What a mailing would commit, and what there is for it, in euros; None: as much as is asked."""

    count: int
    value: Decimal
    fund_has: Decimal | None
    envelope_has: Decimal | None

    @property
    def total(self) -> Decimal:
        """What all of it would commit."""
        return self.value * self.count

    @property
    def payable(self) -> int:
        """How many booklets can be paid."""
        limits = [left for left in (self.fund_has, self.envelope_has) if left is not None]
        return min([self.count, *(int(max(left, ZERO) // self.value) for left in limits)])

    @property
    def unpayable(self) -> int:
        """How many would be refused for want of euros."""
        return self.count - self.payable


def cost_of(programme: PassProgramme, *, count: int, at: datetime) -> Cost:
    """Return what so many booklets of a programme cost, against its fund and its envelope; nothing is written."""
    total = programme.booklet_value * count
    fund_has = None
    if count:
        try:
            foreseen(programme.funded_action, amount=total, on=timezone.localdate(at), labels={}, at=at)
        except PotTooSmall as short:
            fund_has = total - short.missing
        except DomainError:
            fund_has = ZERO
    used = programme.value_in_use if programme.envelope is not None else ZERO
    envelope_has = None if programme.envelope is None else max(programme.envelope - used, ZERO)
    return Cost(count, programme.booklet_value, fund_has, envelope_has)


# -- The job of a mailing
#
# A line is served in a transaction of its own that locks its row: what it led to is written with it, so that a worker
# who takes over from one that died serves none a second time.

logger = logging.getLogger(__name__)

JOB_KIND = "mailing"
#: How long a worker stays at it before it looks whether somebody waits for something else.
SLICE = timedelta(seconds=5)
#: Lines read at once; files that were opened meanwhile are looked at between.
CHUNK = 100
MAX_PEOPLE = 20_000
#: How long a mailing waits for its word.
KEPT = timedelta(days=30)
NOT_SENT = "Cette ligne n’a pas pu être envoyée. Réessayez depuis la fiche de la personne."


# -- Trial -------------------------------------------------------------------------------------------------------


@transaction.atomic
def try_people(
    programme: PassProgramme,
    *,
    people: Sequence[Beneficiary],
    channel: str = "",
    prescriber: Partner,
    by: User,
    at: datetime,
) -> Mailing:
    """Prepare a sending to people who have a file: who would be sent a booklet, who would not and why.

    `channel` is for all of them; empty: each as their file says. Raises DomainError for nobody or too many.
    """
    if not people:
        raise DomainError("Cochez au moins une personne, ou choisissez toutes celles de la recherche.")
    if len(people) > MAX_PEOPLE:
        raise DomainError("20 000 personnes au plus à la fois : affinez la recherche.")
    drafts = drafts_of_people(people, channel=channel)
    return _keep(programme, drafts, filename="", prescriber=prescriber, by=by, at=at)


@transaction.atomic
def try_file(
    programme: PassProgramme,
    *,
    data: bytes,
    filename: str,
    channel: str = "",
    prescriber: Partner,
    among: Any,
    by: User,
    at: datetime,
) -> tuple[Mailing, list[str]]:
    """Prepare a sending to the people of a file; those who have a file among `among` (a queryset) are found by it.

    Also returns the columns that were passed over. Raises DomainError (at "file") for what is no table of people.
    """
    rows, ignored = read_people(data)
    drafts = drafts_of_rows(rows, among=among, channel=channel)
    kept = _keep(programme, drafts, filename=filename[-160:], prescriber=prescriber, by=by, at=at)
    return kept, ignored


def _keep(
    programme: PassProgramme, drafts: list[Draft], *, filename: str, prescriber: Partner, by: User, at: datetime
) -> Mailing:
    """Say of each who would be refused, and write all of it down."""
    set_aside(drafts, programme=programme, prescriber=prescriber, at=at)
    mailing = Mailing.objects.create(
        programme=programme,
        network_id=programme.network_id,
        prescriber=prescriber,
        filename=filename,
        tried_at=at,
        tried_by=by,
    )
    MailingLine.objects.bulk_create((one.as_line(mailing) for one in drafts), batch_size=1000)
    ready = sum(not one.problem for one in drafts)
    journal.record(Verb.MAILING_TRIED, on=mailing, by=by, at=at, programme=programme.pk, lines=len(drafts), ready=ready)
    return mailing


# -- Decision ----------------------------------------------------------------------------------------------------


@transaction.atomic
def start_mailing(tried: Mailing, *, by: User, at: datetime) -> Mailing:
    """Have the booklets of a mailing sent, one job for all; what would be refused by now is, line by line.

    Raises DomainError when it was decided on, nobody is ready, or another one of the organisation goes on.
    """
    Partner.objects.select_for_update(of=("self",), no_key=True).get(pk=tried.prescriber_id)
    others = Mailing.objects.filter(prescriber=tried.prescriber_id, state=MailingState.RUNNING)
    if others.exclude(pk=tried.pk).exists():
        raise DomainError(
            "Un envoi groupé de votre organisme est déjà en cours : lancez celui-ci quand il sera terminé."
        )
    ready = tried.lines.filter(outcome=MailingOutcome.READY).count()
    if not ready:
        raise DomainError("Personne n’est prêt dans cet envoi : il n’y a rien à envoyer.")
    title = f"{tried} : {ready} pass à envoyer"
    job = jobs.start(kind=JOB_KIND, title=title, total=ready, by=by, at=at, subject_id=tried.pk)
    started = states.move(tried, MailingState.RUNNING, by=by, at=at, job=job)
    journal.record(Verb.MAILING_STARTED, on=started, by=by, at=at, lines=ready)
    jobs.enqueue_best_effort("funding.tasks.carry_out_mailing", network_id=started.network_id, job_id=job.pk)
    return started


@transaction.atomic
def drop_mailing(tried: Mailing, *, by: User | None, at: datetime) -> Mailing:
    """Decide that a mailing will not go: nothing of its file is kept, its name neither."""
    dropped = states.move(tried, MailingState.DROPPED, by=by, at=at, ended_at=at, filename="")
    dropped.lines.exclude(fields={}).update(fields={})
    journal.record(Verb.MAILING_DROPPED, on=dropped, by=by, at=at)
    return dropped


def drop_stale(*, at: datetime) -> int:
    """Drop the mailings of the active network that wait for their word too long; return how many.

    One that somebody starts meanwhile goes its way.
    """
    dropped = 0
    for mailing in Mailing.objects.filter(state=MailingState.TRIED, tried_at__lt=at - KEPT):
        with suppress(TransitionRefused):
            drop_mailing(mailing, by=None, at=at)
            dropped += 1
    return dropped


# -- Sending -----------------------------------------------------------------------------------------------------


def carry_out(job_id: int, *, clock: Callable[[], datetime]) -> bool:
    """Send what is left of a mailing for the length of a slice; return whether more is to be done. Harmless when
    repeated or done by two at once."""
    job: Job | None = jobs.claim(Job, job_id, fresh=JobState.QUEUED, taken=JobState.RUNNING, at=clock())
    if job is None:
        return False
    mailing = Mailing.objects.select_related("programme__funded_action__fund", "prescriber").get(job=job)
    until = clock() + SLICE
    while lines := list(_ready(mailing).values_list("pk", flat=True)[:CHUNK]):
        done = job.total - _ready(mailing).count()
        opened = _opened_meanwhile(mailing)
        for pk in lines:
            _serve(pk, mailing, opened=opened, by=job.started_by, at=clock())
            done += 1
            if not jobs.advance(job, done=done, at=clock()):
                return False  # somebody else took the work over
            if clock() >= until:
                jobs.let_go(job, at=clock())
                return True
    _close(job, mailing, at=clock())
    return False


def _ready(mailing: Mailing) -> Any:
    return MailingLine.objects.filter(mailing=mailing, outcome=MailingOutcome.READY).order_by("rank")


def _opened_meanwhile(mailing: Mailing) -> Directory:
    """The files that others opened for the organisation since the mailing was tried out."""
    opened = Directory()
    people = Beneficiary.objects.known().filter(followed_by=mailing.prescriber_id, added_at__gte=mailing.tried_at)
    for person in people.exclude(mailing_lines__mailing=mailing):
        opened.add(person.pk, identity_of(person))
    return opened


@transaction.atomic
def _serve(pk: int, mailing: Mailing, *, opened: Directory, by: User, at: datetime) -> None:
    """Send one line's booklet, or keep on the line why not; a line that was served already stays as it is."""
    known = MailingLine.objects.values_list("person_id", flat=True).get(pk=pk)
    if known is not None:  # the person before the line, as whoever empties a file does
        Beneficiary.objects.select_for_update(of=("self",), no_key=True).get(pk=known)
    line = MailingLine.objects.select_for_update(of=("self",)).get(pk=pk)
    if line.outcome != MailingOutcome.READY:
        return
    try:
        with transaction.atomic():
            letter = send_pass(
                line.person or _person_of(line, mailing, opened=opened, by=by, at=at),
                programme=mailing.programme,
                channel=line.channel,
                prescriber=mailing.prescriber,
                bulk=True,
                by=by,
                at=at,
            )
    except OperationalError:  # the database went away: the sweep will find the job
        raise
    except DomainError as refused:
        line.outcome, line.problem = MailingOutcome.REFUSED, str(refused)[:300]
    except Exception:
        logger.exception("line %s of mailing %s could not be sent", line.pk, mailing.pk)
        line.outcome, line.problem = MailingOutcome.REFUSED, NOT_SENT
    else:
        line.outcome, line.letter, line.person = MailingOutcome.SENT, letter, letter.booklet.beneficiary
        line.fields = {}
    line.save(update_fields=["outcome", "problem", "letter", "person", "fields"])


def _person_of(line: MailingLine, mailing: Mailing, *, opened: Directory, by: User, at: datetime) -> Beneficiary:
    """Open the file of a person of the file, or take the one that somebody opened meanwhile."""
    fields = dict(line.fields)
    names = ("first_name", "last_name", "birth_year", "postal_code", "town")
    found = opened.like(Identity(**{name: fields[name] for name in names if name in fields}))
    if found and found[0][0] == Likeness.SAME:
        # On the line even where nothing can be sent: the reason may name the person, and goes with their file.
        line.person = Beneficiary.objects.get(pk=found[0][1])
        return line.person
    if found and found[0][0] == Likeness.UNSURE:
        raise DomainError("Une fiche qui lui ressemble vient d’être ouverte : envoyez le pass depuis elle.")
    return add_person(
        followed_by=mailing.prescriber,
        consent_on=timezone.localdate(mailing.tried_at),
        channel=line.channel,
        by=by,
        at=at,
        **fields,
    )


@transaction.atomic
def _close(job: Job, mailing: Mailing, *, at: datetime) -> None:
    """Nobody is left: what the file said is emptied, the job is done; unless another worker did so."""
    row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if row.state != JobState.RUNNING or row.attempts != job.attempts:
        return
    states.move(mailing, MailingState.DONE, by=None, at=at, ended_at=at)
    MailingLine.objects.filter(mailing=mailing).exclude(fields={}).update(fields={})
    jobs.finish(row, at=at)
