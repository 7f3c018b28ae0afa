"""What a funded action pays for is tied to it once, and noted."""

import pytest
from django.db import IntegrityError, transaction

from evaluation.chain.actions import aids_without_payer, tie, untie
from evaluation.chain.models import FundedOutput, OutputKind
from evaluation.enums import Verb
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.registry.links import key_of
from inclusion.partners.actions import merge_partners
from tests.builders import AT, make_partner, make_user
from tests.equipment.aid_builders import make_donation, make_programme
from tests.funding.builders import make_action, make_fund
from tests.inclusion.event_builders import make_event
from tests.setup_data import setup_data


@setup_data
def paying(scope):
    by = make_user()
    fund = make_fund()
    return make_action(fund, "Forum", by=by), make_action(fund, "Jeudis", by=by), by


def test_a_thing_is_tied_once_and_noted(paying, network):
    forum, thursdays, by = paying
    event = make_event("Forum")
    output = tie(forum, kind=OutputKind.EVENT, target=event, by=by, at=AT)
    assert (output.kind, output.target, str(output)) == (OutputKind.EVENT, event, "Forum")
    with pytest.raises(DomainError, match="déjà rattaché à l’action «\u00a0Forum\u00a0»"):
        tie(thursdays, kind=OutputKind.EVENT, target=event, by=by, at=AT)
    untie(output, by=by, at=AT)
    untie(output, by=by, at=AT)
    tie(thursdays, kind=OutputKind.EVENT, target=event, by=by, at=AT)
    verbs = JournalEntry.objects.filter(verb__startswith="funded_output").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [Verb.OUTPUT_TIED, Verb.OUTPUT_UNTIED, Verb.OUTPUT_TIED]


def test_the_database_wants_one_thing_of_one_network(paying, other_network):
    forum, _, _ = paying
    for fields in ({}, {"event": make_event(), "donation": make_donation()}):
        with pytest.raises(IntegrityError, match="funded_output_of_one_thing"), transaction.atomic():
            FundedOutput.objects.create(funded_action=forum, added_at=AT, **fields)


def test_a_merged_structure_keeps_its_tie_or_that_of_the_other(paying):
    forum, thursdays, by = paying
    kept, gone, third = (make_partner(name) for name in ("Gardée", "Partie", "Autre"))
    tie(forum, kind=OutputKind.STRUCTURE, target=gone, by=by, at=AT)
    merge_partners(gone, kept=kept, by=by, at=AT)
    assert FundedOutput.objects.get().structure == kept
    tie(thursdays, kind=OutputKind.STRUCTURE, target=third, by=by, at=AT)
    merge_partners(third, kept=kept, by=by, at=AT)
    assert FundedOutput.objects.get().funded_action == forum


def test_an_aid_whose_payer_is_gone_is_found(paying, network):
    forum, _, _ = paying
    make_programme("Payée", payer_key=key_of(forum), payer_label="Forum")
    lost = make_programme("Perdue", payer_key="funding.fundedaction:999999", payer_label="Rien")
    make_programme("Sans fonds")
    assert aids_without_payer(network) == [{"aid_programme": lost.pk, "payer": lost.payer_key}]
