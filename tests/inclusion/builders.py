"""Makers of invitations and requests to join."""

from datetime import datetime
from typing import Any

from inclusion.core.enums import BodyKind
from inclusion.core.models.mails import OutgoingMail
from inclusion.core.models.networks import Invitation, JoinRequest
from inclusion.meetings.models import Body
from inclusion.partners.models import Partner
from tests.builders import AT, make_commune, make_partner


def make_invitation(
    partner: Partner | None = None, *, mailed_at: datetime | None = None, problem: str = "", **fields: Any
) -> Invitation:
    """An invitation that was not answered, and what became of its e-mail."""
    values = {"email": "nouvelle@exemple.example", "roles": ["reader"], "sent_at": AT, **fields}
    invitation = Invitation.objects.create(partner=partner or make_partner(), **values)
    invitation.mail = OutgoingMail.objects.create(
        network=invitation.network,
        kind="invitation",
        target_id=invitation.pk,
        written_at=AT,
        mailed_at=mailed_at,
        problem=problem,
    )
    invitation.save()
    return invitation


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
