"""What funding puts on the home pages, and what it keeps from being merged away."""

from datetime import date

import pytest

from funding.funds.invariants import check_invariants
from funding.models import Contribution, Payment
from inclusion.core.access import Member
from inclusion.core.errors import DomainError
from inclusion.core.navigation import Home
from inclusion.core.registry import invariants as registry_invariants
from inclusion.core.registry.invariants import Invariant
from inclusion.core.scope import scoped_to
from inclusion.partners.actions import merge_partners
from tests.builders import AT, make_partner, record_bare_rows
from tests.funding.builders import engage, make_contribution, receive, worked_example
from tests.pages import plain
from tests.setup_data import setup_data

TODAY = date(2026, 11, 24)


@setup_data
def worked(scope, cast):
    example = worked_example()
    own = make_contribution(example.fund, cast["operator"].partner, "2000.00", by=example.by)
    receive(own, "2000.00", by=example.by)
    return example


def figures(cast, role):
    shown = Home(Member(cast[role]), TODAY).figures()
    return {one.label.replace("\u00a0", " "): one.value.replace("\u202f", " ").replace("\u00a0", " ") for one in shown}


def todos(cast, role):
    return {plain(one.title): one for one in Home(Member(cast[role]), TODAY).todos()}


def test_a_coordinator_sees_the_pot_and_what_was_raised_for_one_euro(worked, cast):
    shown = figures(cast, "coordinator")
    assert shown["Encore à engager"] == "33 000 €"
    assert shown["Pour 1 € versé"] == "3 €"
    assert "Votre versement en 2026" not in shown


def test_an_operator_sees_its_own_euros(worked, cast):
    shown = figures(cast, "operator")
    assert shown["Votre versement en 2026"] == "2 000 €"
    assert (shown["Réuni"], shown["Engagé"], shown["Il vous reste"]) == ("6 000 €", "0 €", "6 000 €")
    engage(worked.forum, "3300.00", by=worked.by, on=TODAY)
    assert figures(cast, "operator")["Engagé"] == "600 €"
    assert "Encore à engager" not in shown
    answer = Home(Member(cast["operator"]), TODAY).main_action()
    assert (answer.label, answer.url) == ("Voir votre situation 2026", "/lot-et-garonne/releve/")


@pytest.mark.parametrize("role", ["prescriber", "reader", "school"])
def test_others_see_nothing_of_it(worked, cast, role):
    assert not {name for name in figures(cast, role) if "versement" in name or "Pot" in name}


def test_promises_not_kept_wait_for_the_coordinator(worked, cast):
    for index in range(6):
        make_contribution(worked.fund, make_partner(f"Op {index}"), "100.00", by=worked.by)
    make_contribution(worked.fund, make_partner("Plus tard"), "100.00", by=worked.by, year=2027)
    shown = todos(cast, "coordinator")
    assert plain(shown["100 € à recevoir d’Op 0"].detail).startswith("100,00 € promis pour 2026")
    assert shown["2 autres contributions attendues"].detail.startswith("200,00")
    assert shown["2 autres contributions attendues"].url == f"/lot-et-garonne/fonds/{worked.fund.pk}/contributions/"
    assert not any("CPAM" in title for title in shown)
    assert not any("Op 0" in title for title in todos(cast, "operator"))


def test_what_came_in_part_says_what_is_outstanding(worked, cast):
    msa = make_contribution(worked.fund, make_partner("MSA"), "4000.00", by=worked.by)
    receive(msa, "1500.00", by=worked.by)
    shown = todos(cast, "coordinator")["2 500 € à recevoir de MSA"]
    assert plain(shown.detail) == (
        "sur 4 000,00 € promis pour 2026 au fonds « Fonds d’inclusion numérique », pas encore appelés"
    )
    assert shown.due == date(2026, 12, 31)
    assert shown.url == f"/lot-et-garonne/fonds/contributions/{msa.pk}/"


def test_faults_of_the_accounts_wait_for_the_coordinator(worked, cast, scope):
    record_bare_rows()
    check_invariants(scope, at=AT)
    assert not any("anomalie" in title for title in todos(cast, "coordinator"))
    Payment.objects.create(
        commitment=worked.commitments[0],
        payee=worked.commitments[0].payee,
        amount=1,
        paid_on=TODAY,
        reference="FANTÔME",
    )
    check_invariants(scope, at=AT)
    # the payment, and its commitment's line
    assert todos(cast, "coordinator")["Les comptes des fonds ont 2 anomalies"].due == TODAY


def test_what_is_no_fault_is_a_calm_sentence_on_the_coordinator_s_home(worked, cast, scope, monkeypatch):
    record_bare_rows()
    warned = Invariant("rien n’est à regarder", lambda network: [{"fund": 1}], warning="un fonds est à regarder")
    monkeypatch.setitem(registry_invariants._invariants, "to_look_at", warned)
    check_invariants(scope, at=AT)
    shown, title = todos(cast, "coordinator"), "Ce que prévoient les fonds est à regarder"
    assert not any("anomalie" in one for one in shown)
    assert (shown[title].due, shown[title].detail) == (None, "un fonds est à regarder")
    assert title not in todos(cast, "operator")


def test_another_network_s_money_is_not_shown(cast, network, other_network):
    with scoped_to(other_network):
        worked_example()
        make_contribution(worked_fund(), make_partner("MSA étrangère"), "123.00", by=cast["stranger"].user)
    with scoped_to(network):
        assert "Encore à engager" not in figures(cast, "coordinator")
        assert not any("MSA" in title for title in todos(cast, "coordinator"))


def worked_fund():
    return Contribution.objects.first().fund


def test_who_is_in_the_accounts_is_not_merged_away(worked, scope):
    twin = make_partner("CAF du Lot-et-Garonne")
    with pytest.raises(DomainError, match="reste dans ses comptes"):
        merge_partners(worked.caf, kept=twin, by=worked.by, at=AT)
    merge_partners(twin, kept=worked.caf, by=worked.by, at=AT)
