"""Entries of people who help: added, changed, with the places where they help; somebody leaves or comes back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.identifiers import NIR_REFUSED, has_social_security_number
from inclusion.core.french.names import one_line
from inclusion.guide.models import Place, Session
from inclusion.guide.rules.standard import PUBLICS, SERVICES
from inclusion.mediators.enums import Audience, HelperVerb
from inclusion.mediators.models import Helper, HelperPlace, HelperTerritory
from inclusion.mediators.rules import ARRIVES_WITHIN, MAX_PLACES
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci

#: Texts that are typed freely.
_TEXTS = ("first_name", "last_name", "job_title", "email", "phone")
#: What two entries that one form opened have in common: all that it writes of the person.
_SAME = ("partner", "status", *_TEXTS, "services", "publics", "arrived_on")
#: Within this time an entry with the very same content is the same click.
SAME_CLICK = timedelta(minutes=10)


def lock_helper(helper: Helper) -> Helper:
    """Lock an entry until the transaction ends. Raises DomainError for one that was anonymised meanwhile."""
    rows = Helper.objects.select_for_update(of=("self",), no_key=True).select_related("partner", "network")
    helper = rows.get(pk=helper.pk)
    if helper.anonymised_at is not None:
        raise DomainError("Cette fiche est anonymisée\u00a0: elle ne change plus.")
    return helper


def refuse_numbers(**texts: str) -> None:
    """Raise DomainError where a text holds a social security number."""
    for name, text in texts.items():
        if has_social_security_number(text):
            raise DomainError(NIR_REFUSED).at(name)


@transaction.atomic
def add_helper(
    *, partner: Partner, first_name: str, last_name: str, status: str, by: Any, at: datetime, **fields: Any
) -> Helper:
    """Open the entry of somebody who helps; nobody finds it before they agree. A second click leads to the first entry.

    Raises DomainError for words that are not of the national lists, an intercommunalité from elsewhere and an arrival
    more than a year ahead, ValidationError for a field that is wrong.
    """
    epcis = fields.pop("epcis", ())
    # Of two clicks at once, the second waits here and finds what the first wrote.
    Partner.objects.select_for_update(of=("self",), no_key=True).filter(pk=partner.pk).first()
    helper = Helper(
        network_id=partner.network_id, partner=partner, status=status, added_at=at, confirmed_on=timezone.localdate(at)
    )
    _write(helper, on=timezone.localdate(at), first_name=first_name, last_name=last_name, **fields)
    if first := _just_added(helper, at=at):
        return first
    helper.save()
    _set_territories(helper, epcis)
    journal.record(HelperVerb.ADDED, on=helper, by=by, at=at, label=helper.journal_label)
    return helper


def _just_added(helper: Helper, *, at: datetime) -> Helper | None:
    """The entry with the very same content that was opened a moment ago; its employer is locked."""
    same = {name: getattr(helper, name) for name in _SAME}
    recent = Helper.objects.known().filter(left_on=None, added_at__gt=at - SAME_CLICK, added_at__lte=at)
    return recent.filter(**same).order_by("pk").first()


@transaction.atomic
def change_helper(helper: Helper, *, by: Any, at: datetime, **fields: Any) -> Helper:
    """Change what an entry says; whoever changes it confirms it.

    Raises as `add_helper` does, and for somebody who left.
    """
    helper = lock_helper(helper)
    today = timezone.localdate(at)
    if not helper.has_not_left(on=today):
        raise DomainError("Cette personne est partie\u00a0: notez d’abord son retour.")
    epcis = fields.pop("epcis", None)
    changed = sorted(name for name, value in fields.items() if getattr(helper, name) != value)
    _write(helper, on=today, **fields)
    helper.confirmed_on = today
    helper.save()
    if epcis is not None:
        _set_territories(helper, epcis)
    journal.record(HelperVerb.CHANGED, on=helper, by=by, at=at, label=helper.journal_label, fields=changed)
    return helper


def _write(helper: Helper, *, on: date, **fields: Any) -> None:
    for name, value in fields.items():
        if name in _TEXTS:
            value = one_line(value)
            refuse_numbers(**{name: value})
        elif name == "services":
            value = _known(value, SERVICES, name)
        elif name == "publics":
            value = _known(value, PUBLICS, name)
        elif name == "arrived_on" and value is not None and value > on + ARRIVES_WITHIN:
            raise DomainError("L’arrivée est dans plus d’un an\u00a0: vérifiez la date.").at(name)
        setattr(helper, name, value)
    helper.full_clean()


def _known(given: Iterable[str], words: tuple[str, ...], field: str) -> list[str]:
    """The words that were given, once each, in the order of the standard."""
    chosen = set(given)
    if strange := chosen - set(words):
        raise DomainError(f"«\u00a0{min(strange)}\u00a0» n’est pas dans la liste nationale.").at(field)
    return [word for word in words if word in chosen]


def _set_territories(helper: Helper, epcis: Iterable[Epci]) -> None:
    chosen = {one.pk for one in epcis}
    here = Epci.objects.touching(helper.network.department_id).filter(pk__in=chosen)
    if here.count() != len(chosen):
        raise DomainError("L’une de ces intercommunalités n’est pas du département.").at("epcis")
    helper.territories.exclude(epci__in=chosen).delete()
    known = set(helper.territories.values_list("epci", flat=True))
    HelperTerritory.objects.bulk_create(
        HelperTerritory(network_id=helper.network_id, helper=helper, epci_id=one) for one in sorted(chosen - known)
    )


# -- Places where somebody helps


@transaction.atomic
def add_place(
    helper: Helper, *, place: Place, session: Session | None = None, hours: str = "", by: Any, at: datetime
) -> HelperPlace:
    """Note that somebody helps at a place of the guide, at one of its sessions or at hours of their own.

    Raises DomainError for a place that has closed, a session of another place, and one place too many.
    """
    helper = lock_helper(helper)
    if place.is_closed or place.merged_into_id is not None:
        raise DomainError(f"«\u00a0{place.name}\u00a0» n’est plus dans le guide.").at("place")
    if session is not None and session.place_id != place.pk:
        raise DomainError("Cette permanence ne se tient pas dans ce lieu.").at("session")
    if helper.places.count() >= MAX_PLACES:
        raise DomainError(f"{MAX_PLACES} lieux au plus figurent sur une fiche\u00a0: retirez-en un.").at("place")
    hours = one_line(hours)
    refuse_numbers(hours=hours)
    row = HelperPlace(network_id=helper.network_id, helper=helper, place=place, session=session, hours=hours)
    row.full_clean()
    row.save()
    journal.record(HelperVerb.PLACE_ADDED, on=helper, by=by, at=at, label=helper.journal_label, place=place.pk)
    return row


@transaction.atomic
def remove_place(row: HelperPlace, *, by: Any, at: datetime) -> None:
    """Note that somebody no longer helps at a place; a second click changes nothing."""
    helper = lock_helper(row.helper)
    removed, _ = HelperPlace.objects.filter(pk=row.pk).delete()
    if removed:
        journal.record(
            HelperVerb.PLACE_REMOVED, on=helper, by=by, at=at, label=helper.journal_label, place=row.place_id
        )


# -- Departure and return


@transaction.atomic
def leave(helper: Helper, *, last_day: date, by: Any, at: datetime) -> Helper:
    """Note the last day on which somebody helps: from the day after on, nothing is shown and their link is dead.

    Raises DomainError for a day to come and for one before the arrival.
    """
    helper = lock_helper(helper)
    if last_day > timezone.localdate(at):
        raise DomainError("Ce jour n’est pas encore venu\u00a0: notez le départ ce jour-là, ou après.").at("last_day")
    if helper.arrived_on is not None and last_day < helper.arrived_on:
        raise DomainError("Le départ ne peut pas précéder l’arrivée.").at("last_day")
    helper.left_on = date.fromordinal(last_day.toordinal() + 1)
    helper.found_by = helper.named_for = Audience.NOBODY
    helper.shares_contact = False
    helper.link_number += 1
    helper.full_clean()
    helper.save()
    journal.record(HelperVerb.LEFT, on=helper, by=by, at=at, label=helper.journal_label)
    return helper


@transaction.atomic
def come_back(helper: Helper, *, by: Any, at: datetime) -> Helper:
    """Note that somebody helps again, or did not leave; what they agreed to is asked anew."""
    helper = lock_helper(helper)
    if helper.left_on is None:
        raise DomainError("Cette personne est déjà en poste.")
    helper.left_on, helper.confirmed_on = None, timezone.localdate(at)
    helper.save(update_fields=["left_on", "confirmed_on"])
    journal.record(HelperVerb.RETURNED, on=helper, by=by, at=at, label=helper.journal_label)
    return helper
