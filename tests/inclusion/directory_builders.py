"""Makers of directory entries, of searches that are kept and of messages."""

from typing import Any

from inclusion.core.models.networks import Membership
from inclusion.directory import actions as directory_actions
from inclusion.directory.models import DirectoryMessage, PartnerProfile, SavedSearch
from inclusion.guide.rules.standard import SERVICES
from inclusion.partners.models import Partner
from tests.builders import AT, make_membership, make_partner


def make_profile(partner: Partner | None = None, **fields: Any) -> PartnerProfile:
    """An entry that names one service, in the whole département."""
    values = {"summary": "Des ateliers toute l’année.", "services": SERVICES[:1], **fields}
    return directory_actions.write_profile(partner or make_partner(), **values, by=None, at=AT)


def make_search(membership: Membership | None = None, **fields: Any) -> SavedSearch:
    """A search for associations."""
    values = {"page": "directory_list", "name": "Associations", "query": "kind=association", **fields}
    return directory_actions.keep_search(membership or make_membership(), **values, by=None, at=AT)


def make_message(sender: Membership | None = None, partner: Partner | None = None, **fields: Any) -> DirectoryMessage:
    """A message that waits to leave."""
    values = {"subject": "Un atelier ensemble\u00a0?", "text": "Parlons-en.", **fields}
    to = partner or make_partner(email="accueil@exemple.example")
    return directory_actions.write_to(to, sender=sender or make_membership(), **values, by=None, at=AT)
