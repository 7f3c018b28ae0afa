"""No sentence of a page, a PDF or a spreadsheet that the postings contradict: seven operators, read and recomputed."""

import csv
import io
import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

from funding.ledger.enums import AccountKind
from funding.models import Account, Commitment, Fund, LedgerTransaction, Posting
from funding.spending.actions.commitments import release
from funding.spending.actions.payments import pay
from funding.spending.actions.reversals import reverse
from inclusion.core.french.money import ZERO, euros
from inclusion.core.scope import scoped_to
from inclusion.partners.models import Partner
from tests.builders import AT, make_partner, make_user
from tests.funding.builders import engage, make_action, make_contribution, make_fund, make_grant, make_rule, receive
from tests.pages import address, plain, words


def a_lively_fund() -> Fund:
    """Seven operators of unequal euros (one of none, one in an earlier year), grants, a target, payments, releases, an
    error taken back.
    """
    by, fund = make_user(), make_fund(start=date(2025, 1, 1))
    make_rule(fund, by=by)
    partners = [make_partner(f"Opérateur {letter}") for letter in "ABCDEFG"]
    for number, partner in enumerate(partners):
        given = make_contribution(fund, partner, "9000.00", by=by, year=2025 if number == 6 else 2026)
        if number:
            on = date(2025, 3, 2) if number in (1, 6) else date(2026, 3, 2)
            receive(given, f"{37 * number * number + 400}.{number:02d}", by=by, on=on)
    targeted = make_action(fund, "Ciblée", by=by, targets=(partners[2], partners[3]))
    shared, granted = make_action(fund, "Pour tous", by=by), make_action(fund, "Subventionnée", by=by)
    make_grant(fund, shared, "301.01", by=by)
    make_grant(fund, granted, "500.00", by=by)
    old = engage(shared, "700.00", by=by, on=date(2025, 6, 1))
    commitments: list[Commitment] = [
        engage(targeted, "4000.00", by=by),
        engage(shared, "5000.03", by=by),
        engage(granted, "200.00", by=by),
    ]
    error = engage(targeted, "99.99", by=by)
    does = {"on": date(2026, 10, 1), "by": by, "at": AT}
    pay(commitments[0], amount=Decimal("3900.01"), reference="P1", **does)
    pay(old, amount=Decimal("650.00"), reference="P2", **does)
    release(old, **does)
    release(commitments[1], amount=Decimal("33.33"), **does)
    reverse(LedgerTransaction.objects.get(commitment=error), reason="Erreur", **does)
    return fund


def recomputed(fund: Fund, partner: Partner) -> dict[str, Decimal]:
    """Versé, réuni without grants, engagé, rendu, payé and reste of 2026, and by action, from the postings alone."""
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for one in Posting.objects.filter(transaction__fund=fund, account__partner=partner).select_related(
        "transaction__reverses", "account__funded_action"
    ):
        kind = (one.transaction.reverses or one.transaction).kind
        now = one.transaction.booked_on.year == 2026
        if one.account.kind == AccountKind.SHARE:
            sums["closing"] += one.amount
            sums[kind] += one.amount if now else ZERO
        elif now and one.account.kind == AccountKind.COMMITTED and kind in ("commitment", "release"):
            sums["committed" if one.amount > 0 else "released"] += abs(one.amount)
            sums[f"net {one.account.funded_action}"] += one.amount
        elif now and one.account.kind == AccountKind.PAID:
            sums["paid"] += one.amount
    return sums


def test_the_figures_of_seven_operators_are_those_of_the_postings(network, client_of, monkeypatch):
    """A page, a spreadsheet and the text of a PDF for each of seven operators."""
    from django.template.loader import render_to_string

    def without_setting(template, context, *, identifier):
        return render_to_string(template, context).encode()

    monkeypatch.setattr("funding.statements.papers.render_pdf", without_setting)
    with scoped_to(network):
        fund = a_lively_fund()
        partners = list(Partner.objects.filter(contributions__fund=fund))
        found = {partner: recomputed(fund, partner) for partner in partners}
        shares = Account.objects.filter(fund=fund, kind=AccountKind.SHARE).count()
    assert (len(partners), shares) == (7, 6)
    client, all_grants = client_of("coordinator"), ZERO
    for partner in partners:
        sums, asked = found[partner], {"fund": fund.pk, "partner": partner.pk, "year": 2026}
        page = words(client.get(address("statement_preview"), asked))
        sheet = client.get(address("statement_preview"), {**asked, "export": "csv"}).content.decode("utf-8-sig")
        paper = words(client.post(address("statement_issue"), asked))
        rows = list(csv.DictReader(io.StringIO(sheet), delimiter=";"))
        figures = {row["Libellé"]: money(row["Montant (€)"]) for row in rows if row["Partie"] == "En bref"}
        grants = {row["Libellé"]: money(row["Montant (€)"]) for row in rows if row["Partie"] == "Part des subventions"}
        all_grants += sum(grants.values(), ZERO)
        raised = sums["receipt"] + sums["match"] + sum(grants.values(), ZERO)
        assert figures == {
            "Versé": sums["receipt"],
            "Réuni": raised,
            "Engagé": sums["committed"] + sum(grants.values(), ZERO),
            "Rendu": sums["released"],
            "Payé": sums["paid"],
            "Reste": sums["closing"],
        }
        nets = {name: sums[f"net {name}"] + grants.get(name, ZERO) for name in ("Ciblée", "Pour tous", "Subventionnée")}
        financed = [net for net in nets.values() if net > 0]
        title = re.search("<h1>(.*?)</h1>", paper, re.S)[1]
        for said in (title, re.search("<h1>(.*?)</h1>", page, re.S)[1]):
            stated = set(re.findall(r"\d[\d ]*€", said))
            meant = {brief(sums["receipt"])} if sums["receipt"] else set()
            meant |= {brief(raised)} if "réuni" in said else set()
            meant |= {brief(sum(financed, ZERO))} if "financ" in said else set()
            assert stated == meant
            assert ("une action" in said) == (len(financed) == 1)
            assert ("deux actions" in said) == (len(financed) == 2)
            assert ("trois actions" in said) == (len(financed) == 3)
        lead = re.search('<p class="lead">(.*?)</p>', paper, re.S)[1]
        assert f"Il vous reste {plain(euros(sums['closing']))}" in lead or not sums["closing"]
        assert ("payés" in lead) == bool(sums["paid"])
        for amount in (sums["committed"], sums["paid"], sums["closing"]):
            assert plain(euros(amount)) in page and plain(euros(amount)) in paper
    # 301,01 and 200 committed out of grants; 33,33 × 301,01 ÷ 5 000,03 ≈ 2,01 came back.
    assert all_grants == Decimal("499.00")


def money(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def brief(amount: Decimal) -> str:
    return plain(euros(amount, decimals=False))
