"""What the tests of the pages of agreements share."""

from django.urls import reverse

from funding.agreements.enums import AgreementKind, PartyRole
from funding.models import Agreement
from inclusion.core.scope import scoped_to
from tests.funding.agreement_builders import carrier, make_agreement, party
from tests.pages import plain

SLUG = "lot-et-garonne"
COOPERATION, FRAMEWORK = AgreementKind.COOPERATION, AgreementKind.FRAMEWORK

#: The pages of one agreement that are the coordination's alone.
STEPS = (
    "agreement_edit",
    "agreement_discard",
    "agreement_party_add",
    "agreement_instalment_add",
    "agreement_instalments_yearly",
    "agreement_review",
    "agreement_send_back",
    "agreement_to_sign",
    "agreement_sign",
    "agreement_activate",
    "agreement_end",
    "agreement_terminate",
    "agreement_renew",
    "agreement_amend",
)


def address(name, *keys):
    return reverse(name, args=[SLUG, *keys])


def between(cast, state, *roles, kind=FRAMEWORK, **fields):
    """An agreement in this state between the network's host and the partners of these members."""
    network = cast["coordinator"].network
    with scoped_to(network):
        others = [party(role, PartyRole.FUNDER, partner=cast[role].partner) for role in roles]
        return make_agreement(kind, state, parties=[carrier(), *others], by=cast["coordinator"].user, **fields)


def fresh(agreement):
    """The agreement as the database has it."""
    with scoped_to(agreement.network):
        return Agreement.objects.get(pk=agreement.pk)


def wrong(response, field):
    """What the page says is wrong at a field."""
    assert response.status_code == 200
    return plain(" ".join(map(str, response.context["form"].errors.get(field, ()))))
