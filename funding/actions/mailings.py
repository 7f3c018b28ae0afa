"""Passes sent to several people at once: tried out without sending anything, then carried out by one job, line by line.

A line is served in a transaction of its own that holds its row: what it led to is written with it, so that a worker
who takes over from one that died serves none a second time.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone

from funding.actions.mailing_drafts import Draft, drafts_of_people, drafts_of_rows, set_aside
from funding.actions.mailing_files import read_people
from funding.actions.passes import send_pass
from funding.enums import MailingOutcome, MailingState, Verb
from funding.models import Letter, Mailing, MailingLine, PassProgramme
from inclusion.core import jobs, journal, states
from inclusion.core.enums import JobState
from inclusion.core.errors import DomainError
from inclusion.core.french.likeness import Identity, Likeness
from inclusion.core.models.jobs import Job
from inclusion.core.models.networks import User
from inclusion.core.states import TransitionRefused
from inclusion.partners.models import Partner
from inclusion.people.actions.files import Directory, add_person, identity_of
from inclusion.people.models import Beneficiary

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


# -- Trying out --------------------------------------------------------------------------------------------------


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
    programme: PassProgramme,
    drafts: list[Draft],
    *,
    filename: str,
    prescriber: Partner,
    by: User,
    at: datetime,
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
    MailingLine.objects.bulk_create(
        (one.as_line(mailing) for one in drafts),
        batch_size=1000,
    )
    ready = sum(not one.problem for one in drafts)
    journal.record(
        Verb.MAILING_TRIED, on=mailing, by=by, at=at, programme=programme.pk, lines=len(drafts), ready=ready
    )
    return mailing


# -- Deciding ----------------------------------------------------------------------------------------------------


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
    from funding.tasks import carry_out_mailing  # tasks stand on a higher floor

    jobs.enqueue_best_effort(carry_out_mailing, network_id=started.network_id, job_id=job.pk)
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


# -- Carrying out ------------------------------------------------------------------------------------------------


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
    people = Beneficiary.objects.known().filter(
        followed_by=mailing.prescriber_id, added_at__gte=mailing.tried_at
    )
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
            letter = _sent(line, mailing, opened=opened, by=by, at=at)
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


def _sent(line: MailingLine, mailing: Mailing, *, opened: Directory, by: User, at: datetime) -> Letter:
    return send_pass(
        line.person or _person_of(line, mailing, opened=opened, by=by, at=at),
        programme=mailing.programme,
        channel=line.channel,
        prescriber=mailing.prescriber,
        bulk=True,
        by=by,
        at=at,
    )


def _person_of(
    line: MailingLine, mailing: Mailing, *, opened: Directory, by: User, at: datetime
) -> Beneficiary:
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
