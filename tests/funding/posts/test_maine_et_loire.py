"""Maine-et-Loire by its pages: an operator pays the coordination, the fund co-finances two posts, whose second year
waits for the local roadmap. Every euro is worked out by hand.
"""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from funding.agreements.enums import AgreementKind
from funding.enums import AgreementState
from funding.funds.invariants import prove
from funding.models import Agreement, Commitment, FundedAction, Instalment, Payment, Post, SubsidyRequest
from inclusion.core.scope import scoped_to
from tests.builders import make_commune, make_epci, make_user
from tests.funding.agreement_builders import tiny_pdf
from tests.funding.agreement_pages import between
from tests.funding.builders import make_action, make_fund
from tests.funding.post_builders import D, bring, make_roadmap, town, worked_schedule
from tests.funding.staff_builders import make_staff_post
from tests.pages import address, plain, words

pytestmark = pytest.mark.thorough

MAUGES = ("200060010", "Mauges Communauté", "47023")
SAUMUR = ("200071876", "Saumur Val de Loire", "47328")


@pytest.fixture
def coordinator(client_of, clock):
    """The coordination, on a clock that can be set forward."""
    return client_of("coordinator")


@pytest.fixture
def fund(network):
    """50 000 € for posts, received; one action that they belong to."""
    with scoped_to(network):
        by = make_user()
        fund = make_fund()
        worked_schedule()
        bring(fund, D("50000"), by=by)
        make_action(fund, "Cofinancement des postes", by=by)
    return fund


def faults(network):
    """What does not hold in the ledger and around it; the members of the tests alone stand in no journal."""
    return [one.name for one in prove(network) if one.violations and one.name != "values_in_journal"]


def of_post(network, title):
    with scoped_to(network):
        post = Post.objects.get(title=title)
        return post, [(one.fund_share, one.collectivite_share, one.to_find) for one in post.years.all()]


def ask_and_accept(client, network, where, *, cost, offers):
    """Two years from September 2026, asked for in three steps and accepted; the intercommunalité employs."""
    siren, name, code = where
    with scoped_to(network):
        epci = make_epci(siren, name)
        make_commune(code, f"Siège de {name}", epci=epci)
        employer = town(name, epci=epci)
    first = {"employer": employer.pk, "private_employer": "", "collectivite": employer.pk, "yearly_cost": cost}
    second = client.post(address("post_add"), {**first, "start": "2026-09-01", "end": "2028-08-31"}, follow=False).url
    title = f"Conseillère numérique, {name}"
    about = {"kind": "digital_adviser", "title": title, "territory": siren, "fte": "1", "need": "Six communes."}
    third = client.post(second, about).url
    assert client.post(third, offers).status_code == 302
    post, shares = of_post(network, title)
    for page, sent in (
        ("post_submit", {"on": "2026-11-03"}),
        ("post_decide", {"decision": "accept", "on": "2026-11-20", "reason": ""}),
    ):
        assert client.post(address(page, post.pk), sent).url == address("post_detail", post.pk)
    return post, shares


def agreement_in_force(client, network, post):
    """Prepared from the plan; refused to be signed while no local roadmap is drafted, then led into force."""
    with scoped_to(network):
        action = FundedAction.objects.get(fund=post.fund)
    client.post(address("post_agreement", post.pk), {"funded_action": action.pk})
    with scoped_to(network):
        agreement = Agreement.objects.get(post=post)
        parties = list(agreement.parties.all())
    for party in parties:
        who = {"signatory_name": "Dominique Exemple", "signatory_function": "Présidence"}
        sent = {"partner": party.partner_id, "role": party.role, **who}
        assert client.post(address("agreement_party_edit", party.pk), sent).status_code == 302
    client.post(address("agreement_review", agreement.pk))
    client.post(address("agreement_to_sign", agreement.pk))
    with scoped_to(network):
        assert Agreement.objects.get(pk=agreement.pk).state == AgreementState.REVIEW
        make_roadmap(post.territory, adopted=post.title.endswith("Mauges Communauté"))
    client.post(address("agreement_to_sign", agreement.pk))
    paper = SimpleUploadedFile("signee.pdf", tiny_pdf(), content_type="application/pdf")
    days = {f"signed_on_{party.pk}": "2026-11-20" for party in parties}
    client.post(address("agreement_sign", agreement.pk), {**days, "file": paper})
    client.post(address("agreement_activate", agreement.pk))
    with scoped_to(network):
        agreement = Agreement.objects.get(pk=agreement.pk)
        assert agreement.state == AgreementState.ACTIVE
        return list(agreement.instalments.order_by("year"))


def engage_and_pay(client, network, instalment, day):
    """The answer to a payment of an instalment that the fund has committed just before."""
    on = {"on": day.isoformat()}
    assert client.post(address("instalment_engage", instalment.pk), on).status_code == 302
    with scoped_to(network):
        commitment = Commitment.objects.get(instalments=instalment)
    url = address("fund_pay", commitment.pk)
    amount = str(instalment.amount).replace(".", ",")
    return client.post(url, {"amount": amount, **on, "reference": f"MDT-{instalment.pk}"})


def test_two_posts_of_one_fund_whose_second_year_waits_for_the_local_roadmap(
    network, fund, coordinator, client_of, clock
):
    """Mauges: 41 234,57 − 17 500 = 23 734,57. It offers 9 999,99 in the first year: the fund pays as much, 3 734,59 are
    to be found. In the second year the fund pays half, 11 867,28, Mauges the other cent. Saumur: 38 400,01 − 17 500 =
    20 900,01, the fund pays 10 450,00, Saumur 10 450,01.
    """
    mauges, shares = ask_and_accept(coordinator, network, MAUGES, cost="41 234,57", offers={"offered_1": "9 999,99"})
    assert shares == [(D("9999.99"), D("9999.99"), D("3734.59")), (D("11867.28"), D("11867.29"), D("0.00"))]
    saumur, shares = ask_and_accept(coordinator, network, SAUMUR, cost="38 400,01", offers={})
    assert shares == [(D("10450.00"), D("10450.01"), D("0.00"))] * 2
    paid = {post.pk: agreement_in_force(coordinator, network, post) for post in (mauges, saumur)}
    assert [one.amount for one in paid[mauges.pk]] == [D("9999.99"), D("11867.28")]
    assert [one.amount for one in paid[saumur.pk]] == [D("10450.00"), D("10450.00")]

    answers = {}
    for rank, day in enumerate((date(2027, 9, 2), date(2028, 9, 4))):
        clock(day)
        client = client_of("coordinator")  # the session of before is over
        for post in (mauges, saumur):
            answers[post.pk, rank] = engage_and_pay(client, network, paid[post.pk][rank], day)
    assert [answers[mauges.pk, 0].status_code, answers[saumur.pk, 0].status_code] == [302, 302]
    # Mauges has adopted its roadmap, Saumur has drafted its own alone.
    assert [answers[mauges.pk, 1].status_code, answers[saumur.pk, 1].status_code] == [302, 200]
    assert "pas encore adoptée" in plain(words(answers[saumur.pk, 1]))
    with scoped_to(network):
        engaged = sum(Commitment.objects.values_list("amount", flat=True))
        spent = sum(Payment.objects.values_list("amount", flat=True))
        # Engaged 9 999,99 + 11 867,28 + 2 × 10 450,00; of it the second year of Saumur is not paid.
        assert (engaged, spent) == (D("42767.27"), D("32317.27"))
        assert not faults(network)
    shown = plain(words(client.get(address("fund_detail", fund.pk))))
    assert "7 232,73 €" in shown  # 50 000 − 42 767,27


def test_an_operator_pays_a_part_of_the_coordination(network, cast, coordinator, client_of):
    """The agreement pays 0,45 FTE. 30 000 € are written of 2026; 28 749,99 are asked for and granted, and fall due."""
    agreement = between(cast, AgreementState.ACTIVE, "operator", kind=AgreementKind.COOPERATION)
    with scoped_to(network):
        post = make_staff_post(by=make_user(), kind="network_coordinator", paid_by="other", title="Coordination")
    coordinator.post(address("agreement_fte_add", post.pk), {"agreement": agreement.pk, "fte": "0,45"})
    assert "0,45" in words(coordinator.get(address("agreement_detail", agreement.pk)))
    coordinator.post(address("subsidy_prepare", agreement.pk), {"year": 2026})
    with scoped_to(network):
        subsidy = SubsidyRequest.objects.get()
    budget = {
        "asked": "28 749,99", "project": "Quatre journées du réseau", "expenses": "2", "resources": "2",
        "expenses_label_0": "Salaires", "expenses_amount_0": "27 000,49",
        "expenses_label_1": "Journées", "expenses_amount_1": "4 999,51",
        "resources_label_0": "Subvention demandée", "resources_amount_0": "28 749,99",
        "resources_label_1": "Autres signataires", "resources_amount_1": "3 250,01",
    }  # fmt: skip
    assert coordinator.post(address("subsidy_edit", subsidy.pk), budget).status_code == 302
    coordinator.post(address("subsidy_submit", subsidy.pk))
    decided = {"decision": "grant", "granted": "28 749,99", "on": "2026-11-24", "reason": "Conforme au budget"}
    answer = client_of("operator").post(address("subsidy_decide", subsidy.pk), decided, follow=True)
    assert "28 749,99 € sont accordés" in plain(words(answer))
    with scoped_to(network):
        assert Instalment.objects.get(year=2026).amount == Decimal("28749.99")
        assert not faults(network)
