"""What is proven of roadmaps: whole as they are written, broken where somebody goes round the actions."""

from datetime import date
from decimal import Decimal

import pytest

from funding.contributions.actions.receipts import record_refund
from funding.funds.actions import open_fund
from funding.funds.invariants import check_invariants, prove
from funding.models import Fund, InvariantCheck
from inclusion.core.registry.invariants import register_invariant
from roadmaps.models import FundLine, Roadmap
from roadmaps.plans.actions.budgets import plan_from_fund
from tests.builders import AT, make_partner
from tests.funding.builders import make_contribution, receive
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_roadmap
from tests.setup_data import setup_data
from tests.template import as_owner


@setup_data
def roadmap(network, camille):
    roadmap = make_roadmap("Feuille")
    action = make_action(make_axis(roadmap))
    fund = open_fund(
        name="Fonds",
        host=make_partner(),
        envelope=Decimal("100.00"),
        start=date(2026, 1, 1),
        end=date(2029, 1, 1),
        by=camille,
        at=AT,
    )
    plan_from_fund(action, fund=fund, planned=Decimal("100.00"), by=camille, at=AT)
    make_adopted(roadmap, by=camille)
    return Roadmap.objects.get(pk=roadmap.pk)


def broken(network) -> set[str]:
    return {result.name for result in prove(network) if result.violations}


def sql(*statements: str) -> None:
    with as_owner() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)


def test_what_is_written_by_the_actions_holds(network, roadmap):
    assert broken(network) == set()


def test_a_roadmap_adopted_by_hand_is_found(network, roadmap):
    sql(
        "ALTER TABLE roadmaps_roadmap DISABLE TRIGGER adopted_when_confirmed",
        "UPDATE roadmaps_roadmap SET state = 'draft'",
        "ALTER TABLE roadmaps_roadmap ENABLE TRIGGER adopted_when_confirmed",
    )
    assert broken(network) == {"roadmap_versions", "states_in_history"}


def test_a_version_changed_by_hand_is_found(network, roadmap):
    sql(
        "ALTER TABLE roadmaps_roadmapversion DISABLE TRIGGER only_its_state_changes",
        "UPDATE roadmaps_roadmapversion SET content = jsonb_set(content, '{title}', '\"Autre\"')",
        "ALTER TABLE roadmaps_roadmapversion ENABLE TRIGGER only_its_state_changes",
    )
    assert broken(network) == {"roadmap_seals"}


def test_a_line_changed_by_hand_is_found(network, roadmap):
    FundLine.objects.update(planned=Decimal("99.99"))
    assert broken(network) == {"values_in_journal"}


def test_what_was_refunded_after_the_plan_is_a_warning_and_no_fault(network, roadmap, camille):
    fund = Fund.objects.get()
    contribution = make_contribution(fund, make_partner("CAF"), "100.00", by=camille)
    other = make_contribution(fund, make_partner("CPAM"), "50.00", by=camille)
    receive(contribution, "100.00", by=camille)
    receive(other, "50.00", by=camille)
    plan_from_fund(roadmap.axes.get().actions.get(), fund=fund, planned=Decimal("120.00"), by=camille, at=AT)
    check_invariants(network, at=AT)
    record_refund(contribution, amount=Decimal("100.00"), bank_reference="RETOUR", on=AT.date(), by=camille, at=AT)
    results = {result.name: result for result in check_invariants(network, at=AT)}
    assert not [result for result in results.values() if result.violations and not result.is_warning]
    assert results["roadmap_plans"].is_warning
    assert [row["planned"] for row in results["roadmap_plans"].violations] == [Decimal("120.00")]
    after, before = InvariantCheck.objects.all()
    assert (after.violations, before.violations) == (0, 0)
    assert (after.counts["roadmap_plans"], before.counts["roadmap_plans"]) == (1, 0)


def test_an_axis_that_takes_up_a_strange_one_is_found(network, roadmap):
    other = make_axis(make_roadmap("Autre"))
    sql(
        "ALTER TABLE roadmaps_axis DISABLE TRIGGER axis_takes_up_the_one_above",
        f"UPDATE roadmaps_axis SET taken_up_id = {other.pk} WHERE id <> {other.pk}",
        "ALTER TABLE roadmaps_axis ENABLE TRIGGER axis_takes_up_the_one_above",
    )
    assert broken(network) == {"roadmap_places"}


def test_a_name_is_taken_once():
    with pytest.raises(ValueError, match="balanced"):
        register_invariant("balanced", "", lambda network: [])
