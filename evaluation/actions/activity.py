"""Help that was given, as whoever gave it notes it: in a few taps, and taken back as easily."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from evaluation.enums import AgeBand, HelpKind, HelpSource, Theme, Verb
from evaluation.models import HelpRecord
from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.scope import active_network
from inclusion.partners.models import Partner


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
