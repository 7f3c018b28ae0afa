"""Grants: awarded, received in parts, what they pay, given back, justified."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from funding.funds.actions import close_period
from funding.funds.invariants import prove
from funding.grants.actions import (
    award_grant,
    change_grant,
    justify_grant,
    record_grant_receipt,
    reopen_grant,
    return_grant,
)
from funding.grants.enums import GrantState
from funding.models import Grant, GrantReceipt, LedgerTransaction
from funding.spending.actions.commitments import attributed, commit, explain, release
from funding.spending.actions.funded_actions import change_funded_action
from funding.spending.actions.payments import pay
from funding.spending.queries.funds import fund_position
from inclusion.core import states
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from tests.builders import AT, own_details
from tests.funding.builders import make_action, make_fund, worked_example
from tests.setup_data import setup_data

D = Decimal
ON = date(2026, 4, 1)


@setup_data
def worked(scope):
    """Shares CAF 30 000, Orange 15 000; nothing is committed."""
    return worked_example(actions=False)


def award(worked, *actions, fund=None, **fields):
    values = {
        "funder": "ANCT",
        "name": "Appel à projets",
        "amount": D("10000.01"),
        "awarded_on": date(2026, 3, 1),
        **fields,
    }
    chosen = actions or (worked.rights, worked.forum)
    return award_grant(fund or worked.fund, actions=chosen, **values, by=worked.by, at=AT)


def come(worked, grant, amount="10000.01", *, on=ON, bank_reference="ANCT-1"):
    return record_grant_receipt(grant, amount=D(amount), bank_reference=bank_reference, on=on, by=worked.by, at=AT)


def engaged(worked, action, amount, on=date(2026, 5, 4)):
    return commit(action, amount=D(amount), payee="Salle des fêtes", label="Dépense", on=on, by=worked.by, at=AT)


def sums(grant):
    return Grant.objects.with_sums().get(pk=grant.pk).sums


def payers(worked, action):
    found = next(one for one in fund_position(worked.fund).actions if one.action == action)
    return found.payers


def broken(worked):
    """The invariants of the ledger that are violated."""
    return [result for result in prove(worked.fund.network) if result.violations]


def refused(action, field):
    """The sentence of a refusal, which is at this field."""
    with pytest.raises(DomainError) as caught:
        action()
    assert caught.value.field == field
    return str(caught.value).replace("\u00a0", " ").replace("\u202f", " ")


# -- Awarded -----------------------------------------------------------------------------------------------------


def test_a_grant_is_awarded_before_it_comes(worked):
    grant = award(worked, spend_by=date(2026, 12, 31), justify_by=date(2027, 3, 31))
    assert grant.state == GrantState.AWARDED
    assert set(grant.funded_actions.all()) == {worked.rights, worked.forum}
    found = sums(grant)
    assert (found.awarded, found.received, found.left, found.to_come) == (
        D("10000.01"),
        D("0.00"),
        D("0.00"),
        D("10000.01"),
    )
    assert own_details(JournalEntry.objects.get(verb="grant.awarded")) == {"amount": "10000.01"}
    assert not LedgerTransaction.objects.filter(kind="grant").exists()


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"amount": D("0.00")}, "amount", "supérieure à zéro"),
        ({"amount": D("-1.00")}, "amount", "supérieure à zéro"),
        ({"spend_by": date(2026, 2, 28)}, "spend_by", "précède celle de l’accord"),
        ({"justify_by": date(2026, 2, 28)}, "justify_by", "précède celle de l’accord"),
        ({"name": "Prise"}, "name", "s’appelle déjà « Prise »"),
        ({"awarded_on": date(2026, 11, 25)}, "awarded_on", "Le 25 novembre 2026 n’est pas encore venu"),
        (
            {"spend_by": date(2027, 3, 2), "justify_by": date(2027, 3, 1)},
            "justify_by",
            "peut encore payer jusqu’au 2 mars 2027",
        ),
    ],
)
def test_a_grant_that_cannot_be_is_refused(worked, fields, field, sentence):
    award(worked, name="Prise")
    assert sentence in refused(lambda: award(worked, **fields), field)
    assert Grant.objects.count() == 1


def test_a_grant_of_today_is_justified_on_its_last_day_at_the_earliest(worked):
    day = date(2027, 3, 1)
    grant = award(worked, awarded_on=AT.date(), spend_by=day, justify_by=day)
    assert (grant.awarded_on, grant.spend_by, grant.justify_by) == (date(2026, 11, 24), day, day)


def test_a_grant_is_for_actions_of_its_fund(worked):
    other = make_action(make_fund("Autre"), "Ailleurs", by=worked.by)
    assert "« Ailleurs » relève d’un autre fonds" in refused(lambda: award(worked, other), "actions")
    with pytest.raises(DomainError, match="au moins une action"):
        award_grant(
            worked.fund,
            funder="ANCT",
            name="Pour rien",
            amount=D("1.00"),
            actions=[],
            awarded_on=ON,
            by=worked.by,
            at=AT,
        )
    assert not Grant.objects.exists()


# -- Received ----------------------------------------------------------------------------------------------------


def test_a_grant_comes_in_parts(worked):
    grant = award(worked)
    come(worked, grant, "7000.00")
    come(worked, grant, "3000.01", bank_reference="ANCT-2", on=date(2026, 9, 1))
    found = sums(grant)
    assert (found.received, found.left, found.used, found.to_come) == (
        D("10000.01"),
        D("10000.01"),
        D("0.00"),
        D("0.00"),
    )
    assert JournalEntry.objects.filter(verb="grant.received").count() == 2


@pytest.mark.parametrize(
    ("amount", "on", "bank_reference", "field", "sentence"),
    [
        ("0.00", ON, "A", "amount", "supérieur à zéro"),
        ("-5.00", ON, "A", "amount", "supérieur à zéro"),
        ("3000.03", ON, "A", "amount", "dépasse de 0,01 €"),
        ("1.00", date(2025, 12, 31), "A", "on", "hors de la période du fonds"),
        ("1.00", date(2029, 1, 1), "A", "on", "hors de la période du fonds"),
        ("1.00", ON, "ANCT-1", "bank_reference", "est déjà enregistrée"),
        ("1.00", ON, " VIR  47 ", "bank_reference", "est déjà enregistrée"),
        ("1.00", ON, "  ", "bank_reference", "référence bancaire"),
    ],
)
def test_money_that_cannot_come_is_refused(worked, amount, on, bank_reference, field, sentence):
    grant = award(worked)
    come(worked, grant, "6999.99")
    other = award(worked, name="Autre")
    come(worked, other, "1.00", bank_reference="VIR 47")
    before = LedgerTransaction.objects.count()
    assert sentence in refused(lambda: come(worked, grant, amount, on=on, bank_reference=bank_reference), field)
    assert GrantReceipt.objects.count() == 2
    assert LedgerTransaction.objects.count() == before


def test_money_of_a_grant_has_no_reference_of_a_contributor(worked):
    taken = worked.fund.contributions.get(partner=worked.caf).receipts.get().bank_reference
    grant = award(worked)
    assert "est déjà enregistrée" in refused(
        lambda: come(worked, grant, "1.00", bank_reference=taken), "bank_reference"
    )


def test_money_does_not_come_on_a_closed_day(worked):
    grant = award(worked)
    close_period(worked.fund, until=date(2026, 7, 1), by=worked.by, at=AT)
    assert "clos jusqu’au 30 juin 2026" in refused(lambda: come(worked, grant), "on")
    come(worked, grant, on=date(2026, 7, 1))


# -- Payments ----------------------------------------------------------------------------------------------------


def test_a_grant_for_two_actions_pays_both_before_any_share(worked):
    """10 000,01 €: 4 000 go to the rights, the last 6 000,01 to the Forum of 9 000. The 2 999,99 that miss there come
    from shares of 30 000 and 15 000: 1 999,993… and 999,996…, whose last cent goes to the larger remainder, Orange."""
    grant = award(worked)
    come(worked, grant)
    engaged(worked, worked.rights, "4000.00")
    assert payers(worked, worked.rights) == [("Appel à projets", D("4000.00"))]
    engaged(worked, worked.forum, "9000.00")
    assert payers(worked, worked.forum) == [
        ("Appel à projets", D("6000.01")),
        ("CAF", D("1999.99")),
        ("Orange", D("1000.00")),
    ]
    uses = {use.action.name: (use.promised, use.paid) for use in grant.uses()}
    assert uses == {"Mes droits depuis chez moi": (D("4000.00"), D("0.00")), "Forum": (D("6000.01"), D("0.00"))}
    found = sums(grant)
    assert (found.received, found.used, found.left) == (D("10000.01"), D("10000.01"), D("0.00"))
    assert broken(worked) == []


def test_it_counts_what_left_the_fund_and_what_came_back(worked):
    """The Forum of 9 000 holds 6 000,01 of the grant. A payment of 4 500 takes its half of the grant, 3 000,005 €, and
    999,995 € of the CAF: half a cent each, and the cent goes to the earlier, the grant. The rest is released to it."""
    grant = award(worked, worked.forum, amount=D("6000.01"))
    come(worked, grant, "6000.01")
    commitment = engaged(worked, worked.forum, "9000.00")
    pay(commitment, amount=D("4500.00"), reference="P1", on=date(2026, 6, 1), by=worked.by, at=AT)
    assert [(use.promised, use.paid) for use in grant.uses()] == [(D("6000.01"), D("3000.01"))]
    release(commitment, on=date(2026, 6, 2), by=worked.by, at=AT)
    assert [(use.promised, use.paid) for use in grant.uses()] == [(D("3000.01"), D("3000.01"))]
    assert sums(grant).left == D("3000.00")
    assert broken(worked) == []


def test_a_grant_that_lapsed_no_longer_pays(worked):
    """Its last day is 31 May: on that day it pays, on 1 June the shares do."""
    grant = award(worked, worked.forum, spend_by=date(2026, 5, 31))
    come(worked, grant)
    engaged(worked, worked.forum, "100.00", date(2026, 5, 31))
    assert payers(worked, worked.forum) == [("Appel à projets", D("100.00"))]
    engaged(worked, worked.forum, "300.00", date(2026, 6, 1))
    assert payers(worked, worked.forum) == [
        ("Appel à projets", D("100.00")),
        ("CAF", D("200.00")),
        ("Orange", D("100.00")),
    ]


def test_the_grant_that_lapses_first_pays_first(worked):
    endless = award(worked, worked.forum, name="Sans limite", amount=D("50.00"))
    later = award(worked, worked.forum, name="Décembre", amount=D("50.00"), spend_by=date(2026, 12, 31))
    sooner = award(worked, worked.forum, name="Juin", amount=D("50.00"), spend_by=date(2026, 6, 30))
    for number, grant in enumerate((endless, later, sooner)):
        come(worked, grant, "50.00", bank_reference=f"G{number}")
    engaged(worked, worked.forum, "120.00")
    assert [sums(grant).left for grant in (sooner, later, endless)] == [D("0.00"), D("0.00"), D("30.00")]


def test_a_grant_pays_from_the_day_it_came(worked):
    grant = award(worked, worked.forum)
    come(worked, grant, on=date(2026, 5, 4))
    before = attributed(worked.fund, worked.forum, amount=D("300.00"), on=date(2026, 5, 3))
    assert before.attribution.grants == D("0.00")
    after = attributed(worked.fund, worked.forum, amount=D("300.00"), on=date(2026, 5, 4))
    assert after.attribution.grants == D("300.00")


def test_why_an_action_was_paid_so_does_not_change(worked):
    """What a grant is reserved for, and whom an action is for, speak for what is committed from then on."""
    labels = {str(partner.pk): str(partner) for partner in (worked.caf, worked.orange)}
    grant = award(worked, worked.rights, amount=D("1000.00"))
    come(worked, grant, "1000.00")
    commitment = engaged(worked, worked.rights, "1600.00")
    explained = explain(commitment, labels=labels)
    assert (explained.grants, explained.shares[str(worked.caf.pk)]) == (D("1000.00"), D("600.00"))
    change(worked, grant, actions=[worked.forum])
    change_funded_action(worked.rights, description="Autre", targets=[worked.orange], by=worked.by, at=AT)
    newer = award(worked, worked.rights, name="Nouvelle", amount=D("5000.00"))
    come(worked, newer, "5000.00", bank_reference="ANCT-9")
    commitment.refresh_from_db()
    assert explain(commitment, labels=labels) == explained
    assert payers(worked, worked.rights) == [("Appel à projets", D("1000.00")), ("CAF", D("600.00"))]
    assert [use.action for use in grant.uses()] == [worked.forum, worked.rights]
    engaged(worked, worked.rights, "5100.00")
    assert payers(worked, worked.rights) == [
        ("Appel à projets", D("1000.00")),
        ("Nouvelle", D("5000.00")),
        ("CAF", D("600.00")),
        ("Orange", D("100.00")),
    ]


# -- Changed -----------------------------------------------------------------------------------------------------


def change(worked, grant, **fields):
    known = ("funder", "name", "amount", "awarded_on", "spend_by", "justify_by")
    values = {name: getattr(grant, name) for name in known}
    values["actions"] = list(grant.funded_actions.all())
    return change_grant(grant, **{**values, **fields}, by=worked.by, at=AT)


def test_what_is_known_of_a_grant_is_corrected(worked):
    grant = award(worked)
    change(worked, grant, funder="État", name="Appel 2026", amount=D("12000.00"), spend_by=date(2026, 12, 31))
    grant.refresh_from_db()
    assert (grant.funder, grant.name, grant.amount, grant.spend_by) == (
        "État",
        "Appel 2026",
        D("12000.00"),
        date(2026, 12, 31),
    )
    assert set(grant.funded_actions.all()) == {worked.rights, worked.forum}
    change(worked, grant)  # its own name is not taken
    assert JournalEntry.objects.filter(verb="grant.changed").count() == 2


def test_a_grant_is_not_less_than_what_came(worked):
    grant = award(worked)
    come(worked, grant, "6000.00")
    assert "6 000,00 € sont déjà arrivés" in refused(lambda: change(worked, grant, amount=D("5999.99")), "amount")
    change(worked, grant, amount=D("6000.00"))
    assert sums(grant).to_come == D("0.00")


def test_a_grant_is_awarded_before_it_comes_and_is_justified(worked):
    grant = award(worked)
    early = grant.awarded_on - timedelta(days=1)
    assert "précède celle de l’accord" in refused(lambda: come(worked, grant, "1.00", on=early), "on")
    come(worked, grant, "1.00", on=grant.awarded_on)
    change(worked, grant, awarded_on=grant.awarded_on)
    later = grant.awarded_on + timedelta(days=1)
    sentence = refused(lambda: change(worked, grant, awarded_on=later), "awarded_on")
    assert "ne suit pas son premier versement" in sentence
    change(worked, grant, awarded_on=early)
    justify(worked, grant, on=early)
    sentence = refused(lambda: change(worked, grant, awarded_on=grant.awarded_on), "awarded_on")
    assert "ne suit pas sa justification" in sentence


def test_a_change_that_cannot_be_changes_nothing(worked):
    award(worked, name="Prise")
    grant = award(worked)
    assert "s’appelle déjà" in refused(lambda: change(worked, grant, name="Prise"), "name")
    assert "au moins une action" in refused(lambda: change(worked, grant, actions=[]), "actions")
    tomorrow, before = date(2026, 11, 25), {"spend_by": date(2027, 3, 2), "justify_by": date(2027, 3, 1)}
    assert "pas encore venu" in refused(lambda: change(worked, grant, awarded_on=tomorrow), "awarded_on")
    assert "peut encore payer" in refused(lambda: change(worked, grant, **before), "justify_by")
    grant.refresh_from_db()
    assert (grant.name, grant.funded_actions.count()) == ("Appel à projets", 2)
    assert not JournalEntry.objects.filter(verb="grant.changed").exists()


# -- Given back --------------------------------------------------------------------------------------------------


def give_back(worked, grant, amount, on=date(2026, 9, 1), bank_reference="RETOUR-1"):
    return return_grant(grant, amount=D(amount), bank_reference=bank_reference, on=on, by=worked.by, at=AT)


def test_what_was_not_used_goes_back(worked):
    """10 000,01 € came, 4 000 serve, 6 000,01 go back: nothing is left and nothing more is to come."""
    grant = award(worked)
    come(worked, grant)
    engaged(worked, worked.rights, "4000.00")
    returned = give_back(worked, grant, "6000.01")
    assert returned.amount == D("-6000.01")
    found = sums(grant)
    assert (found.received_in, found.given_back, found.received, found.used, found.left, found.to_come) == (
        D("10000.01"),
        D("6000.01"),
        D("4000.00"),
        D("4000.00"),
        D("0.00"),
        D("0.00"),
    )
    assert fund_position(worked.fund).granted == D("4000.00")
    assert JournalEntry.objects.get(verb="grant.returned").details["amount"] == "6000.01"
    assert broken(worked) == []


@pytest.mark.parametrize(
    ("amount", "on", "bank_reference", "field", "sentence"),
    [
        ("0.00", date(2026, 9, 1), "A", "amount", "supérieur à zéro"),
        ("-1.00", date(2026, 9, 1), "A", "amount", "supérieur à zéro"),
        ("6000.02", date(2026, 9, 1), "A", "amount", "il ne reste que 6 000,01 €"),
        ("0.01", date(2026, 3, 31), "A", "amount", "il ne reste que 0,00 €"),
        ("1.00", date(2029, 1, 1), "A", "on", "hors de la période"),
        ("1.00", date(2026, 9, 1), "ANCT-1", "bank_reference", "est déjà enregistrée"),
    ],
)
def test_what_cannot_go_back_stays(worked, amount, on, bank_reference, field, sentence):
    grant = award(worked)
    come(worked, grant)
    engaged(worked, worked.rights, "4000.00")
    assert sentence in refused(lambda: give_back(worked, grant, amount, on, bank_reference), field)
    assert sums(grant).left == D("6000.01")


# -- Justified ---------------------------------------------------------------------------------------------------


def justify(worked, grant, on=date(2026, 11, 24), justification=" Bilan remis. "):
    return justify_grant(grant, on=on, justification=justification, by=worked.by, at=AT)


def test_it_is_justified_to_its_funder(worked):
    grant = award(worked, justify_by=date(2026, 12, 31))
    come(worked, grant, "7000.00")
    assert list(Grant.objects.to_justify()) == [grant]
    justify(worked, grant)
    grant.refresh_from_db()
    assert (grant.state, grant.justified_on, grant.justification) == (
        GrantState.JUSTIFIED,
        date(2026, 11, 24),
        "Bilan remis.",
    )
    assert not Grant.objects.to_justify().exists()
    assert own_details(JournalEntry.objects.get(verb="grant.justified")) == {"received": "7000.00"}
    come(worked, grant, "3000.01", bank_reference="SOLDE")  # the balance often follows the account
    assert sums(grant).to_come == D("0.00")


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"justification": "  "}, "justification", "Indiquez ce qui a été remis"),
        ({"on": date(2026, 2, 28)}, "on", "précède celle de l’accord"),
        ({"on": date(2026, 11, 25)}, "on", "pas encore venu"),
    ],
)
def test_a_justification_that_cannot_be_is_refused(worked, fields, field, sentence):
    grant = award(worked)
    come(worked, grant)
    assert sentence in refused(lambda: justify(worked, grant, **fields), field)
    grant.refresh_from_db()
    assert grant.state == GrantState.AWARDED


def test_nothing_is_justified_before_any_came(worked):
    grant = award(worked)
    with pytest.raises(DomainError, match="Rien n’est encore arrivé"):
        justify(worked, grant)


def test_a_justification_is_taken_back(worked):
    grant = award(worked)
    come(worked, grant)
    justify(worked, grant)
    reopened = reopen_grant(grant, by=worked.by, at=AT)
    assert (reopened.state, reopened.justified_on) == (GrantState.AWARDED, None)
    assert [one.to_state for one in states.history(grant)] == ["awarded", "justified"]
    with pytest.raises(DomainError):
        reopen_grant(grant, by=worked.by, at=AT)
    justify(worked, grant)
    with pytest.raises(DomainError):
        justify(worked, grant)
