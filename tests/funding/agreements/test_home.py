"""What agreements put on the home page and into the navigation."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from funding.agreements.actions.life import renew
from funding.agreements.enums import AgreementKind, PartyRole
from funding.agreements.home import agreements_that_end, agreements_that_wait, keep_parties
from funding.enums import AgreementState
from inclusion.core.access import Member
from inclusion.core.navigation import Home
from inclusion.core.relations import partner_lines
from inclusion.core.scope import scoped_to
from tests.builders import AT
from tests.funding.agreement_builders import lead_to, make_agreement, party, plan_years
from tests.funding.agreement_pages import between
from tests.pages import address, plain, shown_by
from tests.setup_data import setup_data

State = AgreementState


def steps(cast, role):
    with scoped_to(cast[role].network):
        return [one.action for one in shown_by(agreements_that_wait, Member(cast[role]), timezone.localdate())]


@setup_data
def all_states(cast):
    """An agreement of the operator in each state."""
    for state in State:
        between(cast, state, "operator", title=state.label)


def test_the_coordination_sees_what_to_correct_and_to_sign(cast, all_states):
    assert sorted(steps(cast, "coordinator")) == ["Corriger", "Suivre les signatures"]


def test_who_signs_sees_what_to_read_and_to_sign(cast, all_states):
    assert sorted(steps(cast, "operator")) == ["Lire et commenter", "Télécharger et signer"]
    assert steps(cast, "epci_referent") == []
    assert steps(cast, "reader") == []
    assert steps(cast, "prescriber") == []


def test_an_end_within_90_days_waits_until_a_successor_is_signed(cast, network):
    today = timezone.localdate()
    near = between(
        cast, State.ACTIVE, "operator", start=date(2025, 1, 1), end=today + timedelta(days=90), title="Bientôt finie"
    )
    between(cast, State.ACTIVE, "operator", start=date(2025, 1, 1), end=today + timedelta(days=120))

    def titles(role):
        with scoped_to(network):
            member = Member(cast[role])
            return [one.title for one in shown_by(agreements_that_end, member, today)]

    assert titles("coordinator") == titles("operator") == [f"La convention {near.reference} prend fin"]
    assert titles("epci_referent") == titles("reader") == []
    with scoped_to(network):
        by = cast["coordinator"].user
        successor = renew(near, by=by, at=AT)
        assert shown_by(agreements_that_end, Member(cast["coordinator"]), today)
        lead_to(successor, State.SIGNED, by=by)
    assert titles("coordinator") == []


def test_the_main_action_of_who_writes_is_to_prepare_what_follows(cast, network):
    today = timezone.localdate()

    def action(role):
        with scoped_to(network):
            return Home(Member(cast[role]), today).main_action()

    assert action("coordinator").label == "Inviter quelqu’un"
    between(cast, State.ACTIVE, "operator", start=date(2025, 1, 1), end=date(today.year + 1, 1, 1))
    found = action("coordinator")
    assert found.label == f"Préparer les conventions de {today.year + 1}"
    assert found.url == address("agreement_calendar")
    assert action("operator") is None or "conventions" not in action("operator").label


def test_the_cards_ask_no_more_of_more_rows(cast, network):
    def queries():
        with scoped_to(network), CaptureQueriesContext(connection) as asked:
            shown_by(agreements_that_wait, Member(cast["coordinator"]), timezone.localdate())
        return len(asked)

    between(cast, State.TO_SIGN, "operator")
    one = queries()
    between(cast, State.TO_SIGN, "reader")
    between(cast, State.CORRECTION, "epci_referent")
    assert queries() == one


def test_who_signed_is_not_merged_away(cast, network):
    between(cast, State.DRAFT, "operator")
    with scoped_to(network):
        assert "est partie à une convention" in keep_parties(cast["operator"].partner)
        assert keep_parties(cast["reader"].partner) is None


def test_a_partner_s_page_says_what_each_party_itself_pays_signed_apart_from_not_signed(cast, network):
    """By hand, two years of each: 2 × 100,01 = 200,02; 2 × 7,35 = 14,70; not signed, 2 × 40,43 = 80,86."""
    caf, epci = cast["operator"].partner, cast["epci_referent"].partner
    by, host = cast["coordinator"].user, cast["coordinator"].partner
    days = {"start": date(2027, 1, 1), "end": date(2029, 1, 1)}
    with scoped_to(network):
        for state, title, amounts in (
            (State.ACTIVE, "Signée", {caf: "100.01", host: "7.35"}),
            (State.REVIEW, "Relue", {caf: "40.43"}),
        ):
            others = [party("x", PartyRole.FUNDER, partner=one) for one in (caf, epci)]
            agreement = make_agreement(
                AgreementKind.COOPERATION,
                parties=[party("x", PartyRole.CARRIER, partner=host), *others],
                instalments=False,
                by=by,
                title=title,
                **days,
            )
            for one, amount in amounts.items():
                plan_years(agreement, by=by, amount=amount, who=agreement.parties.get(partner=one))
            lead_to(agreement, state, by=by)
        keys, member = [caf.pk, epci.pk, host.pk], Member(cast["coordinator"])
        page, cards = (
            partner_lines(member, keys, timezone.localdate(), in_directory=directory) for directory in (False, True)
        )
    said = {
        key: {one.label: plain(one.text) for one in lines if "onvention" in one.label} for key, lines in page.items()
    }
    names = {"Conventions": "Signée", "Conventions en préparation": "Relue"}
    own = "Échéances des conventions"
    not_signed = "80,86 € prévus par des conventions qui ne sont pas signées"
    assert said == {
        caf.pk: names | {own: f"200,02 € à sa charge, {not_signed}"},
        epci.pk: names,
        host.pk: names | {own: "14,70 € à sa charge"},
    }
    assert "1 convention signée" in [plain(one.phrase) for one in page[epci.pk]]
    assert not [one for lines in cards.values() for one in lines if "€" in one.text]
