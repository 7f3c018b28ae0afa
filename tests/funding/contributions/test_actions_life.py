"""What a contribution's timeline shows, and why its receipts drew what they drew."""

from datetime import UTC, date, datetime
from decimal import Decimal

from funding.contributions.actions.calls import call_for_funds, cancel_call
from funding.contributions.actions.pledges import change_pledge, earmark_contribution, pledge, withdraw_contribution
from funding.contributions.actions.receipts import record_refund
from funding.contributions.enums import ContributionMailKind
from funding.contributions.queries import life_of, match_steps
from funding.models import ContributionMail, ContributionRequest
from inclusion.core.french.money import ZERO
from tests.builders import AT, make_partner
from tests.funding.builders import make_action, make_contribution, make_fund, make_rule, receive
from tests.setup_data import setup_data

D = Decimal


@setup_data
def fund(by):
    return make_fund()


@setup_data
def caf(fund, by):
    return make_contribution(fund, make_partner("CAF"), "1000.00", by=by)


def plain(text):
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def life(contribution, *, addresses=False):
    """Day, label and detail of each event, the newest first."""
    events = life_of(contribution, contribution.receipts.with_match(), addresses=addresses, references=True)
    return [(one.day, plain(one.label), plain(one.detail)) for one in events]


def steps(contribution):
    return [plain(str(step)) for step in match_steps(contribution)]


def test_all_that_happened_is_listed_the_newest_first(fund, caf, by):
    make_rule(fund, by=by)
    forum = make_action(fund, "Forum", by=by)
    ContributionRequest.objects.create(
        fund=fund, partner=caf.partner, year=2026, asked_on=date(2025, 12, 1), answer_by=date(2026, 1, 31)
    )
    earmark_contribution(caf, actions=[forum], by=by, at=datetime(2026, 1, 5, tzinfo=UTC))
    change_pledge(caf, amount=D("800.00"), by=by, at=datetime(2026, 1, 6, 23, 30, tzinfo=UTC))
    called_at = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
    call = call_for_funds(caf, due_on=date(2026, 3, 31), on=date(2026, 2, 2), by=by, at=called_at)
    cancel_call(call, by=by, at=called_at)
    receive(caf, "500.00", by=by, on=date(2026, 3, 2), bank_reference="VIR-1")
    record_refund(caf, amount=D("100.00"), bank_reference="R-1", on=date(2026, 4, 1), by=by, at=AT)
    assert life(caf) == [
        (date(2026, 4, 1), "Remboursement de 100,00 €", "référence R-1, effet levier repris : 200,00 €"),
        (date(2026, 3, 2), "Versement de 500,00 €", "référence VIR-1, effet levier ajouté : 1 000,00 €"),
        (date(2026, 2, 2), "Appel de fonds AF-2026-0001 annulé", ""),
        (date(2026, 2, 2), "Appel de fonds AF-2026-0001 : 800,00 €", "à verser au plus tard le 31 mars 2026"),
        # half past midnight of the 7th in Paris
        (date(2026, 1, 7), "Promesse changée : 800,00 € au lieu de 1 000,00 €", ""),
        (date(2026, 1, 5), "Ses euros paient d’abord « Forum »", ""),
        (date(2026, 1, 1), "Promesse de 1 000,00 €", ""),
        (date(2025, 12, 1), "Sollicité", "réponse attendue le 31 janvier 2026"),
    ]


def test_a_member_and_a_withdrawal_are_listed(fund, caf, by):
    cpam = make_contribution(fund, make_partner("CPAM"), "0.00", by=by)
    assert [label for _, label, _ in life(cpam)] == ["Membre à 0 €"]
    withdraw_contribution(caf, by=by, at=AT)
    assert [label for _, label, _ in life(caf)] == ["Promesse retirée", "Promesse de 1 000,00 €"]


def test_a_promise_that_is_taken_up_again_is_listed_after_its_withdrawal(fund, caf, by):
    withdraw_contribution(caf, by=by, at=AT)
    pledge(fund, partner=caf.partner, year=2026, amount=D("600.00"), on=date(2026, 11, 20), by=by, at=AT)
    caf.refresh_from_db()
    assert life(caf) == [
        (date(2026, 11, 24), "Nouvelle promesse de 600,00 €", "promesse du 20 novembre 2026"),
        (date(2026, 11, 24), "Promesse retirée", ""),
        (date(2026, 1, 1), "Promesse de 1 000,00 €", ""),
    ]
    withdraw_contribution(caf, by=by, at=AT)
    pledge(fund, partner=caf.partner, year=2026, amount=D("0.00"), on=date(2026, 11, 24), by=by, at=AT)
    caf.refresh_from_db()
    assert [(day, label) for day, label, _ in life(caf)][:2] == [
        (date(2026, 11, 24), "De nouveau membre à 0 €"),
        (date(2026, 11, 24), "Promesse retirée"),
    ]
    assert life(caf)[-1] == (date(2026, 1, 1), "Promesse de 1 000,00 €", "")


def test_another_contribution_s_life_is_not_listed(fund, caf, by):
    msa = make_contribution(fund, make_partner("MSA"), "50.00", by=by)
    next_year = make_contribution(fund, caf.partner, "70.00", by=by, year=2027)
    for one in (msa, next_year):
        receive(one, "10.00", by=by)
        call_for_funds(one, due_on=date(2026, 12, 31), on=date(2026, 11, 24), by=by, at=AT)
    assert [label for _, label, _ in life(caf)] == ["Promesse de 1 000,00 €"]


def test_e_mails_say_what_became_of_them_and_to_whom_only_where_asked(caf, by):
    when = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
    fields = {"kind": ContributionMailKind.PAYMENT_REMINDER, "contribution": caf, "asked_by": by, "written_at": when}
    ContributionMail.objects.create(to="a@caf.example", mailed_at=when, **fields)
    ContributionMail.objects.create(to="b@caf.example", problem="boîte pleine", **fields)
    ContributionMail.objects.create(to="c@caf.example", **fields)
    label = "Courriel : relance pour un versement"
    assert life(caf)[:3] == [
        (date(2026, 2, 3), label, "pas encore parti"),
        (date(2026, 2, 3), label, "n’a pas pu partir : boîte pleine"),
        (date(2026, 2, 3), label, ""),
    ]
    assert [detail for _, _, detail in life(caf, addresses=True)[:3]] == [
        "à c@caf.example, pas encore parti",
        "à b@caf.example, n’a pas pu partir : boîte pleine",
        "à a@caf.example",
    ]


def test_the_match_is_explained_receipt_by_receipt(fund, caf, by):
    """Cap 1 500: 600 draw 1 200, then 400 draw 300. The MSA's receipts are not shown."""
    make_rule(fund, by=by, contributor_cap=D("1500.00"))
    receive(make_contribution(fund, make_partner("MSA"), "10.00", by=by), "10.00", by=by)
    receive(caf, "600.00", by=by)
    receive(caf, "400.00", by=by, on=date(2026, 4, 1))
    assert steps(caf) == [
        "Conseil départemental, du 1er janvier 2026 au 31 décembre 2028 : 2 € ajoutés pour 1 € reçu.",
        "600,00 € reçus le 2 mars 2026, effet levier ajouté : 1 200,00 €. 600 × 2 = 1 200,00 €",
        "400,00 € reçus le 1er avril 2026, effet levier ajouté : 300,00 €. Le plafond par contributeur est de "
        "1 500,00 €. 1 000 × 2 = 2 000,00 € ; 1 500 − 1 200 = 300,00 €",
    ]
    assert sum((one.match for one in caf.receipts.with_match()), ZERO) == D("1500.00")


def test_each_rule_explains_its_own_money_and_a_refund_under_both(fund, caf, by):
    """300 under 1 for 1, 200 under 2 for 1; 250 go back: the later 200 first, then 50 of the earlier."""
    make_rule(fund, by=by, ratio_added=1, end=date(2026, 7, 1))
    make_rule(fund, by=by, start=date(2026, 7, 1))
    receive(caf, "300.00", by=by, on=date(2026, 6, 30))
    receive(caf, "200.00", by=by, on=date(2026, 7, 1))
    record_refund(caf, amount=D("250.00"), bank_reference="R", on=date(2026, 8, 3), by=by, at=AT)
    assert steps(caf) == [
        "Conseil départemental, du 1er janvier au 30 juin 2026 : 1 € ajouté pour 1 € reçu.",
        "300,00 € reçus le 30 juin 2026, effet levier ajouté : 300,00 €. 300 × 1 = 300,00 €",
        "50,00 € rendus le 3 août 2026, effet levier repris : 50,00 €. 250 × 1 = 250,00 € ; 300 − 250 = 50,00 €",
        "Conseil départemental, du 1er juillet 2026 au 31 décembre 2028 : 2 € ajoutés pour 1 € reçu.",
        "200,00 € reçus le 1er juillet 2026, effet levier ajouté : 400,00 €. 200 × 2 = 400,00 €",
        "200,00 € rendus le 3 août 2026, effet levier repris : 400,00 €. 0 × 2 = 0,00 € ; 400 − 0 = 400,00 €",
    ]
    assert [one.match for one in caf.receipts.with_match()] == [D("300.00"), D("400.00"), D("-450.00")]


def test_money_outside_every_rule_draws_nothing_and_says_so(fund, caf, by):
    make_rule(fund, by=by, start=date(2026, 6, 1))
    receive(caf, "100.00", by=by, on=date(2026, 5, 31))
    assert steps(caf) == ["100,00 € reçus le 31 mai 2026 : aucune règle d’effet levier ne vaut ce jour-là."]
    assert match_steps(make_contribution(fund, make_partner("MSA"), "1.00", by=by)) == []
