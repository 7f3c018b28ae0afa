"""Aids for families are opened, changed and closed, with what pays for them."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from equipment.enums import Verb
from equipment.family_aid.models import WITH_DEVICE, AidProgramme
from equipment.family_aid.rules import MAX_SESSIONS
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line, search_form
from inclusion.core.french.periods import plain_date
from inclusion.core.registry.links import payers
from inclusion.core.scope import active_network


def lock_programme(programme: AidProgramme) -> AidProgramme:
    """Lock a programme for this transaction."""
    return AidProgramme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)


def _set(programme: AidProgramme, *, payer_key: str, today: date, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(programme, name, one_line(value) if name == "name" else value)
    if programme.subjects:
        if len({search_form(one) for one in programme.subjects}) < len(programme.subjects):
            raise DomainError("Le même sujet est écrit deux fois.").at("subjects")
        programme.sessions_promised = len(programme.subjects)
    if payer_key != programme.payer_key or not programme.payer_label:
        programme.payer_key, programme.payer_label = payer_key, _label_of(payer_key, today)
    if not 1 <= programme.sessions_promised <= MAX_SESSIONS:
        field = "subjects" if programme.subjects else "sessions_promised"
        raise DomainError(f"Demandez de 1 à {MAX_SESSIONS} séances.").at(field)
    programme.full_clean()
    programme.save()


def _label_of(key: str, today: date) -> str:
    if not key:
        return ""
    for payer in payers(today):
        if payer.key == key:
            return payer.label[:160]
    raise DomainError("Ce qui devait payer n’est plus ouvert\u00a0: choisissez autre chose.").at("payer_key")


@transaction.atomic
def open_programme(*, opened_on: date, payer_key: str = "", by: Any, at: datetime, **fields: Any) -> AidProgramme:
    """Open an aid.

    `payer_key` names what pays, among `inclusion.core.registry.links.payers`; empty: nothing of the portal does.

    Raises DomainError or ValidationError, with the field at fault.
    """
    programme = AidProgramme(network_id=active_network().pk, opened_on=opened_on)
    _set(programme, payer_key=payer_key, today=opened_on, **fields)
    journal.record(Verb.AID_OPENED, on=programme, by=by, at=at)
    return programme


@transaction.atomic
def change_programme(
    programme: AidProgramme, *, payer_key: str, today: date, by: Any, at: datetime, **fields: Any
) -> AidProgramme:
    """Change an aid. The sessions promised stay once a device was given: the receipts that were signed name them.

    The subjects stay as soon as a session of one was planned.
    """
    programme = lock_programme(programme)
    subjects = list(fields.get("subjects", programme.subjects))
    promised = len(subjects) or fields.get("sessions_promised", programme.sessions_promised)
    if promised != programme.sessions_promised and programme.aids.filter(state__in=WITH_DEVICE).exists():
        raise DomainError(
            f"Des familles ont déjà signé pour {programme.sessions_promised} séances\u00a0: ce nombre reste. "
            "Pour en demander un autre, fermez cette aide et ouvrez-en une nouvelle."
        ).at("subjects" if subjects else "sessions_promised")
    if subjects != programme.subjects and programme.sessions.exists():
        raise DomainError(
            "Des séances sont déjà prévues\u00a0: les sujets restent. Pour en demander d’autres, fermez cette aide et "
            "ouvrez-en une nouvelle."
        ).at("subjects")
    _set(programme, payer_key=payer_key, today=today, **fields)
    journal.record(Verb.AID_CHANGED, on=programme, by=by, at=at, fields=sorted([*fields, "payer_key"]))
    return programme


@transaction.atomic
def close_programme(programme: AidProgramme, *, on: date, by: Any, at: datetime) -> AidProgramme:
    """Take no more proposals from this day on; what was proposed is still decided, given and followed."""
    programme = lock_programme(programme)
    if programme.closed_on is not None:
        raise DomainError(f"Cette aide est déjà fermée depuis le {plain_date(programme.closed_on)}.")
    programme.closed_on = max(on, programme.opened_on)
    programme.save(update_fields=["closed_on"])
    journal.record(Verb.AID_CLOSED, on=programme, by=by, at=at)
    return programme


@transaction.atomic
def reopen_programme(programme: AidProgramme, *, by: Any, at: datetime) -> AidProgramme:
    """Take proposals again."""
    programme = lock_programme(programme)
    if programme.closed_on is not None:
        programme.closed_on = None
        programme.save(update_fields=["closed_on"])
        journal.record(Verb.AID_REOPENED, on=programme, by=by, at=at)
    return programme
