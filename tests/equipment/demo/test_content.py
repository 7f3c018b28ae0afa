"""What is written of the equipment of the demonstration holds together and names no real person."""

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from equipment.demo.shapes import DATA, Aid, Lending, Refurbishing
from equipment.enums import Condition, MdphStep, Need, TrialOutcome
from equipment.family_aid.enums import Attendance
from equipment.feedback.enums import Wish
from equipment.inventory.enums import SupplyKind
from equipment.loans.enums import FeedbackAuthor
from equipment.refurbishing.enums import DeviceKind, DeviceState
from equipment.schools.rules import name_warning
from inclusion.core.french.identifiers import uai_problem
from inclusion.demo.life_events import INVENTED_SURNAMES
from inclusion.demo.loading import declared
from inclusion.demo.reading import read
from inclusion.territories.actions import read_rows
from tests.inclusion.demo.test_networks import REAL_SURNAMES, TODAY, texts

BANK = read(DATA / "vendee" / "bank", Lending)
CHAIN = read(DATA / "lot-et-garonne" / "chain", Refurbishing)
AID = read(DATA / "lot-et-garonne" / "aid", Aid)
NETWORKS = {data.slug: data for data in declared()}
NAMES = {one.name for one in (*BANK.models, *BANK.cases)}


def test_five_schools_sixty_models_a_hundred_and_fifty_items_two_years():
    assert len(BANK.schools) == 5
    assert len(BANK.models) == len({one.name for one in BANK.models}) == 60
    assert sum(one.count for one in BANK.models) == 150
    assert len(BANK.cases) == 6
    years = Counter(one.start.year if one.start.month > 8 else one.start.year - 1 for one in BANK.trials)
    assert set(years) == {2024, 2025, 2026}
    assert len(BANK.trials) >= 110


def test_schools_are_invented_and_their_numbers_fit():
    network = NETWORKS["vendee"]
    communes = {row["code"]: row for row in read_rows("communes.csv.xz")}
    for one in BANK.schools:
        assert uai_problem(one.uai) is None
        partner = network.partner(one.partner)
        assert (partner.name, partner.invented, partner.kind) == (one.name, True, "school")
        assert partner.commune == one.commune
        assert one.postal_code in communes[one.commune]["postal_codes"].split()
    asking = [person.partner for person in (*network.people, *network.colleagues) if person.role == "school"]
    assert sorted(asking) == sorted(one.partner for one in BANK.schools)


def test_the_budget_is_not_used_up():
    spent = sum((one.value * one.count for one in BANK.models), Decimal()) + sum(one.amount for one in BANK.purchases)
    assert BANK.budget == 65000
    assert 30000 < spent < BANK.budget


def test_every_model_says_what_it_is_and_what_is_looked_at():
    for one in BANK.models:
        assert set(one.needs) <= set(Need.values)
        assert len(one.says) > 60
        assert one.says.endswith(".")
        assert one.advice.endswith(".")
        assert one.checks
        assert all(len(line) <= 80 for line in one.checks)
        assert len(one.name) <= 120


def test_every_need_is_answered():
    assert {need for one in BANK.models for need in one.needs} == set(Need.values)


def test_kits_and_supplies_name_what_there_is():
    models = {one.name: one for one in BANK.models}
    wanted = Counter(name for case in BANK.cases for name in case.models)
    for case in BANK.cases:
        assert set(case.needs) <= set(Need.values)
        for name in case.models:
            assert min(on for on, _ in models[name].items) <= case.on
    assert all(models[name].count >= count for name, count in wanted.items())
    for supply in BANK.supplies:
        assert supply.kind in SupplyKind.values
        assert not supply.model or supply.model in models
        assert sum(change for _, change, _ in supply.moves) >= 0
    assert {one.model for one in BANK.repairs} | {name for name, *_ in BANK.bench} <= set(models)


def test_trials_name_what_there_is_and_fit_the_rules():
    for one in BANK.trials:
        assert one.wanted in NAMES
        assert one.school in {school.key for school in BANK.schools}
        assert one.need in Need.values
        assert one.mdph in MdphStep.values
        assert one.worn in Condition.values
        assert not one.outcome or one.outcome in TrialOutcome.values
        assert one.start < one.due <= one.start + timedelta(days=90)
        assert one.start < TODAY
        assert len(one.remark) < 200
        for said in one.words:
            assert said.author in FeedbackAuthor.values
            assert 0 <= said.use <= 3
            assert 1 <= said.helped <= 5
            assert not said.wish or said.wish in Wish.values
    authors = Counter(said.author for one in BANK.trials for said in one.words)
    assert set(authors) == set(FeedbackAuthor.values)
    assert min(authors.values()) >= 25


def test_pupils_bear_pseudonyms_that_read_like_no_name():
    for one in (*BANK.trials, *BANK.standing, *BANK.term):
        assert name_warning(one.pupil) is None, one.pupil
        assert re.fullmatch(r"[A-Z]+-\d\d", one.pupil)


def test_words_are_written_one_by_one():
    said = [text for one in BANK.trials for words in one.words for text in (words.what_helped, words.what_hindered)]
    said = [text for text in said if text]
    assert len(set(said)) >= 0.97 * len(said)


@pytest.mark.parametrize("upto", ["draft", "sent", "refused", "withdrawn", "waiting", "booked", "cancelled", "out"])
def test_something_is_on_its_way_today(upto):
    assert any(one.upto == upto for one in BANK.standing)


def test_the_school_of_the_account_has_something_of_everything():
    own = {one.upto for one in BANK.standing if one.school == "vents"}
    assert own >= {"draft", "sent", "waiting", "booked", "out"}


def test_about_a_hundred_and_twenty_devices_in_all_states():
    ends = Counter[str]()
    for lot in CHAIN.lots:
        network = NETWORKS["lot-et-garonne"]
        assert network.partner(lot.donor)
        for batch in lot.batches:
            assert batch.kind in DeviceKind.values
            ends.update(batch.ends)
    assert 110 <= sum(ends.values()) <= 130
    # The network has no loan bank: nothing is lent there.
    assert set(ends) == set(DeviceState.values) - {DeviceState.LENT}


def test_families_and_their_sessions_fit():
    network = NETWORKS["lot-et-garonne"]
    communes = read_rows("communes.csv.xz")
    towns = {(row["name"].replace("'", "’"), code) for row in communes for code in row["postal_codes"].split()}
    assert 14 <= len(AID.families) <= 16
    for one in AID.families:
        assert one.last_name in INVENTED_SURNAMES
        assert (one.town, one.postal_code) in towns
        assert network.partner(one.by)
        assert one.on <= TODAY
        assert one.decided is None or one.decided in AID.commissions
        assert set(one.came.values()) <= set(Attendance.values)
        assert not one.came or one.given
    for lot in CHAIN.lots:
        assert lot.signatory.partition(",")[0].rsplit(" ", 1)[1] in INVENTED_SURNAMES
    for session in AID.sessions:
        assert network.partner(session.trainer).kind == "training_place"
        assert session.on <= TODAY


def test_no_real_person_and_french_signs_that_do_not_break():
    for text in texts((BANK, CHAIN, AID)):
        assert not set(re.findall(r"[^\W\d_]+", text.lower())) & REAL_SURNAMES, text
        assert not re.search(r" [:;?!€%»]|« |'", text), text


def test_days_are_those_of_two_school_years():
    assert min(one.start for one in BANK.trials) >= date(2024, 9, 1)
    assert all(one.back is None or one.back <= TODAY for one in BANK.trials)
