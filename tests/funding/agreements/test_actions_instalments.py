"""Instalments become promises, calls, commitments: each once, never above what was promised."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from funding.agreements.actions.instalments import (
    call_instalment,
    engage_instalment,
    instalment_lines,
    pledge_instalments,
    settle_instalment,
    unsettle_instalment,
)
from funding.agreements.enums import AgreementKind, InstalmentFlow, SubsidyState
from funding.contributions.actions.calls import call_for_funds, cancel_call
from funding.contributions.actions.pledges import pledge
from funding.contributions.actions.receipts import record_refund
from funding.contributions.enums import ContributionState
from funding.enums import AgreementState, Verb
from funding.ledger.enums import TransactionKind
from funding.models import Agreement, CallForFunds, Contribution, Instalment, Payment, Post, PostYear, SubsidyRequest
from funding.posts.queries import payment_blocker
from funding.spending.actions import payments
from funding.spending.actions.commitments import release
from funding.spending.actions.payments import pay
from funding.spending.actions.reversals import reverse
from funding.subsidies.home import _due as due_steps
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from roadmaps.adoption.actions import confirm_adoption, withdraw_adoption
from roadmaps.adoption.queries import paid_since
from roadmaps.models import Roadmap, RoadmapSettings, RoadmapTerritory
from tests.builders import AT, make_epci, make_partner, own_details
from tests.funding.builders import make_action, make_contribution, make_fund, receive
from tests.funding.instalment_builders import bare_agreement, bare_instalment, bare_party, paid_each_year
from tests.roadmaps.builders import make_adopted, make_noted
from tests.setup_data import setup_data

D = Decimal
TODAY = date(2026, 11, 24)


@setup_data
def fund(scope):
    return make_fund()


@setup_data
def caf(fund, by):
    """CAF as the payer of an agreement in force."""
    return bare_party(bare_agreement(by, fund=fund), make_partner("CAF"))


def promised():
    return {one.year: one.pledged for one in Contribution.objects.order_by("year")}


def sign(agreement, by):
    pledge_instalments(agreement, by=by, at=AT)


def replace(instalment, amendment):
    Instalment.objects.filter(pk=instalment.pk).update(superseded_by=amendment)


def call(instalment, *, by):
    return call_instalment(instalment, by=by, at=AT)


def refund(contribution, amount, *, by):
    record_refund(contribution, amount=D(amount), bank_reference=f"RETOUR-{amount}", on=TODAY, by=by, at=AT)


def decide(request, state):
    """The state alone, as the actions of requests leave it."""
    SubsidyRequest.objects.filter(pk=request.pk).update(
        state=state,
        submitted_on=TODAY,
        decided_on=None if state == SubsidyState.SUBMITTED else TODAY,
        granted=request.asked if state == SubsidyState.GRANTED else None,
    )


def post_year(fund, *, number, by):
    """A year of a post whose shares are 40 000 = 17 500 + 11 250 + 11 250."""
    town = make_partner("Val de Garonne")
    post = Post.objects.create(
        title="Conseiller", fund=fund, employer=town, collectivite=town, territory=make_epci(),
        start=date(2026, 1, 1), end=date(2028, 1, 1), yearly_cost=D("40000.00"), asked_by=by,
    )  # fmt: skip
    return PostYear.objects.create(
        post=post, number=number, start=date(2026, 1, 1), end=date(2027, 1, 1), cost=D("40000.00"),
        state_aid=D("17500.00"), other_aid=D(0), fund_share=D("11250.00"),
        collectivite_share=D("11250.00"), to_find=D(0),
    )  # fmt: skip


class TestPromises:
    def test_each_year_is_promised_for_the_sum_of_its_instalments(self, caf, by):
        bare_instalment(caf, "9200.00", due_on=date(2026, 3, 31))
        bare_instalment(caf, "9200.00", due_on=date(2026, 9, 30))
        bare_instalment(caf, "18400.00", year=2027)
        sign(caf.agreement, by)
        assert promised() == {2026: D("18400.00"), 2027: D("18400.00")}
        first = Contribution.objects.get(year=2026)
        assert (first.partner, first.pledged_on) == (caf.partner, date(2026, 1, 5))
        assert list(first.instalments.values_list("year", flat=True)) == [2026, 2026]

    def test_several_agreements_of_one_payer_add_up_and_others_do_not(self, caf, fund, by):
        bare_instalment(caf, "1000.00")
        sign(caf.agreement, by)
        second = bare_party(bare_agreement(by, fund=fund), caf.partner)
        bare_instalment(second, "500.00")
        sign(second.agreement, by)
        draft = bare_party(bare_agreement(by, fund=fund, state=AgreementState.DRAFT), caf.partner)
        bare_instalment(draft, "70.00")
        other = bare_party(bare_agreement(by, fund=make_fund("Autre fonds")), caf.partner)
        bare_instalment(other, "3.00")
        sign(other.agreement, by)
        assert Contribution.objects.get(fund=fund).pledged == D("1500.00")

    def test_a_promise_of_more_stays_and_one_of_less_grows(self, caf, fund, by):
        pledge(fund, partner=caf.partner, year=2026, amount=D("5000"), on=TODAY, by=by, at=AT)
        pledge(fund, partner=caf.partner, year=2027, amount=D("0"), on=TODAY, by=by, at=AT)
        paid_each_year(caf, "1000.00", (2026, 2027))
        sign(caf.agreement, by)
        sign(caf.agreement, by)  # twice is once
        assert promised() == {2026: D("5000.00"), 2027: D("1000.00")}

    def test_an_amendment_that_lowers_the_plan_lowers_the_promise_that_was_made_for_it(self, caf, fund, by):
        (old,) = paid_each_year(caf, "1000.00", (2026,))
        sign(caf.agreement, by)
        amendment = bare_party(bare_agreement(by, fund=fund, parent=caf.agreement), caf.partner)
        bare_instalment(amendment, "600.00")
        replace(old, amendment.agreement)
        sign(amendment.agreement, by)
        assert promised() == {2026: D("600.00")}

    def test_a_promise_never_falls_below_what_was_called_of_it(self, caf, fund, by):
        (old,) = paid_each_year(caf, "1000.00", (2026,))
        sign(caf.agreement, by)
        call_for_funds(
            Contribution.objects.get(), amount=D("700.00"), due_on=date(2026, 12, 31), on=TODAY, by=by, at=AT
        )
        amendment = bare_party(bare_agreement(by, fund=fund, parent=caf.agreement), caf.partner)
        bare_instalment(amendment, "600.00")
        replace(old, amendment.agreement)
        sign(amendment.agreement, by)
        assert promised() == {2026: D("700.00")}

    def test_a_withdrawn_promise_is_taken_up(self, caf, fund, by):
        one = pledge(fund, partner=caf.partner, year=2026, amount=D("50"), on=TODAY, by=by, at=AT)
        Contribution.objects.filter(pk=one.pk).update(state=ContributionState.WITHDRAWN)
        bare_instalment(caf, "600.00")
        sign(caf.agreement, by)
        one.refresh_from_db()
        assert (one.state, one.pledged) == (ContributionState.PLEDGED, D("600.00"))

    def test_an_agreement_without_a_fund_promises_nothing(self, by):
        party = bare_party(bare_agreement(by), make_partner("CAF"))
        bare_instalment(party, "600.00")
        sign(party.agreement, by)
        assert not Contribution.objects.exists()


class TestLines:
    def shown(self, agreement):
        lines = instalment_lines(agreement, today=TODAY)
        return [(one.standing, one.paid, one.late) for one in lines]

    def test_before_anything_is_called(self, caf, by):
        bare_instalment(caf, "1000.00", due_on=date(2026, 11, 23))
        bare_instalment(caf, "1000.00", due_on=TODAY)
        sign(caf.agreement, by)
        assert self.shown(caf.agreement) == [("À appeler", D(0), True), ("Prévue", D(0), False)]

    def test_money_that_came_before_it_was_asked_for_settles_what_is_due_first(self, caf, by):
        bare_instalment(caf, "1000.00", due_on=date(2026, 3, 1))
        bare_instalment(caf, "1000.00", due_on=date(2026, 12, 1))
        sign(caf.agreement, by)
        receive(Contribution.objects.get(), "1250.00", by=by)
        assert self.shown(caf.agreement) == [("Reçue", D("1000.00"), False), ("Reçue en partie", D("250.00"), False)]

    def test_a_call_is_received_in_part_in_whole_and_given_back(self, caf, by):
        bare_instalment(caf, "1000.00")
        sign(caf.agreement, by)
        call(caf.agreement.instalments.get(), by=by)
        assert self.shown(caf.agreement) == [("Appelée", D(0), False)]
        promise = Contribution.objects.get()
        receive(promise, "400.00", by=by, on=TODAY)
        assert self.shown(caf.agreement) == [("Reçue en partie", D("400.00"), False)]
        receive(promise, "600.00", by=by, on=TODAY)
        assert self.shown(caf.agreement) == [("Reçue", D("1000.00"), False)]
        refund(promise, "300.00", by=by)
        assert self.shown(caf.agreement) == [("Reçue en partie", D("700.00"), False)]
        refund(promise, "700.00", by=by)
        assert self.shown(caf.agreement) == [("Remboursée", D(0), False)]

    def test_a_receipt_recorded_by_mistake_is_no_receipt(self, caf, by):
        bare_instalment(caf, "1000.00")
        sign(caf.agreement, by)
        call(caf.agreement.instalments.get(), by=by)
        receipt = receive(Contribution.objects.get(), "1000.00", by=by, on=TODAY)
        movement = receipt.transactions.get(kind=TransactionKind.RECEIPT)
        reverse(movement, reason="Saisi deux fois", on=TODAY, by=by, at=AT)
        assert self.shown(caf.agreement) == [("Appelée", D(0), False)]

    def test_only_what_has_not_come_is_called(self, caf, by):
        """1 250 € came before anybody asked: the first is received, 750 € of the second are called."""
        bare_instalment(caf, "1000.00", due_on=date(2026, 3, 1))
        second = bare_instalment(caf, "1000.00", due_on=date(2026, 12, 1))
        sign(caf.agreement, by)
        promise = Contribution.objects.get()
        receive(promise, "1250.00", by=by)
        with pytest.raises(DomainError, match=r"CAF a déjà versé les 1.000,00.€"):
            call(caf.agreement.instalments.first(), by=by)
        assert call(second, by=by).amount == D("750.00")
        assert self.shown(caf.agreement)[1] == ("Reçue en partie", D("250.00"), False)
        receive(promise, "750.00", by=by, on=TODAY)
        assert self.shown(caf.agreement)[1] == ("Reçue", D("1000.00"), False)

    def test_of_two_instalments_each_has_its_own_money(self, caf, by):
        first = bare_instalment(caf, "1000.00", due_on=date(2026, 12, 1))
        second = bare_instalment(caf, "500.00", due_on=date(2026, 12, 20))
        sign(caf.agreement, by)
        call(second, by=by)
        call(first, by=by)
        receive(Contribution.objects.get(), "1200.00", by=by, on=TODAY)
        assert self.shown(caf.agreement) == [("Reçue", D("1000.00"), False), ("Reçue en partie", D("200.00"), False)]

    def test_a_call_that_nobody_paid_in_time_is_late(self, caf, by):
        bare_instalment(caf, "1000.00", due_on=date(2026, 12, 1))
        sign(caf.agreement, by)
        call(caf.agreement.instalments.get(), by=by)
        (line,) = instalment_lines(caf.agreement, today=date(2026, 12, 2))
        assert (line.standing, line.tone, line.late, line.left) == ("Appelée", "bad", True, D("1000.00"))
        assert line.paper == CallForFunds.objects.get()

    def test_what_an_amendment_replaced_and_what_ended_early(self, caf, fund, by):
        first, _ = paid_each_year(caf, "1000.00", (2026, 2027))
        amendment = bare_agreement(by, fund=fund, parent=caf.agreement, reference="CONV-2026-0001-A1")
        replace(first, amendment)
        Agreement.objects.filter(pk=caf.agreement.pk).update(
            state=AgreementState.TERMINATED, terminated_on=TODAY, termination_reason="Fin"
        )
        agreement = Agreement.objects.get(pk=caf.agreement.pk)
        assert self.shown(agreement) == [("Remplacée par CONV-2026-0001-A1", D(0), False), ("Sans suite", D(0), False)]

    def test_the_same_number_of_queries_whatever_there_is(self, caf, by, django_assert_num_queries):
        bare_instalment(caf, "1000.00")
        sign(caf.agreement, by)
        call(caf.agreement.instalments.get(), by=by)
        with CaptureQueriesContext(connection) as one:
            instalment_lines(caf.agreement, today=TODAY)
        paid_each_year(caf, "1000.00", (2027, 2028))
        other = bare_party(caf.agreement, make_partner("MSA"))
        bare_instalment(other, "10.00")
        sign(caf.agreement, by)
        with django_assert_num_queries(len(one)):
            assert len(instalment_lines(caf.agreement, today=TODAY)) == 4


class TestCalling:
    def test_a_call_is_for_its_payer_its_amount_and_its_day(self, caf, by):
        instalment = bare_instalment(caf, "1000.00", due_on=date(2026, 12, 15))
        bare_instalment(caf, "500.00", due_on=date(2026, 12, 20))
        sign(caf.agreement, by)
        made = call(instalment, by=by)
        assert (made.amount, made.due_on, made.called_on) == (D("1000.00"), date(2026, 12, 15), TODAY)
        assert made.contribution.partner == caf.partner
        instalment.refresh_from_db()
        assert instalment.call == made
        entry = JournalEntry.objects.get(verb=Verb.INSTALMENT_CALLED)
        assert own_details(entry) == {"amount": "1000.00", "call": made.pk}

    def test_a_day_that_is_over_gives_a_month(self, caf, by):
        instalment = bare_instalment(caf, "1000.00", due_on=date(2026, 6, 30))
        sign(caf.agreement, by)
        assert call(instalment, by=by).due_on == date(2026, 12, 24)

    def test_the_second_click_calls_nothing_and_a_cancelled_call_frees(self, caf, by):
        instalment = bare_instalment(caf, "1000.00")
        sign(caf.agreement, by)
        first = call(instalment, by=by)
        with pytest.raises(DomainError, match="déjà appelée\u00a0: Appel de fonds AF-2026-0001"):
            call(instalment, by=by)
        cancel_call(first, by=by, at=AT)
        second = call(instalment, by=by)
        assert (second.reference, second.amount) == ("AF-2026-0002", D("1000.00"))
        assert CallForFunds.objects.filter(state="issued").get() == second

    def test_what_was_promised_is_never_exceeded(self, caf, by):
        instalment = bare_instalment(caf, "1000.00")
        sign(caf.agreement, by)
        call_for_funds(
            Contribution.objects.get(), amount=D("300.00"), due_on=date(2026, 12, 31), on=TODAY, by=by, at=AT
        )
        with pytest.raises(DomainError, match=r"il n’en reste que 700,00.€ à appeler"):
            call(instalment, by=by)

    @pytest.mark.parametrize("state", [AgreementState.DRAFT, AgreementState.REVIEW, AgreementState.TO_SIGN])
    def test_nothing_is_called_before_the_parties_signed(self, fund, by, state):
        party = bare_party(bare_agreement(by, fund=fund, state=state), make_partner("CAF"))
        with pytest.raises(DomainError, match="une fois qu’elle est signée"):
            call(bare_instalment(party, "10.00"), by=by)

    def test_nothing_is_called_of_what_another_took_the_place_of(self, caf, fund, by):
        instalment = bare_instalment(caf, "1000.00")
        sign(caf.agreement, by)
        replace(instalment, bare_agreement(by, fund=fund, parent=caf.agreement, reference="CONV-A1"))
        with pytest.raises(DomainError, match="Un avenant a remplacé cette échéance\u00a0: CONV-A1"):
            call(instalment, by=by)

    def test_it_goes_its_own_way_alone(self, caf, by):
        direct = bare_instalment(caf, "10.00", flow=InstalmentFlow.DIRECT)
        called = bare_instalment(caf, "10.00")
        with pytest.raises(DomainError, match="elle ne s’appelle pas"):
            call(direct, by=by)
        with pytest.raises(DomainError, match="ne s’engage pas"):
            engage_instalment(called, on=TODAY, by=by, at=AT)
        with pytest.raises(DomainError, match="ne se note pas"):
            settle_instalment(called, on=TODAY, by=by, at=AT)

    def test_a_cooperation_agreement_waits_for_the_request_of_the_year(self, fund, by):
        party = bare_party(bare_agreement(by, fund=fund, kind=AgreementKind.COOPERATION), make_partner("CAF"))
        instalment = bare_instalment(party, "1000.00")
        sign(party.agreement, by)
        with pytest.raises(DomainError, match="La demande de subvention de 2026 n’est pas encore préparée"):
            call(instalment, by=by)
        request = SubsidyRequest.objects.create(party=party, year=2026, asked=D("1000.00"))
        with pytest.raises(DomainError, match="n’est pas encore déposée"):
            call(instalment, by=by)
        decide(request, SubsidyState.SUBMITTED)
        with pytest.raises(DomainError, match="attend la décision de CAF"):
            call(instalment, by=by)
        decide(request, SubsidyState.REFUSED)
        with pytest.raises(DomainError, match="est refusée"):
            call(instalment, by=by)
        decide(request, SubsidyState.GRANTED)
        assert call(instalment, by=by).amount == D("1000.00")


class TestEngaging:
    @pytest.fixture
    def action(self, fund, by):
        """An action that a pot of 9 000 € may pay."""
        receive(make_contribution(fund, make_partner("Orange"), "9000.00", by=by), "9000.00", by=by)
        return make_action(fund, "Postes cofinancés", by=by)

    @pytest.fixture
    def instalment(self, fund, action, by):
        agreement = bare_agreement(by, fund=fund, funded_action=action)
        return bare_instalment(
            bare_party(agreement, make_partner("Conseil", kind="department")),
            "5000.00",
            flow=InstalmentFlow.PAID_BY_FUND,
            label="Année 1",
        )

    def test_it_is_committed_on_the_action_and_paid_from_its_own_pages(self, instalment, action, by):
        commitment = engage_instalment(instalment, on=TODAY, by=by, at=AT)
        assert (commitment.funded_action, commitment.amount) == (action, D("5000.00"))
        assert commitment.label == f"{instalment.agreement.reference}, Année 1"
        shown = TestLines().shown
        assert shown(instalment.agreement) == [("Engagée", D(0), True)]
        pay(commitment, amount=D("2000.00"), reference="P1", on=TODAY, by=by, at=AT)
        assert shown(instalment.agreement) == [("Payée en partie", D("2000.00"), True)]
        release(commitment, amount=D("1000.00"), on=TODAY, by=by, at=AT)
        pay(commitment, amount=D("2000.00"), reference="P2", on=TODAY, by=by, at=AT)
        assert shown(instalment.agreement) == [("Payée en partie, le reste rendu", D("4000.00"), False)]

    def test_it_is_committed_once_unless_that_was_a_mistake(self, instalment, by):
        first = engage_instalment(instalment, on=TODAY, by=by, at=AT)
        with pytest.raises(DomainError, match="déjà engagée, le 24 novembre 2026"):
            engage_instalment(instalment, on=TODAY, by=by, at=AT)
        reverse(first.transactions.get(), reason="Erreur", on=TODAY, by=by, at=AT)
        assert TestLines().shown(instalment.agreement) == [("À engager", D(0), True)]
        assert [line.next_label for line in due_steps(TODAY)] == ["Engager"]
        assert engage_instalment(instalment, on=TODAY, by=by, at=AT) != first
        assert due_steps(TODAY) == []

    def test_a_released_one_stays_committed(self, instalment, by):
        release(engage_instalment(instalment, on=TODAY, by=by, at=AT), on=TODAY, by=by, at=AT)
        assert TestLines().shown(instalment.agreement) == [("Rendue", D(0), False)]
        with pytest.raises(DomainError, match="déjà engagée"):
            engage_instalment(instalment, on=TODAY, by=by, at=AT)

    def test_the_pot_must_hold_it(self, instalment, by):
        Instalment.objects.filter(pk=instalment.pk).update(amount=D("9000.01"))
        with pytest.raises(DomainError, match=r"0,01.€"):
            engage_instalment(instalment, on=TODAY, by=by, at=AT)

    def test_the_agreement_must_say_what_pays_it(self, instalment, by):
        Agreement.objects.update(funded_action=None)
        with pytest.raises(DomainError, match="quelle action du fonds"):
            engage_instalment(instalment, on=TODAY, by=by, at=AT)

    @pytest.mark.parametrize("number", [1, 2])
    def test_the_second_year_of_a_post_waits_for_an_adopted_roadmap(self, instalment, fund, by, number):
        year = post_year(fund, number=number, by=by)
        Instalment.objects.filter(pk=instalment.pk).update(post_year=year)
        commitment = engage_instalment(instalment, on=TODAY, by=by, at=AT)
        assert bool(payment_blocker(commitment)) == (number == 2)
        if number == 1:
            make_noted(drafted_on=date(2026, 1, 1), by=by)
        else:
            RoadmapSettings.objects.create(network=fund.network, minimum_axes=0)
            roadmap = make_noted(drafted_on=date(2026, 1, 1), adopted_on=date(2026, 6, 1), confirmed=False, by=by)
            with pytest.raises(DomainError, match="pas encore confirmée"):
                pay(commitment, amount=D("1.00"), reference="P1", on=TODAY, by=by, at=AT)
            assert not Payment.objects.exists()
            confirm_adoption(roadmap.versions.get(), by=by, at=AT)
        assert pay(commitment, amount=D("1.00"), reference="P1", on=TODAY, by=by, at=AT).amount == D("1.00")

    def test_the_database_pays_no_second_year_on_an_adoption_that_is_not_confirmed(
        self, instalment, fund, by, monkeypatch
    ):
        """Who goes round the action is stopped by the row: noted alone, withdrawn, or under no departmental roadmap."""
        Instalment.objects.filter(pk=instalment.pk).update(post_year=post_year(fund, number=2, by=by))
        commitment = engage_instalment(instalment, on=TODAY, by=by, at=AT)
        monkeypatch.setattr(payments, "refuse_payment", lambda commitment: None)

        def paid(reference):
            with transaction.atomic():
                return pay(commitment, amount=D("1.00"), reference=reference, on=TODAY, by=by, at=AT)

        roadmap = make_noted(adopted_on=date(2026, 6, 1), confirmed=False, by=by)
        version = roadmap.versions.get()
        with pytest.raises(IntegrityError, match="no confirmed adoption"):
            paid("P1")
        confirm_adoption(version, by=by, at=AT)
        assert paid("P2").amount == D("1.00")
        assert [amount for _, amount in paid_since(roadmap.versions.get())] == [D("1.00")]
        Roadmap.objects.filter(pk=roadmap.pk).update(parent=None)
        with pytest.raises(IntegrityError, match="no confirmed adoption"):
            paid("P3")
        Roadmap.objects.filter(pk=roadmap.pk).update(parent=roadmap.parent)
        above = roadmap.parent.versions.get()
        withdraw_adoption(above, reason="Débattue seulement", by=by, at=AT)
        with pytest.raises(IntegrityError, match="no confirmed adoption"):
            paid("P3")
        make_adopted(Roadmap.objects.get(pk=roadmap.parent_id), by=by)
        widened = make_noted(make_epci("200000002", "Pays de Duras"), adopted_on=date(2026, 6, 1), by=by)
        RoadmapTerritory.objects.create(network_id=widened.network_id, roadmap=widened, epci=make_epci())
        withdraw_adoption(version, reason="Mauvaise date", by=by, at=AT + timedelta(hours=1))
        with pytest.raises(IntegrityError, match="no confirmed adoption"):
            paid("P4")
        assert [amount for _, amount in paid_since(roadmap.versions.get())] == [D("1.00")]

    def test_without_a_roadmap_a_release_stays_possible(self, instalment, fund, by):
        Instalment.objects.filter(pk=instalment.pk).update(post_year=post_year(fund, number=2, by=by))
        commitment = engage_instalment(instalment, on=TODAY, by=by, at=AT)
        release(commitment, on=TODAY, by=by, at=AT)


class TestSettling:
    def test_it_is_noted_once_and_taken_back(self, by):
        instalment = bare_instalment(
            bare_party(bare_agreement(by), make_partner("Val de Garonne")), "11250.00", flow="direct"
        )
        shown = TestLines().shown
        assert shown(instalment.agreement) == [("À verser", D(0), True)]
        settle_instalment(instalment, on=TODAY, by=by, at=AT)
        assert shown(instalment.agreement) == [("Versée", D("11250.00"), False)]
        with pytest.raises(DomainError, match="déjà versée, le 24 novembre 2026"):
            settle_instalment(instalment, on=TODAY, by=by, at=AT)
        unsettle_instalment(instalment, by=by, at=AT)
        assert shown(instalment.agreement) == [("À verser", D(0), True)]
        with pytest.raises(DomainError, match="n’est pas notée"):
            unsettle_instalment(instalment, by=by, at=AT)

    def test_no_money_moves_tomorrow(self, by):
        instalment = bare_instalment(
            bare_party(bare_agreement(by), make_partner("Val de Garonne")), "1.00", flow="direct"
        )
        with pytest.raises(DomainError, match="pas encore venu"):
            settle_instalment(instalment, on=date(2026, 11, 25), by=by, at=AT)

    def test_nothing_was_paid_before_the_agreement(self, by):
        agreement = bare_agreement(by)
        instalment = bare_instalment(bare_party(agreement, make_partner("Val de Garonne")), "1.00", flow="direct")
        first = min(agreement.start, agreement.signed_on)
        with pytest.raises(DomainError, match="précède la convention") as refused:
            settle_instalment(instalment, on=first - timedelta(days=1), by=by, at=AT)
        assert refused.value.field == "on"
        settle_instalment(instalment, on=first, by=by, at=AT)
