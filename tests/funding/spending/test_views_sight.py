"""« Chacun voit le sien et les totaux »: what an operator and a reader read of a fund, and of how many others."""

from datetime import date

from funding.models import Contribution
from funding.spending.queries.funds import fund_position
from inclusion.core.access import Member
from inclusion.core.enums import ContributionSight
from inclusion.core.models.networks import Network
from inclusion.core.scope import scoped_to
from tests.builders import make_partner
from tests.funding.builders import engage, make_action, make_contribution, make_fund, receive
from tests.funding.statement_pages import worked_with_operator
from tests.pages import address, words
from tests.setup_data import setup_data

HIDDEN = "ne sont pas montrés"


@setup_data
def worked(network, cast):
    """CAF 10 000, Orange 5 000, CPAM 0, the operator 2 000; each sees its own and totals."""
    example = worked_with_operator(network, cast)
    Network.objects.filter(pk=network.pk).update(contribution_sight=ContributionSight.OWN)
    return example


def a_third_gives(worked, network):
    """CPAM gives 3 000, and each of the four pays a part of an action of all."""
    with scoped_to(network):
        cpam = Contribution.objects.get(partner=worked.cpam)
        late = make_contribution(worked.fund, worked.cpam, "3000.00", by=worked.by, year=2027)
        receive(late, "3000.00", by=worked.by)
        engage(worked.forum, "600.00", by=worked.by, on=date(2026, 11, 20))
        return cpam


def test_with_two_others_there_is_no_total_to_take_one_s_own_from(worked, network, client_of):
    """17 000 − 2 000 would reveal CAF and Orange alone."""
    client = client_of("operator")
    page = words(client.get(address("fund_detail", worked.fund.pk)))
    assert HIDDEN in page and "2 000,00 €" in page
    assert HIDDEN in words(client.get(address("fund_list")))
    for amount in ("17 000", "51 000", "10 000", "15 000", "29 700", "21 300"):
        assert amount not in page
    table = client.get(address("fund_detail", worked.fund.pk), {"export": "csv"}).content.decode("utf-8-sig")
    assert len(table.splitlines()) == 2


def test_with_three_others_they_are_one_line_and_totals_are_shown(worked, network, client_of):
    a_third_gives(worked, network)
    page = words(client_of("operator").get(address("fund_detail", worked.fund.pk)))
    assert HIDDEN not in page
    assert "Autres contributeurs (3)" in page and "20 000,00 €" in page
    for name in ("CAF", "Orange", "CPAM"):
        assert f">{name}<" not in page
    reader = words(client_of("reader").get(address("fund_detail", worked.fund.pk)))
    assert "Autres contributeurs (4)" in reader and "20 000,00 €" in reader


def test_costs_are_shown_where_three_others_pay_each_action(worked, network, cast, client_of):
    """« Mes droits » is CAF's alone: no cost is shown, or it would follow from the total. In the other fund all pay."""
    a_third_gives(worked, network)
    client = client_of("operator")
    own = words(client.get(address("fund_action", worked.forum.pk)))
    assert "Engagé en tout" not in own and "12 900" not in own  # 9 000 + 3 300 + 600
    with scoped_to(network):
        fund = make_fund("Fonds de tous", host=worked.fund.host)
        for partner in (worked.caf, worked.orange, worked.cpam, cast["operator"].partner):
            receive(make_contribution(fund, partner, "1000.00", by=worked.by), "1000.00", by=worked.by)
        action = make_action(fund, "Forum de tous", by=worked.by)
        engage(action, "2000.00", by=worked.by)
    page = words(client.get(address("fund_action", action.pk)))
    assert "Engagé en tout" in page and "2 000,00 €" in page
    assert "Autres contributeurs" in page and "1 500,00 €" in page
    statement = words(client.get(address("statement_own"), {"year": "2026", "fund": fund.pk}))
    assert "25,00 % du coût" in statement


def test_one_s_own_contributions_and_movements_alone_are_listed(worked, network, cast, client_of):
    client = client_of("operator")
    page = words(client.get(address("fund_contributions", worked.fund.pk)))
    assert "Vos contributions à ce fonds" in page and "1 contribution" in page
    with scoped_to(network):
        own, other = (Contribution.objects.get(partner=one) for one in (cast["operator"].partner, worked.caf))
        moved, foreign = (one.receipts.get().transactions.get(kind="receipt").pk for one in (own, other))
    for name, mine, theirs in (("fund_contribution", own.pk, other.pk), ("fund_movement", moved, foreign)):
        assert client.get(address(name, mine)).status_code == 200
        assert client.get(address(name, theirs)).status_code == 404
    assert client.get(address("fund_commitment", worked.commitments[0].pk)).status_code == 404
    assert "2 mouvements" in words(client.get(address("fund_movements", worked.fund.pk)))


def test_a_statement_says_nothing_from_which_the_others_follow(worked, network, client_of):
    client = client_of("operator")
    page = words(client.get(address("statement_own"), {"year": "2026"}))
    assert "600,00 €" in page and "% du coût" not in page and "4,88" not in page


def test_the_simulator_shows_no_pot_of_two_others(worked, network, client_of):
    client, asked = client_of("operator"), {"montant": "100", "annee": "2026"}
    page = words(client.get(address("fund_simulator", worked.fund.pk), asked))
    assert "Le pot lui-même n’est pas montré" in page and "CAF" not in page
    a_third_gives(worked, network)
    assert "Ce que le fonds peut engager, avant et après" in words(
        client.get(address("fund_simulator", worked.fund.pk), asked)
    )


def test_the_coordination_sees_all_and_so_does_everybody_where_the_network_says_so(worked, network, cast, client_of):
    assert "Orange" in words(client_of("coordinator").get(address("fund_detail", worked.fund.pk)))
    Network.objects.filter(pk=network.pk).update(contribution_sight=ContributionSight.EVERYTHING)
    page = words(client_of("reader").get(address("fund_detail", worked.fund.pk)))
    assert "Orange" in page and HIDDEN not in page


def test_what_the_lines_add_up_to_is_the_whole(worked, network, cast):
    a_third_gives(worked, network)
    network.refresh_from_db()
    with scoped_to(network):
        make_contribution(worked.fund, make_partner("Membre"), "0.00", by=worked.by)
        whole = fund_position(worked.fund)
        member = Member(cast["operator"])
        member.membership.network = network
        seen = whole.seen_by(member)
    assert len(seen.contributors) == 2
    for name in ("received", "match", "committed", "released", "shares", "disbursed", "spent", "brought"):
        assert getattr(seen, name) == getattr(whole, name), name
    for before, after in zip(whole.actions, seen.actions, strict=True):
        assert (before.cost, before.disbursed) == (after.cost, after.disbursed)
