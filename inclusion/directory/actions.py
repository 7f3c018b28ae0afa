"""Entries of the directory are written, messages are sent, searches are kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from inclusion.core import journal
from inclusion.core.errors import DomainError
from inclusion.core.french.names import one_line
from inclusion.core.mail import outbox
from inclusion.core.models.networks import Membership
from inclusion.directory.enums import DirectoryVerb
from inclusion.directory.models import DirectoryMessage, PartnerProfile, PartnerTerritory, SavedSearch, address_of
from inclusion.guide.rules.standard import PUBLICS, SERVICES
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci

#: A text that could not leave is kept for its sender to send again, for so long.
KEPT = timedelta(days=30)
#: The same message within so long is one, clicked twice; once its text is gone, within so long.
SAME, SAME_TEXT_GONE = timedelta(minutes=5), timedelta(seconds=20)
#: Searches that one member keeps: more is no longer found at a glance.
MAX_SEARCHES = 30


@transaction.atomic
def write_profile(
    partner: Partner,
    *,
    summary: str = "",
    services: Iterable[str] = (),
    publics: Iterable[str] = (),
    epcis: Iterable[Epci] = (),
    contact_email: str = "",
    is_reachable: bool = True,
    by: Any,
    at: datetime,
) -> PartnerProfile:
    """Write what an organisation does, for whom and where; no `epcis` means the whole département.

    `services` and `publics` are words of the national standard. Raises DomainError for others, and for an
    intercommunalité of another département.
    """
    # Of two who write it for the first time at once, the second waits and finds what the first wrote.
    Partner.objects.select_for_update(of=("self",), no_key=True).get(pk=partner.pk)
    territories = {one.pk: one for one in epcis}
    here = Epci.objects.touching(partner.network.department_id).filter(pk__in=territories)
    if here.count() != len(territories):
        raise DomainError("L’une de ces intercommunalités n’est pas du département.").at("epcis")
    profile = PartnerProfile.objects.filter(partner=partner).first() or PartnerProfile(partner=partner)
    profile.network_id = partner.network_id
    profile.summary = one_line(summary)
    profile.services = _known(services, SERVICES, "services")
    profile.publics = _known(publics, PUBLICS, "publics")
    profile.contact_email, profile.is_reachable, profile.changed_at = contact_email.strip(), is_reachable, at
    profile.full_clean()
    profile.save()
    profile.territories.exclude(epci__in=territories).delete()
    known = set(profile.territories.values_list("epci", flat=True))
    PartnerTerritory.objects.bulk_create(
        PartnerTerritory(network_id=profile.network_id, profile=profile, epci=one)
        for one in territories.values()
        if one.pk not in known
    )
    journal.record(DirectoryVerb.PROFILE_CHANGED, on=profile, by=by, at=at, partner=partner.pk)
    return profile


def _known(given: Iterable[str], words: tuple[str, ...], field: str) -> list[str]:
    """The words that were given, once each, in the order of the standard."""
    chosen = set(given)
    if strange := chosen - set(words):
        raise DomainError(f"«\u00a0{min(strange)}\u00a0» n’est pas dans la liste nationale.").at(field)
    return [word for word in words if word in chosen]


def _lock_member(membership: Membership) -> None:
    Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=membership.pk)


@transaction.atomic
def write_to(
    partner: Partner, *, sender: Membership, subject: str, text: str, by: Any, at: datetime
) -> DirectoryMessage:
    """Write to an organisation in the name of a member; the e-mail leaves once this is committed.

    Of two clicks the second returns the message of the first. Raises DomainError for an organisation that left no
    address, or wants no messages.
    """
    email = address_of(partner)
    if not email:
        raise DomainError(f"{partner} n’a pas d’adresse pour recevoir ce message\u00a0: rien n’est parti.")
    _lock_member(sender)
    subject, text = one_line(subject), text.strip()
    written = sender.messages_sent.filter(partner=partner, subject=subject, problem="")
    is_same = Q(text=text, written_at__gt=at - SAME) | Q(text="", written_at__gt=at - SAME_TEXT_GONE)
    if same := written.filter(is_same).order_by("pk").last():
        return same
    message = DirectoryMessage(
        network_id=partner.network_id,
        sender=sender,
        partner=partner,
        email=email,
        subject=subject,
        text=text,
        written_at=at,
    )
    message.full_clean()
    message.save()
    journal.record(DirectoryVerb.MESSAGE_WRITTEN, on=message, by=by, at=at, label=str(partner))
    outbox.enqueue_row(message)
    return message


@transaction.atomic
def forget_texts(messages: Any = None, *, by: Any, at: datetime) -> int:
    """Empty the texts of messages that have left, and of those that could not for KEPT; return how many.

    `messages`: a query of those to look at, all of the network by default.
    """
    rows = DirectoryMessage.objects.all() if messages is None else messages
    rows = rows.exclude(text="")
    gone = [*rows.exclude(mailed_at=None), *rows.filter(mailed_at=None, written_at__lt=at - KEPT)]
    for message in gone:
        DirectoryMessage.objects.filter(pk=message.pk).update(text="")
        journal.record(DirectoryVerb.TEXTS_FORGOTTEN, on=message, by=by, at=at, label=str(message.partner))
    return len(gone)


@transaction.atomic
def keep_search(membership: Membership, *, page: str, name: str, query: str, by: Any, at: datetime) -> SavedSearch:
    """Keep a search of a member: the page's URL name and its filters as the address says them.

    Raises ValidationError for a name that one of the member's searches has, DomainError for one too many.
    """
    # Two windows that keep at once are counted one after the other.
    _lock_member(membership)
    if SavedSearch.objects.filter(membership=membership).count() >= MAX_SEARCHES:
        raise DomainError(f"Vous gardez déjà {MAX_SEARCHES} recherches\u00a0: retirez-en une d’abord.").at("name")
    search = SavedSearch(
        network_id=membership.network_id,
        membership=membership,
        page=page,
        name=one_line(name),
        query=query,
        saved_at=at,
    )
    search.full_clean()
    search.save()
    journal.record(DirectoryVerb.SEARCH_KEPT, on=search, by=by, at=at, label="Annuaire")
    return search


@transaction.atomic
def remove_search(search: SavedSearch, *, by: Any, at: datetime) -> None:
    """Take a search off."""
    journal.record(DirectoryVerb.SEARCH_REMOVED, on=search, by=by, at=at, label="Annuaire")
    search.delete()
