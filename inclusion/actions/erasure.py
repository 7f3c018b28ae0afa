"""A person's file is emptied: when its time is over, or because the person asks; what was counted stays counted."""

import logging
from collections.abc import Callable, Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from inclusion import journal
from inclusion.actions import traces
from inclusion.enums import Channel, Verb
from inclusion.errors import DomainError
from inclusion.hooks import person_data
from inclusion.models import Beneficiary, User
from inclusion.rules.suppression import THRESHOLD

logger = logging.getLogger(__name__)

#: What is shown in place of a document that went with a file.
ASKED = "La personne a demandé que sa fiche soit effacée."
OVER = "La durée de conservation de la fiche de la personne est terminée."


def blockers(person: Beneficiary, *, on: date, asked: bool) -> list[str]:
    """Return why this file cannot be emptied on this day, as sentences; more stands in the way where nobody asked."""
    return [sentence for data in person_data() for sentence in data.blockers(person, on=on, asked=asked)]


def consequences(person: Beneficiary) -> list[str]:
    """Return what erasing this person's file would do, and what stays, as sentences."""
    return [sentence for data in person_data() for sentence in data.consequences(person)]


@transaction.atomic
def anonymise(person: Beneficiary, *, by: User | None, at: datetime) -> Beneficiary:
    """Empty a file whose time is over. Harmless when repeated; raises DomainError while something needs the person."""
    return _emptied(person, verb=Verb.PERSON_ANONYMISED, asked=False, by=by, at=at)


@transaction.atomic
def erase(person: Beneficiary, *, by: User, at: datetime, also: Collection[str] = ()) -> Beneficiary:
    """Empty a file because the person asks: a letter that has not left goes with its booklet.

    What is surely theirs elsewhere goes too, and what `also` names (see `traces.Trace.key`). Harmless when repeated;
    raises DomainError while a letter is on its way and can no longer be stopped.
    """
    return _emptied(person, verb=Verb.PERSON_ERASED, asked=True, also=also, by=by, at=at)


def _emptied(
    person: Beneficiary,
    *,
    verb: Verb,
    asked: bool,
    also: Collection[str] = (),
    by: User | None,
    at: datetime,
) -> Beneficiary:
    # Whoever sends something to this person waits here, or is waited for.
    person = Beneficiary.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if person.anonymised_at is not None:
        return person
    if missing := blockers(person, on=timezone.localdate(at), asked=asked):
        raise DomainError(" ".join(missing))
    for data in person_data():
        data.forget(person, reason=ASKED if asked else OVER, by=by, at=at)
    traces.forget_in_file(person)
    elsewhere = traces.chosen(traces.traces_of(person), also) if asked else []
    gone = traces.forget_traces(elsewhere, person, by=by, at=at)
    _empty(person, at=at)
    journal.record(
        verb,
        on=person,
        by=by,
        at=at,
        label=f"Personne n° {person.pk}",
        **({"elsewhere": gone} if gone else {}),
    )
    return person


def _empty(person: Beneficiary, *, at: datetime) -> None:
    """Keep who followed the person and, where that tells nothing, where they lived; nothing else."""
    person.first_name, person.last_name = "Personne anonymisée", f"n° {person.pk}"
    person.birth_year = person.operator = None
    person.address = person.postal_code = person.town = person.country = ""
    person.email = person.phone = ""
    person.channel = Channel.POST
    if not _is_one_of_many(person):
        person.commune = None
    person.anonymised_at = at
    person.save()


def _is_one_of_many(person: Beneficiary) -> bool:
    """Whether enough people of the person's intercommunalité are known for the commune to point at nobody."""
    epci = person.commune.epci_id if person.commune else None
    if epci is None:
        return False
    return Beneficiary.objects.filter(commune__epci=epci)[:THRESHOLD].count() >= THRESHOLD


def anonymise_due(*, clock: Callable[[], datetime]) -> int:
    """Empty the files of the active network whose last day has come, one by one; returns how many.

    Those that something still needs wait for another night.
    """
    done = 0
    today = timezone.localdate(clock())
    for person in Beneficiary.objects.known().filter(keep_until__lte=today).order_by("pk"):
        try:
            anonymise(person, by=None, at=clock())
        except DomainError:
            logger.info("the file of person %s is still needed", person.pk)
        except Exception:
            logger.exception("the file of person %s could not be emptied", person.pk)
        else:
            done += 1
    return done
