"""Pupils by a pseudonym: added by their school, forgotten when nothing needs them any more."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from equipment.enums import Verb
from equipment.models import Pupil, School
from equipment.models.loans import STANDING
from equipment.models.requests import OPEN
from equipment.rules.pseudonyms import name_warning
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line

#: How long a pseudonym is kept without a new request: the time of a collège.
KEPT = timedelta(days=4 * 365)


class LooksLikeAName(DomainError):
    """A pseudonym that reads like somebody's name: asked about before it is taken."""


@transaction.atomic
def add_pupil(
    school: School, *, pseudonym: str, level: str = "", is_no_name: bool = False, by: Any, at: datetime
) -> Pupil:
    """Add a pupil, or return the one whom the school knows by this pseudonym.

    Raises LooksLikeAName (at "pseudonym") for what reads like a name, unless the school says that it is none.
    """
    pseudonym = one_line(pseudonym)
    known = Pupil.objects.filter(school=school, pseudonym__iexact=pseudonym, forgotten_at=None).first()
    if known:
        return known
    if not is_no_name and (warning := name_warning(pseudonym)):
        raise LooksLikeAName(warning).at("pseudonym")
    pupil = Pupil(
        network_id=school.network_id,
        school=school,
        pseudonym=pseudonym,
        level=one_line(level),
        added_at=at,
        keep_until=timezone.localdate(at) + KEPT,
    )
    pupil.full_clean()
    pupil.save()
    journal.record(Verb.PUPIL_ADDED, on=pupil, by=by, at=at, label="élève", school=school.pk)
    return pupil


@transaction.atomic
def change_pupil(
    pupil: Pupil, *, pseudonym: str, level: str = "", is_no_name: bool = False, by: Any, at: datetime
) -> Pupil:
    """Give a pupil another pseudonym or class. Raises LooksLikeAName as `add_pupil` does."""
    pupil = Pupil.objects.select_for_update(of=("self",), no_key=True).get(pk=pupil.pk)
    if pupil.forgotten_at is not None:
        raise DomainError("Ce pseudonyme est effacé\u00a0: il ne se change plus.")
    pseudonym = one_line(pseudonym)
    if pseudonym != pupil.pseudonym and not is_no_name and (warning := name_warning(pseudonym)):
        raise LooksLikeAName(warning).at("pseudonym")
    pupil.pseudonym, pupil.level = pseudonym, one_line(level)
    pupil.full_clean()
    pupil.save(update_fields=["pseudonym", "level"])
    journal.record(Verb.PUPIL_CHANGED, on=pupil, by=by, at=at, label="élève")
    return pupil


@transaction.atomic
def forget_pupil(pupil: Pupil, *, by: Any, at: datetime) -> Pupil:
    """Empty a pseudonym for good, and what requests say of the pupil; the loans stay, for counting.

    Raises DomainError while one of them is standing, and while a request for the pupil waits.
    """
    pupil = Pupil.objects.select_for_update(of=("self",), no_key=True).get(pk=pupil.pk)
    if pupil.loans.filter(state__in=STANDING).exists():
        raise DomainError("Un prêt est en cours pour cet élève\u00a0: il sera oublié après son retour.")
    if pupil.requests.filter(state__in=OPEN).exists():
        raise DomainError("Une demande attend encore pour cet élève\u00a0: retirez-la d’abord.")
    if pupil.forgotten_at is None:
        pupil.pseudonym, pupil.level, pupil.forgotten_at = "", "", at
        pupil.save(update_fields=["pseudonym", "level", "forgotten_at"])
        pupil.requests.exclude(situation="").update(situation="")
        journal.record(Verb.PUPIL_FORGOTTEN, on=pupil, by=by, at=at, label="élève")
    return pupil


def due_to_be_forgotten(today: date) -> Any:
    """Pupils whose time is over and who have nothing standing."""
    due = Pupil.objects.filter(forgotten_at=None, keep_until__lt=today)
    return due.exclude(loans__state__in=STANDING).exclude(requests__state__in=OPEN).order_by("pk")
