"""A network is founded, and its settings change."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from inclusion.core import journal
from inclusion.core.activities import Activity, declared_activities
from inclusion.core.enums import PartnerKind, Verb
from inclusion.core.errors import DomainError
from inclusion.core.imports.uploads import read_logo
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import Network, User
from inclusion.core.registry.settings import feature_settings
from inclusion.core.scope import active_network, scoped_to
from inclusion.core.web.colours import brand_problems
from inclusion.partners.models import Partner
from inclusion.territories.models import Department

#: First words of the portal's own addresses, which no network can take.
RESERVED_SLUGS = frozenset(
    {
        "accessibilite",
        "compte",
        "demonstration",
        "galerie",
        "hub",
        "invitation",
        "mes-reseaux",
        "sante",
        "sms",
        "static",
    }
)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
#: What a coordinator may change; the address, the département and the date of birth stay.
SETTINGS = (
    "name",
    "tagline",
    "description",
    "brand",
    "host_name",
    "host_service",
    "host_address",
    "signatory",
    "phone",
    "email",
    "second_factor_for_readers",
    "contribution_sight",
)


@dataclass(frozen=True)
class Founded:
    """A new network and the partner that runs it."""

    network: Network
    host: Partner


def lock_network() -> Network:
    """Lock the row of the active network: of two who make at once what it has only once, the second waits
    until this transaction ends, and then finds what the first wrote.
    """
    return Network.objects.select_for_update(no_key=True).get(pk=active_network().pk)


@transaction.atomic
def create_network(
    *,
    slug: str,
    name: str,
    department: Department,
    host_name: str,
    at: datetime,
    by: User | None = None,
    host_kind: str = PartnerKind.DEPARTMENT,
    is_demo: bool = False,
    activities: Collection[str] | None = None,
    **settings: Any,
) -> Founded:
    """Found a network with the partner that runs it.

    `activities` are the keys of what it does, None: everything; `settings` are further fields of SETTINGS. Raises
    DomainError for an address that is taken, reserved or badly formed, and for activities that do not go together.
    """
    if not _SLUG.fullmatch(slug):
        raise DomainError("Une adresse ne compte que des minuscules sans accent, des chiffres et des tirets.")
    if slug in RESERVED_SLUGS:
        raise DomainError(f"L’adresse «\u00a0{slug}\u00a0» est réservée au portail.")
    if Network.objects.filter(slug=slug).exists():
        raise DomainError(f"Un réseau porte déjà l’adresse «\u00a0{slug}\u00a0».")
    name, host_name = name.strip(), host_name.strip()
    network = Network(slug=slug, name=name, department=department, host_name=host_name, is_demo=is_demo, **settings)
    if activities is not None:
        network.activities = _sorted(activities)
    _check(network)
    network.save()
    with scoped_to(network):
        host = Partner.objects.create(network=network, name=host_name, kind=host_kind, is_host=True, added_at=at)
        journal.record(Verb.NETWORK_CREATED, on=network, by=by, at=at)
        journal.record(Verb.PARTNER_ADDED, on=host, by=by, at=at)
    return Founded(network, host)


@transaction.atomic
def change_settings(
    network: Network, *, by: User, at: datetime, logo: bytes | None = None, remove_logo: bool = False, **changes: Any
) -> Network:
    """Change fields of SETTINGS and of features, and the logo when its bytes are given; the journal names what changed.

    Raises DomainError with the sentences to show. Nothing changed: nothing written.
    """
    row = Network.objects.select_for_update().get(pk=network.pk)
    with scoped_to(network):
        for one in feature_settings():
            theirs = {name: changes.pop(name) for name in one.names if name in changes}
            if theirs:
                one.change(by=by, at=at, **theirs)
    if unknown := set(changes) - set(SETTINGS):
        raise TypeError(f"not settings: {', '.join(sorted(unknown))}")
    changed = [name for name in changes if getattr(row, name) != changes[name]]
    for name in changed:
        setattr(row, name, changes[name])
    if logo is not None:
        picture = read_logo(logo)
        row.logo, row.logo_type = picture.data, picture.media_type
        changed.append("logo")
    elif remove_logo and row.logo:
        row.logo, row.logo_type = None, ""
        changed.append("logo")
    if changed:
        _check(row)
        row.save()
        journal.record(Verb.NETWORK_CHANGED, on=row, by=by, at=at, changed=changed)
    if "second_factor_for_readers" in changed:
        verb = Verb.SECOND_FACTOR_ASKED if row.second_factor_for_readers else Verb.SECOND_FACTOR_WAIVED
        journal.record(verb, on=row, by=by, at=at)
    return row


@transaction.atomic
def set_activities(*, network: Network, on: Collection[str], by: User, at: datetime) -> Network:
    """Let the network do what these keys name and nothing else; what is switched off is hidden, never deleted.

    Raises DomainError with the sentences to show while something of it is running or another activity needs it. Nothing
    changed: nothing written, but the first time, which says that everything is wanted.
    """
    row = Network.objects.select_for_update().get(pk=network.pk)
    wanted = _sorted(on)
    added, removed = set(wanted) - set(row.activities), set(row.activities) - set(wanted)
    day = timezone.localdate(at)
    running = [
        f"«\u00a0{one.label}\u00a0» ne peut pas s’arrêter\u00a0: {sentence}."
        for one in declared_activities()
        if one.key in removed
        for sentence in running_sentences(one, day)
    ]
    if running:
        raise DomainError(" ".join(running))
    if added or removed or not JournalEntry.objects.filter(verb=Verb.ACTIVITIES_CHANGED).exists():
        row.activities = wanted
        row.save(update_fields=["activities"])
        journal.record(Verb.ACTIVITIES_CHANGED, on=row, by=by, at=at, on_now=sorted(added), off_now=sorted(removed))
    return row


@transaction.atomic
def close_network(network: Network, *, by: User, at: datetime) -> Network:
    """Close the network: nothing is deleted, its members go on reading, nobody writes, public pages say so.

    Raises DomainError with the sentences to show while something of any activity is running.
    """
    row = Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
    if row.closed_at:
        raise DomainError("Ce réseau est déjà fermé.")
    if running := unfinished(row, timezone.localdate(at)):
        first = ", ".join(sentence for sentence, _ in running)
        raise DomainError(f"Terminez d’abord ce qui est en cours\u00a0: {first}.")
    row.closed_at, row.closed_by = at, by
    row.save(update_fields=["closed_at", "closed_by"])
    journal.record(Verb.NETWORK_CLOSED, on=row, by=by, at=at)
    return row


@transaction.atomic
def reopen_network(network: Network, *, by: User, at: datetime) -> Network:
    """Let a closed network work as before. Raises DomainError for one that is open."""
    row = Network.objects.select_for_update(of=("self",)).get(pk=network.pk)
    if row.closed_at is None:
        raise DomainError("Ce réseau est ouvert.")
    row.closed_at = row.closed_by = None
    row.save(update_fields=["closed_at", "closed_by"])
    journal.record(Verb.NETWORK_REOPENED, on=row, by=by, at=at)
    return row


def unfinished(network: Network, day: date) -> list[tuple[str, str]]:
    """What is under way of what the network does, each as a sentence without its full stop and the name of its page.

    In the scope of the network.
    """
    does = [one for one in declared_activities() if one.key in network.activities]
    return [(said, one.url_name) for does_it in does for one in does_it.running(day) if (said := one.sentence())]


def running_sentences(activity: Activity, day: date) -> list[str]:
    """What is under way of an activity, as sentences without their full stop; in the scope of the network."""
    return [sentence for one in activity.running(day) if (sentence := one.sentence())]


def _sorted(on: Collection[str]) -> list[str]:
    """The keys in their order; raises DomainError for an unknown one, and where one is missing that another needs."""
    known = {one.key: one for one in declared_activities()}
    if unknown := sorted(set(on) - set(known)):
        raise DomainError(f"Activité inconnue\u00a0: {', '.join(unknown)}.")
    missing = [
        f"«\u00a0{one.label}\u00a0» ne va pas sans «\u00a0{known[need].label}\u00a0»."
        for one in known.values()
        if one.key in on
        for need in one.needs
        if need not in on
    ]
    if missing:
        raise DomainError(" ".join(missing))
    return [key for key in known if key in on]


def _check(network: Network) -> None:
    try:
        network.clean_fields()
        network.validate_constraints()
    except ValidationError as error:
        raise DomainError(" ".join(error.messages)) from None
    if problems := brand_problems(network.brand):
        raise DomainError(" ".join(problems))
