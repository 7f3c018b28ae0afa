"""The yearly requests to operators: prepared with last year's budget, submitted, completed, decided to the cent."""

from datetime import date
from decimal import Decimal

import pytest

from funding.agreements.actions.instalments import call_instalment, instalment_lines, pledge_instalments
from funding.agreements.enums import AgreementKind, SubsidyState
from funding.contributions.actions.calls import cancel_call
from funding.contributions.actions.receipts import record_receipt
from funding.enums import AgreementState, Verb
from funding.models import Agreement, AgreementParty, Contribution, Instalment, SubsidyRequest
from funding.statements.actions.issue import issue_statement
from funding.subsidies.actions import (
    attach_report,
    change_request,
    grant_request,
    prepare_requests,
    refuse_request,
    reopen_request,
    submit_request,
)
from funding.subsidies.models import checklist_of_subsidy
from funding.subsidies.queries import budget_of, planned_of, years_to_prepare
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.states import TransitionRefused
from tests.builders import AT, make_partner, make_user, own_details
from tests.funding.agreement_builders import carrier, lead_to, make_agreement, party, plan_years, tiny_pdf
from tests.funding.builders import close, make_fund
from tests.funding.instalment_builders import bare_agreement, bare_instalment, bare_party
from tests.setup_data import setup_data

D = Decimal
TODAY = date(2026, 11, 24)
EXPENSES = [("Salaires", D("80000.00")), ("Déplacements", D("12000.00"))]


@setup_data
def caf(by):
    """CAF pays 8 000 € in March and 6 000 € in September of 2026 and 2027, by a cooperation agreement in force."""
    agreement = bare_agreement(by, fund=make_fund(), kind=AgreementKind.COOPERATION)
    caf = bare_party(agreement, make_partner("CAF"))
    for year in (2026, 2027):
        bare_instalment(caf, "8000.00", year=year, due_on=date(year, 3, 31))
        bare_instalment(caf, "6000.00", year=year, due_on=date(year, 9, 30))
    pledge_instalments(agreement, by=by, at=AT)
    return caf


@setup_data
def request_2026(caf, by):
    (request,) = prepare_requests(caf.agreement, year=2026, by=by, at=AT)
    return request


def complete(request, *, by, resources=None, **fields):
    rest = D("92000.00") - request.asked
    values = {
        "asked": request.asked,
        "project": "Deux coordinatrices.",
        "report": "",
        "expenses": EXPENSES,
        "resources": resources
        or [(f"Subvention demandée à {request.party}", request.asked), ("Autres opérateurs", rest)],
        **fields,
    }
    return change_request(request, **values, by=by, at=AT)


def submitted(request, *, by):
    return submit_request(complete(request, by=by), by=by, at=AT)


def amounts(request):
    return list(planned_of(request).values_list("amount", flat=True))


class TestPreparing:
    def test_one_request_for_each_operator_and_its_instalments_of_the_year(self, caf, by):
        msa = bare_party(caf.agreement, make_partner("MSA"))
        bare_instalment(msa, "500.00")
        bare_instalment(msa, "9.00", flow="direct")
        assert [tuple(one) for one in years_to_prepare(caf.agreement)] == [
            (2026, 2, D("14500.00")),
            (2027, 1, D("14000.00")),
        ]
        made = prepare_requests(caf.agreement, year=2026, by=by, at=AT)
        assert {str(one.party): (one.asked, one.needs_report) for one in made} == {
            "CAF": (D("14000.00"), False),
            "MSA": (D("500.00"), False),
        }
        assert budget_of(made[0]) == ([], [("Subvention demandée à CAF", D("14000.00"))])
        assert JournalEntry.objects.filter(verb=Verb.SUBSIDY_PREPARED).count() == 2
        assert [one.year for one in years_to_prepare(caf.agreement)] == [2027]

    def test_those_that_exist_are_left_and_the_others_are_made(self, caf, request_2026, by):
        with pytest.raises(DomainError, match="déjà préparées"):
            prepare_requests(caf.agreement, year=2026, by=by, at=AT)
        bare_instalment(bare_party(caf.agreement, make_partner("MSA")), "500.00")
        (msa,) = prepare_requests(caf.agreement, year=2026, by=by, at=AT)
        assert str(msa.party) == "MSA"

    def test_the_next_year_carries_the_budget_and_wants_a_report(self, caf, request_2026, by):
        complete(request_2026, by=by)
        Instalment.objects.filter(year=2027, amount=D("6000.00")).update(amount=D("6500.00"))
        (following,) = prepare_requests(caf.agreement, year=2027, by=by, at=AT)
        assert (following.asked, following.needs_report) == (D("14500.00"), True)
        assert budget_of(following) == (
            EXPENSES,
            [("Subvention demandée à CAF", D("14500.00")), ("Autres opérateurs", D("78000.00"))],
        )
        assert (
            "Les dépenses font 92\u202f000,00\u00a0€ et les recettes 92\u202f500,00\u00a0€\u00a0: "
            "il manque 500,00\u00a0€ de dépenses."
        ) in following.blockers(SubsidyState.SUBMITTED)

    def test_the_first_year_of_a_renewal_carries_what_came_before_it(self, caf, request_2026, by):
        complete(request_2026, by=by)
        after = bare_agreement(
            by, fund=caf.agreement.fund, kind=AgreementKind.COOPERATION, renews=caf.agreement,
            start=date(2027, 1, 1),
        )  # fmt: skip
        bare_instalment(bare_party(after, caf.partner), "14000.00", year=2027)
        (following,) = prepare_requests(after, year=2027, by=by, at=AT)
        assert following.needs_report
        assert budget_of(following)[0] == EXPENSES

    def test_an_amendment_counts_and_what_it_replaced_does_not(self, caf, by):
        amendment = bare_agreement(by, fund=caf.agreement.fund, kind=AgreementKind.COOPERATION, parent=caf.agreement)
        bare_instalment(bare_party(amendment, caf.partner), "9000.00", due_on=date(2026, 9, 30))
        Instalment.objects.filter(year=2026, amount=D("6000.00")).update(superseded_by=amendment)
        (request,) = prepare_requests(amendment, year=2026, by=by, at=AT)
        assert (request.asked, request.party) == (D("17000.00"), caf)

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"kind": AgreementKind.FRAMEWORK}, "Seule une convention de coopération"),
            ({"state": AgreementState.TO_SIGN, "signed_on": None, "signed_document": None}, "une fois qu’elle"),
        ],
    )
    def test_only_signed_cooperations_ask(self, caf, by, fields, sentence):
        Agreement.objects.filter(pk=caf.agreement_id).update(**fields)
        with pytest.raises(DomainError, match=sentence):
            prepare_requests(Agreement.objects.get(), year=2026, by=by, at=AT)

    def test_a_year_of_which_nothing_is_paid_has_no_request(self, caf, by):
        with pytest.raises(DomainError, match="pour 2028") as refused:
            prepare_requests(caf.agreement, year=2028, by=by, at=AT)
        assert refused.value.field == "year"


class TestCompleting:
    def test_the_sides_must_be_equal_and_nothing_is_written_otherwise(self, request_2026, by):
        with pytest.raises(DomainError) as refused:
            complete(request_2026, by=by, resources=[("Subvention demandée à CAF", D("14000.00"))])
        assert str(refused.value) == (
            "Les dépenses font 92\u202f000,00\u00a0€ et les recettes 14\u202f000,00\u00a0€\u00a0: "
            "il manque 78\u202f000,00\u00a0€ de recettes."
        )
        assert refused.value.field == "expenses"
        assert budget_of(request_2026)[0] == []

    def test_the_subsidy_is_one_of_the_resources(self, request_2026, by):
        with pytest.raises(DomainError, match=r"Aucune recette n’est de 14.000,00.€") as refused:
            complete(request_2026, by=by, resources=[("Tout", D("92000.00"))])
        assert refused.value.field == "resources"

    def test_an_empty_budget_may_wait_and_is_missing_before_submission(self, request_2026, by):
        change_request(
            request_2026, asked=D("14000.00"), project="", report="", expenses=[], resources=[], by=by, at=AT
        )
        with pytest.raises(TransitionRefused) as refused:
            submit_request(request_2026, by=by, at=AT)
        assert "Écrivez le budget de l’année" in str(refused.value)
        assert "Indiquez ce qui est prévu en 2026." in str(refused.value)
        assert [met for _, met in checklist_of_subsidy(request_2026)] == [
            True, True, False, True, True, False,
        ]  # fmt: skip

    def test_a_report_is_text_or_a_pdf_from_the_second_year_on(self, caf, request_2026, by):
        (request,) = prepare_requests(caf.agreement, year=2027, by=by, at=AT)
        complete(request, by=by)
        with pytest.raises(TransitionRefused, match="Joignez le bilan de 2026"):
            submit_request(request, by=by, at=AT)
        request = attach_report(request, report_file=("bilan.pdf", tiny_pdf()), by=by, at=AT)
        assert request.report_document.kind == DocumentKind.SUBSIDY_REPORT
        assert request.report_document.filename == "bilan-2026-CONV-2026-0001.pdf"
        dropped = complete(request, by=by, drop_report_file=True, report="Mille personnes aidées.")
        assert dropped.report_document is None
        assert submit_request(dropped, by=by, at=AT).state == SubsidyState.SUBMITTED

    def test_what_is_no_pdf_is_refused_at_its_field(self, caf, request_2026, by):
        (request,) = prepare_requests(caf.agreement, year=2027, by=by, at=AT)
        with pytest.raises(DomainError, match="n’est pas un PDF") as refused:
            complete(request, by=by, report_file=("bilan.pdf", b"bonjour"))
        assert refused.value.field == "report_file"

    def test_once_submitted_it_changes_no_more_until_it_is_sent_back(self, request_2026, by):
        request = submitted(request_2026, by=by)
        assert (request.state, request.submitted_on) == (SubsidyState.SUBMITTED, TODAY)
        with pytest.raises(DomainError, match="elle ne change plus"):
            complete(request, by=by)
        with pytest.raises(DomainError, match="Indiquez ce qui est à compléter") as refused:
            reopen_request(request, reason=" ", by=by, at=AT)
        assert refused.value.field == "reason"
        back = reopen_request(request, reason="Détaillez les salaires", by=by, at=AT)
        assert (back.state, back.submitted_on, back.decision_reason) == (
            SubsidyState.DRAFT, None, "Détaillez les salaires",
        )  # fmt: skip
        again = submitted(back, by=by)
        assert (again.state, again.decision_reason) == (SubsidyState.SUBMITTED, "")


class TestDeciding:
    def grant(self, request, amount, *, by, reason="", on=TODAY):
        return grant_request(request, granted=D(amount), reason=reason, on=on, by=by, at=AT)

    def test_what_was_planned_is_granted_and_opens_the_calls(self, caf, request_2026, by):
        director = make_user()
        granted = self.grant(submitted(request_2026, by=by), "14000.00", by=director)
        assert (granted.state, granted.granted, granted.decided_on, granted.decided_by) == (
            SubsidyState.GRANTED, D("14000.00"), TODAY, director,
        )  # fmt: skip
        assert amounts(granted) == [D("8000.00"), D("6000.00")]
        assert call_instalment(planned_of(granted).first(), by=by, at=AT).amount == D("8000.00")
        entry = JournalEntry.objects.get(verb=Verb.SUBSIDY_GRANTED)
        assert own_details(entry) == {"granted": "14000.00", "planned": "14000.00"}

    def test_less_is_shared_out_to_the_cent_and_the_promise_follows(self, caf, request_2026, by):
        """12 999,99 × 8/14 = 7 428,565…; × 6/14 = 5 571,424…: the cent that is left goes to the larger remainder."""
        granted = self.grant(submitted(request_2026, by=by), "12999.99", by=by, reason="Budget réduit")
        assert amounts(granted) == [D("7428.57"), D("5571.42")]
        assert Contribution.objects.get(year=2026).pledged == D("12999.99")
        assert Contribution.objects.get(year=2027).pledged == D("14000.00")

    def test_more_is_shared_out_as_well(self, request_2026, by):
        granted = self.grant(submitted(request_2026, by=by), "28000.00", by=by, reason="Un effort")
        assert amounts(granted) == [D("16000.00"), D("12000.00")]
        assert Contribution.objects.get(year=2026).pledged == D("28000.00")

    def test_a_promise_of_more_than_the_plan_stays(self, caf, request_2026, by):
        Contribution.objects.filter(year=2026).update(pledged=D("20000.00"))
        self.grant(submitted(request_2026, by=by), "13000.00", by=by, reason="Budget réduit")
        assert Contribution.objects.get(year=2026).pledged == D("20000.00")

    def test_what_was_called_before_stays_as_it_is(self, caf, request_2026, by):
        """The agreement was a framework when its first instalment was called."""
        Agreement.objects.update(kind=AgreementKind.FRAMEWORK)
        first = call_instalment(planned_of(request_2026).first(), by=by, at=AT)
        Agreement.objects.update(kind=AgreementKind.COOPERATION)
        request = submitted(request_2026, by=by)
        with pytest.raises(DomainError, match=r"8.000,00.€ sont déjà appelés pour 2026") as refused:
            self.grant(request, "7999.99", by=by, reason="Moins")
        assert refused.value.field == "granted"
        request = self.grant(request, "9000.00", by=by, reason="Moins")
        assert amounts(request) == [D("8000.00"), D("1000.00")]
        cancel_call(first, by=by, at=AT)
        assert Contribution.objects.get(year=2026).pledged == D("9000.00")

    def test_too_little_for_each_instalment_is_refused(self, request_2026, by):
        with pytest.raises(DomainError, match="ne se répartissent pas sur 2 échéances"):
            self.grant(submitted(request_2026, by=by), "0.01", by=by, reason="Symbolique")
        assert amounts(request_2026) == [D("8000.00"), D("6000.00")]

    @pytest.mark.parametrize(
        ("amount", "fields", "field"),
        [
            ("0.00", {}, "granted"),
            ("13000.00", {}, "reason"),
            ("14000.00", {"on": date(2026, 11, 25)}, "on"),
            ("14000.00", {"on": date(2026, 11, 23)}, "on"),
        ],
    )
    def test_what_no_decision_can_be(self, request_2026, by, amount, fields, field):
        with pytest.raises(DomainError) as refused:
            self.grant(submitted(request_2026, by=by), amount, by=by, **fields)
        assert refused.value.field == field

    def test_it_is_decided_once(self, request_2026, by):
        request = submitted(request_2026, by=by)
        self.grant(request, "14000.00", by=by)
        with pytest.raises(DomainError, match="n’attend pas de décision"):
            self.grant(request, "14000.00", by=by)
        with pytest.raises(DomainError, match="n’attend pas de décision"):
            refuse_request(request, reason="Non", on=TODAY, by=by, at=AT)

    def test_a_refusal_has_a_reason_and_may_be_asked_again(self, request_2026, by):
        request = submitted(request_2026, by=by)
        with pytest.raises(DomainError, match="pourquoi la demande est refusée"):
            refuse_request(request, reason="", on=TODAY, by=by, at=AT)
        refused = refuse_request(request, reason="Budget clos", on=TODAY, by=by, at=AT)
        assert (refused.state, refused.decision_reason) == (SubsidyState.REFUSED, "Budget clos")
        again = submitted(reopen_request(refused, reason="Nouveau budget", by=by, at=AT), by=by)
        assert self.grant(again, "14000.00", by=by).granted == D("14000.00")


def test_mednum_49_from_the_agreements_to_the_statements(by):
    """Five operators pay 92 000 € a year for three years, each by its own agreement; one grants less in 2026.

    30 000 + 20 000 + 18 000 + 14 000 + 10 000 = 92 000; MSA grants 12 500 of 14 000: 90 500 come in.
    """
    fund = make_fund("Coordination départementale")
    shares = {"CAF": "30000.00", "CARSAT": "20000.00", "CPAM": "18000.00", "MSA": "14000.00", "La Poste": "10000.00"}
    for name, amount in shares.items():
        agreement = make_agreement(
            fund=fund, by=by, instalments=False, parties=[carrier(), party(name)], title=f"Coopération {name}"
        )
        payer = agreement.parties.get(partner__name=name)
        plan_years(agreement, by=by, amount=amount, who=payer)
        lead_to(agreement, AgreementState.ACTIVE, by=by)
    promised = {year: sum(one.pledged for one in Contribution.objects.filter(year=year)) for year in range(2026, 2029)}
    assert promised == dict.fromkeys(range(2026, 2029), D("92000.00"))

    for agreement in Agreement.objects.order_by("pk"):
        (request,) = prepare_requests(agreement, year=2026, by=by, at=AT)
        request = submitted(request, by=by)
        less = str(request.party) == "MSA"
        granted = D("12500.00") if less else request.asked
        grant_request(request, granted=granted, reason="Plafond" if less else "", on=TODAY, by=by, at=AT)
    assert sum(one.granted for one in SubsidyRequest.objects.all()) == D("90500.00")
    assert sum(one.pledged for one in Contribution.objects.filter(year=2026)) == D("90500.00")

    for number, instalment in enumerate(Instalment.objects.filter(year=2026).order_by("pk")):
        call = call_instalment(instalment, by=by, at=AT)
        assert call.reference == f"AF-2026-{number + 1:04d}"
        record_receipt(call.contribution, amount=call.amount, bank_reference=f"VIR-{number}", on=TODAY, by=by, at=AT)
    for agreement in Agreement.objects.order_by("pk"):
        lines = instalment_lines(agreement, today=TODAY)
        assert [one.standing for one in lines] == ["Reçue", "Prévue", "Prévue"]
    received = {}
    close(fund)
    for one in AgreementParty.objects.exclude(role="carrier").order_by("pk"):
        statement = issue_statement(
            fund, partner=one.partner, start=date(2026, 1, 1), end=date(2027, 1, 1), by=by, at=AT
        )
        received[str(one)] = D(statement.figures["received"])
    assert received == {name: D(amount) for name, amount in {**shares, "MSA": "12500.00"}.items()}
    assert sum(received.values()) == D("90500.00")
