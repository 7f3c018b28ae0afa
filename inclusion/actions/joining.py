"""An organisation asks to take part in the network; a coordinator accepts or declines."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from inclusion import journal, outbox, states
from inclusion.actions import memberships
from inclusion.actions.partners import add_partner
from inclusion.enums import JoinState, PartnerKind, Verb
from inclusion.errors import DomainError
from inclusion.models import Commune, JoinRequest, Membership, Partner, User
from inclusion.roles import Coordinator
from inclusion.rules.identifiers import clean_siret


@transaction.atomic
def ask(
    *,
    organisation: str,
    kind: str,
    commune: Commune,
    first_name: str,
    last_name: str,
    email: str,
    at: datetime,
    siret: str = "",
    phone: str = "",
    message: str = "",
    by: User | None = None,
) -> JoinRequest:
    """Keep a request to join the active network and tell its coordinators; `by` is None for a visitor.

    Asked again from the same address while the first waits, the first is returned: nothing is stored or sent.
    """
    waiting = JoinRequest.objects.filter(email__iexact=email.strip(), state=JoinState.WAITING).first()
    if waiting is not None:
        return waiting
    asked = JoinRequest.objects.create(
        organisation=organisation.strip(),
        kind=kind,
        siret=clean_siret(siret) if siret else "",
        commune=commune,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        email=email.strip().lower(),
        phone=phone,
        message=message.strip(),
        asked_at=at,
    )
    journal.record(Verb.JOIN_ASKED, on=asked, by=by, at=at)
    for coordinator in Membership.objects.in_force().with_role(Coordinator.name):
        outbox.enqueue("join_received", network=asked.network, target=asked, recipient=coordinator, at=at)
    return asked


@transaction.atomic
def accept(
    asked: JoinRequest, *, partner: Partner | None, roles: Iterable[str], by: User, at: datetime
) -> JoinRequest:
    """Take the organisation in, as this partner or as a new one, and invite the person who asked.

    Raises DomainError when the request was decided meanwhile, when the person is a member already, or when
    another partner carries its SIRET.
    """
    partner = partner or _new_partner(asked, by=by, at=at)
    row = states.move(asked, JoinState.ACCEPTED, by=by, at=at, partner=partner, decided_at=at, decided_by=by)
    memberships.invite(email=row.email, partner=partner, roles=roles, by=by, at=at)
    journal.record(Verb.JOIN_ACCEPTED, on=row, by=by, at=at, partner=partner.pk)
    return row


def _new_partner(asked: JoinRequest, *, by: User, at: datetime) -> Partner:
    if asked.siret and (twin := Partner.objects.active().filter(siret=asked.siret).first()):
        raise DomainError(f"{twin} porte déjà ce SIRET\u00a0: choisissez ce partenaire.")
    return add_partner(
        name=asked.organisation,
        kind=asked.kind,
        siret=asked.siret,
        commune=asked.commune,
        epci=asked.commune.epci if asked.commune and asked.kind == PartnerKind.INTERCOMMUNALITY else None,
        phone=asked.phone,
        email=asked.email,
        by=by,
        at=at,
    )


@transaction.atomic
def decline(asked: JoinRequest, *, reason: str, by: User, at: datetime) -> JoinRequest:
    """Say no, with the reason that the person who asked receives by e-mail."""
    row = states.move(
        asked, JoinState.DECLINED, by=by, at=at, reason=reason.strip(), decided_at=at, decided_by=by
    )
    journal.record(Verb.JOIN_DECLINED, on=row, by=by, at=at)
    outbox.enqueue("join_declined", network=row.network, target=row, at=at)
    return row
