"""Makers of invitations and requests to join."""

from typing import Any

from inclusion.enums import BodyKind
from inclusion.models import Body, Invitation, JoinRequest, Partner
from tests.builders import AT, make_commune, make_partner


def make_invitation(partner: Partner | None = None, **fields: Any) -> Invitation:
    """An invitation that was sent and not answered."""
    values = {"email": "nouvelle@exemple.example", "roles": ["reader"], "sent_at": AT, **fields}
    return Invitation.objects.create(partner=partner or make_partner(), **values)


def make_join_request(**fields: Any) -> JoinRequest:
    """A request to join that waits."""
    values = {
        "organisation": "CCAS de Marmande",
        "kind": "ccas",
        "commune": make_commune(),
        "first_name": "Alix",
        "last_name": "Exemple",
        "email": "alix@exemple.example",
        "asked_at": AT,
        **fields,
    }
    return JoinRequest.objects.create(**values)


def make_body(name: str = "COPIL", **fields: Any) -> Body:
    """A body of the active network."""
    return Body.objects.create(name=name, **{"kind": BodyKind.COPIL, **fields})
