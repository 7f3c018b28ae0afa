"""Places ask to be paid: what is in a claim, what is deducted from it, what is corrected, validated, paid, and once."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from funding.enums import Verb
from funding.funds.invariants import prove
from funding.ledger.enums import AccountKind
from funding.models import Pass, Payment, PlaceMail, Posting, Redemption, Reimbursement, ReimbursementLine
from funding.passes.enums import PassState, PlaceMailKind, ReimbursementState
from funding.passes.reimbursements import papers as reimbursement_papers
from funding.passes.reimbursements.actions.claims import ClaimSeenOtherwise, claim_of, correct, validate
from funding.passes.reimbursements.actions.corrections import take_back, undo_use
from funding.passes.reimbursements.actions.payments import export, pay, pay_line, unpay
from funding.passes.reimbursements.queries import Stage, dues_by_month, dues_of
from funding.passes.reimbursements.rules import Dues
from funding.spending.actions.commitments import commit
from funding.spending.actions.payments import pay as pay_commitment
from inclusion.core.enums import DocumentKind
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import active_network
from tests.builders import AT, make_membership, make_partner, make_user, own_details
from tests.funding.builders import make_action, make_contribution, make_grant, receive
from tests.funding.pass_builders import make_place, make_programme
from tests.funding.reimbursement_builders import IBAN, NOVEMBER, claim, use_passes
from tests.setup_data import setup_data
from tests.template import as_owner

D = Decimal
TODAY = timezone.localdate(AT)  # 24 November 2026


@pytest.fixture(autouse=True)
def _quick_papers(request):
    """Only what is said of papers makes them."""
    if "paper" not in request.node.name:
        request.getfixturevalue("quick_papers")


@setup_data
def programme(by):
    return make_programme(by=by)


@setup_data
def place(by):
    return make_place(by=by, email="lieu@exemple.example")


@setup_data
def used(place, programme, by):
    """The uses of one pass."""
    return use_passes(1, place, programme, by=by)


@setup_data
def two_used(place, programme, by):
    return use_passes(2, place, programme, by=by)


@setup_data
def three_used(place, programme, by):
    return use_passes(3, place, programme, by=by)


def faults():
    """What the nightly proofs find."""
    return [one for one in prove(active_network()) if one.violations]


def paid(programme):
    return sums(programme, AccountKind.PAID)


def owed(programme):
    return sums(programme, AccountKind.OWED)


def sums(programme, kind):
    fund = programme.funded_action.fund
    return sum(Posting.objects.of_fund(fund).of_kind(kind).balances().values(), D("0.00"))


def total(one):
    return Reimbursement.objects.with_total().get(pk=one.pk).total


def states_of(one):
    return {line.redemption.one_pass.state for line in one.lines.select_related("redemption__one_pass")}


def due(place, today=TODAY):
    return dues_of([place], today=today)[place.pk]


def paid_claim(place, programme, *, by, reference="M-1", at=AT, **fields):
    one = validate(claim(place, programme, by=by, at=at, **fields), by=by, at=at)
    return pay(one, reference=reference, on=timezone.localdate(at), by=by, at=at)


# -- Asking ---------------------------------------------------------------------------------------


def test_a_month_becomes_a_claim_with_its_lines_and_its_paper(place, programme, by, three_used):
    uses = three_used
    one = claim(place, programme, by=by, seen=D("30.00"))
    assert (one.reference, one.state, one.month) == ("R-2026-0001", ReimbursementState.SUBMITTED, NOVEMBER)
    assert [(line.redemption_id, line.amount) for line in one.lines.all()] == [(use.pk, D("10.00")) for use in uses]
    assert one.document.kind == DocumentKind.REIMBURSEMENT
    assert one.document.data.startswith(b"%PDF")
    assert one.iban == "FR7630006000011234567890189"
    place.refresh_from_db()
    assert (place.iban, place.account_holder) == (one.iban, "Cyber-base")
    entry = JournalEntry.objects.get(verb=Verb.REIMBURSEMENT_ASKED)
    assert own_details(entry) == {"total": "30.00", "passes": 3, "deducted": 0}
    assert owed(programme) == D("30.00")


def test_numbers_have_no_gap_though_one_was_refused(place, programme, by, used):
    assert claim(place, programme, by=by).reference == "R-2026-0001"
    with pytest.raises(DomainError, match="Rien n’est à demander"):
        claim(place, programme, by=by)
    use_passes(1, place, programme, by=by)
    assert claim(place, programme, by=by).reference == "R-2026-0002"


def test_a_paper_that_fails_leaves_nothing_behind(place, programme, by, monkeypatch, used):
    monkeypatch.setattr(reimbursement_papers, "render_pdf", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        claim(place, programme, by=by)
    monkeypatch.undo()
    assert not Reimbursement.objects.exists()
    assert claim(place, programme, by=by).reference == "R-2026-0001"


def test_sessions_after_the_month_wait_for_the_next_claim(place, programme, by, used):
    december = datetime(2026, 12, 1, 9, tzinfo=AT.tzinfo)
    use_passes(2, place, programme, by=by, at=december)
    first = claim(place, programme, by=by, at=december)
    assert total(first) == D("10.00")
    second = claim(place, programme, by=by, at=december, month=date(2026, 12, 15))
    assert (second.month, total(second)) == (date(2026, 12, 1), D("20.00"))


def test_late_uses_of_earlier_months_are_in_the_claim_of_a_later_one(place, programme, by, used):
    december = datetime(2026, 12, 3, 9, tzinfo=AT.tzinfo)
    one = claim(place, programme, by=by, at=december, month=date(2026, 12, 1))
    assert total(one) == D("10.00")


def test_another_place_and_another_programme_are_left_alone(place, programme, by, used):
    use_passes(2, make_place("Ailleurs", by=by), programme, by=by)
    other = make_programme(by=by, name="Autre")
    use_passes(3, place, other, by=by)
    assert total(claim(place, programme, by=by)) == D("10.00")


@pytest.mark.parametrize(
    ("fields", "sentence", "field"),
    [
        ({"certified": False}, "Certifiez que les séances ont eu lieu", "certified"),
        ({"iban": "FR76 3000 6000 0112 3456 7890 188"}, "clé de contrôle", "iban"),
        ({"iban": ""}, "Un IBAN commence par", "iban"),
        ({"account_holder": "  "}, "à quel nom", "account_holder"),
        ({"month": date(2026, 12, 1)}, "Le mois de décembre 2026 n’a pas commencé", "month"),
        ({"month": date(2027, 4, 1)}, "Le mois d’avril 2027", "month"),
        ({"month": date(2026, 10, 1)}, "Rien n’est à demander .* jusqu’à fin octobre 2026", None),
    ],
)
def test_what_cannot_be_asked_says_why(place, programme, by, fields, sentence, field, used):
    with pytest.raises(DomainError, match=sentence) as refused:
        claim(place, programme, by=by, **fields)
    assert refused.value.field == field
    assert not Reimbursement.objects.exists()


def test_what_was_used_since_the_page_was_shown_is_not_certified_unseen(place, programme, by, two_used):
    with pytest.raises(ClaimSeenOtherwise, match=r"le total est devenu 20,00"):
        claim(place, programme, by=by, seen=D("10.00"))
    assert not Reimbursement.objects.exists()


def test_what_is_out_of_time_cannot_be_asked_for_any_more(place, programme, by, used):
    (use,) = used
    last = use.one_pass.booklet.claim_until
    noon = datetime(last.year, last.month, last.day, 11, tzinfo=AT.tzinfo)
    with pytest.raises(DomainError, match="Rien n’est à demander"):
        claim(place, programme, by=by, at=noon + timedelta(days=1))
    assert due(place, last + timedelta(days=1)) == Dues(too_late=D("10.00"))
    assert total(claim(place, programme, by=by, at=noon)) == D("10.00")


def test_a_use_that_was_asked_for_is_not_the_place_s_to_undo(place, programme, by, used):
    (use,) = used
    claim(place, programme, by=by)
    with pytest.raises(DomainError, match="déjà dans une demande"):
        undo_use(use, reason="Erreur", by=by, at=AT)


# -- Correcting -----------------------------------------------------------------------------------


def test_a_wrong_line_is_made_good_at_once_and_its_pass_given_back(place, programme, by, three_used):
    one = claim(place, programme, by=by)
    line = one.lines.first()
    back = correct(line, reason="Séance annulée", by=by, at=AT)
    assert (back.amount, back.reason, back.redemption) == (D("-10.00"), "Séance annulée", line.redemption)
    assert total(one) == D("20.00")
    assert Pass.objects.get(pk=line.redemption.one_pass_id).state == PassState.ISSUED
    assert owed(programme) == D("20.00")
    assert due(place) == Dues(asked=D("20.00"))


def test_a_correction_says_why_is_made_once_and_before_the_validation(place, programme, by, two_used):
    one = claim(place, programme, by=by)
    line, other = one.lines.all()
    with pytest.raises(DomainError, match="Indiquez pourquoi"):
        correct(line, reason=" ", by=by, at=AT)
    back = correct(line, reason="Erreur", by=by, at=AT)
    with pytest.raises(DomainError, match="déjà annulée"):
        correct(line, reason="Erreur", by=by, at=AT)
    with pytest.raises(DomainError, match="déjà une correction"):
        correct(back, reason="Erreur", by=by, at=AT)
    validate(one, by=by, at=AT)
    with pytest.raises(DomainError, match="n’attend plus d’être validée"):
        correct(other, reason="Erreur", by=by, at=AT)
    assert one.lines.count() == 3


# -- Validating, paying ---------------------------------------------------------------------------


def test_a_claim_is_validated_then_paid_to_the_cent(place, programme, by, three_used):
    one = validate(claim(place, programme, by=by), seen=D("30.00"), by=by, at=AT)
    assert (one.state, one.validated_by) == (ReimbursementState.VALIDATED, by)
    assert one.order.kind == DocumentKind.REIMBURSEMENT_ORDER
    assert due(place) == Dues(validated=D("30.00"))
    one = pay(one, reference=" Mandat  12 ", on=TODAY, by=by, at=AT)
    assert (one.state, one.payment_reference, one.paid_on) == (ReimbursementState.PAID, "Mandat 12", TODAY)
    assert states_of(one) == {PassState.PAID}
    assert (owed(programme), paid(programme)) == (D("0.00"), D("30.00"))
    assert {(one.amount, one.reference) for one in Payment.objects.all()} == {(D("10.00"), "Mandat 12")}
    assert due(place) == Dues(paid=D("30.00"))
    assert not dues_by_month(today=TODAY).exists()
    assert faults() == []


def test_the_place_is_notified_when_it_is_validated_and_when_it_is_paid(place, programme, by):
    make_membership(place.partner, roles=("training_place",), user=make_user("formatrice@exemple.example"))
    make_membership(place.partner, roles=("reader",), user=make_user("autre@exemple.example"))
    use_passes(1, place, programme, by=by)
    paid_claim(place, programme, by=by)
    mails = [(one.kind, one.to) for one in PlaceMail.objects.order_by("pk")]
    both = ("lieu@exemple.example", "formatrice@exemple.example")
    assert mails == [(kind, to) for kind in (PlaceMailKind.VALIDATED, PlaceMailKind.PAID) for to in both]


def test_a_claim_is_validated_as_it_was_seen_and_once(place, programme, by, two_used):
    one = claim(place, programme, by=by)
    correct(one.lines.first(), reason="Erreur", by=by, at=AT)
    with pytest.raises(ClaimSeenOtherwise, match="10,00"):
        validate(one, seen=D("20.00"), by=by, at=AT)
    validate(one, seen=D("10.00"), by=by, at=AT)
    with pytest.raises(DomainError, match="est déjà validée"):
        validate(one, by=by, at=AT)


def test_a_claim_of_which_all_was_wrong_is_over_without_a_payment(place, programme, by, used):
    one = claim(place, programme, by=by)
    correct(one.lines.first(), reason="Erreur", by=by, at=AT)
    one = validate(one, by=by, at=AT)
    assert one.state == ReimbursementState.CLOSED
    assert one.order is not None
    assert not Payment.objects.exists()
    with pytest.raises(DomainError, match="n’attend pas de paiement"):
        pay(one, reference="M-1", on=TODAY, by=by, at=AT)


@pytest.mark.parametrize(
    ("reference", "on", "sentence"),
    [
        ("", TODAY, "Donnez la référence"),
        ("M-1", TODAY + timedelta(days=1), "n’est pas encore venu"),
        ("M-1", TODAY - timedelta(days=1), "n’a été validée que le 24 novembre 2026"),
    ],
)
def test_a_payment_that_cannot_be_says_why(place, programme, by, reference, on, sentence, used):
    one = validate(claim(place, programme, by=by), by=by, at=AT)
    with pytest.raises(DomainError, match=sentence):
        pay(one, reference=reference, on=on, by=by, at=AT)
    assert not Payment.objects.exists()


def test_nothing_is_paid_before_it_is_validated_nor_twice(place, programme, by, used):
    one = claim(place, programme, by=by)
    with pytest.raises(DomainError, match="n’attend pas de paiement"):
        pay(one, reference="M-1", on=TODAY, by=by, at=AT)
    one = validate(one, by=by, at=AT)
    pay(one, reference="M-1", on=TODAY, by=by, at=AT)
    with pytest.raises(DomainError, match="déjà enregistré"):
        pay(one, reference="M-2", on=TODAY, by=by, at=AT)
    assert Payment.objects.count() == 1


def test_a_reference_serves_once_over_payments_and_claims(place, programme, by, used):
    paid_claim(place, programme, by=by, reference="M-1")
    use_passes(1, place, programme, by=by)
    second = validate(claim(place, programme, by=by), by=by, at=AT)
    with pytest.raises(DomainError, match="est déjà enregistrée"):
        pay(second, reference="m 1", on=TODAY, by=by, at=AT)
    fund = programme.funded_action.fund
    other = commit(
        make_action(fund, "Forum", by=by), amount=D("5.00"), payee="Cinéma", label="Salle", on=TODAY, by=by, at=AT
    )
    with pytest.raises(DomainError, match="déjà enregistrée"):
        pay_commitment(other, amount=D("5.00"), reference="M 1", on=TODAY, by=by, at=AT)
    pay_commitment(other, amount=D("5.00"), reference="M-2", on=TODAY, by=by, at=AT)
    with pytest.raises(DomainError, match="déjà enregistrée"):
        pay(second, reference="M-2", on=TODAY, by=by, at=AT)
    # … and where every use that it paid was taken back since, the claim still carries it.
    for one in Redemption.objects.filter(one_pass__state=PassState.PAID):
        take_back(one, reason="Erreur", by=by, at=AT)
    with pytest.raises(DomainError, match="déjà enregistrée"):
        pay(second, reference="M-1", on=TODAY, by=by, at=AT)


# -- Payments by mistake --------------------------------------------------------------------------


def test_what_was_paid_and_taken_back_is_deducted_from_the_next_claim(place, programme, by, three_used):
    first = paid_claim(place, programme, by=by)
    take_back(first.lines.first().redemption, reason="Personne absente", by=by, at=AT)
    assert due(place) == Dues(paid=D("30.00"), to_deduct=D("10.00"))
    assert due(place).owed == D("-10.00")
    use_passes(2, place, programme, by=by)
    second = claim(place, programme, by=by)
    assert [(line.amount, line.reason) for line in second.lines.all()] == [
        (D("10.00"), ""),
        (D("10.00"), ""),
        (D("-10.00"), "Personne absente"),
    ]
    assert due(place) == Dues(asked=D("10.00"), paid=D("30.00"))
    pay(validate(second, by=by, at=AT), reference="M-2", on=TODAY, by=by, at=AT)
    # 30 + 10 euros left the account; four uses remain.
    assert (owed(programme), paid(programme)) == (D("0.00"), D("40.00"))
    assert due(place) == Dues(paid=D("40.00"))
    assert faults() == []


def test_deductions_that_a_claim_cannot_bear_wait_for_the_next(place, programme, by, two_used):
    first = paid_claim(place, programme, by=by)
    for line in first.lines.all():
        take_back(line.redemption, reason="Erreur", by=by, at=AT)
    use_passes(1, place, programme, by=by)
    found = claim_of(place, programme, NOVEMBER, on=TODAY)
    assert (len(found.deductions), len(found.waiting), found.total) == (1, 1, D("0.00"))
    second = claim(place, programme, by=by)
    assert due(place).to_deduct == D("10.00")
    second = validate(second, by=by, at=AT)
    # The place has had the euros of this use: it is paid out of them.
    assert second.state == ReimbursementState.CLOSED
    assert (owed(programme), paid(programme)) == (D("0.00"), D("10.00"))
    assert {one.reference for one in Payment.objects.filter(line__reimbursement=second)} == {"Compensation R-2026-0002"}
    use_passes(1, place, programme, by=by)
    third = claim(place, programme, by=by)
    assert total(third) == D("0.00")
    validate(third, by=by, at=AT)
    assert (owed(programme), paid(programme)) == (D("0.00"), D("20.00"))
    assert due(place) == Dues(paid=D("20.00"))
    assert faults() == []


def test_a_claim_never_falls_below_zero(place, programme, by, used):
    first = paid_claim(place, programme, by=by)
    take_back(first.lines.get().redemption, reason="Erreur", by=by, at=AT)
    use_passes(1, place, programme, by=by)
    second = claim(place, programme, by=by)
    with pytest.raises(DomainError, match="tomberait sous zéro"):
        correct(second.lines.get(amount__gt=0), reason="Erreur", by=by, at=AT)
    second = validate(second, by=by, at=AT)
    take_back(second.lines.get(amount__gt=0).redemption, reason="Erreur", by=by, at=AT)
    assert due(place) == Dues(paid=D("10.00"), to_deduct=D("10.00"))


def test_while_a_claim_is_validated_its_uses_stay(place, programme, by, used):
    (use,) = used
    validate(claim(place, programme, by=by), by=by, at=AT)
    with pytest.raises(DomainError, match="va être payée"):
        take_back(use, reason="Erreur", by=by, at=AT)


def test_a_payment_recorded_by_mistake_is_taken_back_and_recorded_again(place, programme, by, two_used):
    one = paid_claim(place, programme, by=by, reference="M-1")
    later = AT + timedelta(days=3)
    with pytest.raises(DomainError, match="Indiquez pourquoi"):
        unpay(one, reason="", by=by, at=later)
    one = unpay(one, reason="Autre demande", by=by, at=later)
    assert (one.state, one.paid_on, one.payment_reference) == (ReimbursementState.VALIDATED, None, "")
    assert one.payments_undone == 1
    assert states_of(one) == {PassState.REDEEMED}
    assert (owed(programme), paid(programme)) == (D("20.00"), D("0.00"))
    with pytest.raises(DomainError, match="a été annulé le 27 novembre 2026"):
        pay(one, reference="M-1", on=TODAY, by=by, at=later)
    one = pay(one, reference="M-1", on=timezone.localdate(later), by=by, at=later)
    assert (owed(programme), paid(programme)) == (D("0.00"), D("20.00"))
    assert Payment.objects.count() == 4
    assert [row.about for row in PlaceMail.objects.filter(kind=PlaceMailKind.PAID).order_by("pk")] == [
        "R-2026-0001 0",
        "R-2026-0001 1",
    ]
    assert faults() == []


def test_a_payment_is_not_undone_once_a_use_of_it_was_taken_back(place, programme, by, two_used):
    one = claim(place, programme, by=by)
    correct(one.lines.first(), reason="Erreur", by=by, at=AT)
    one = pay(validate(one, by=by, at=AT), reference="M-1", on=TODAY, by=by, at=AT)
    one = unpay(one, reason="Essai", by=by, at=AT)  # what was corrected before blocks nothing
    one = pay(one, reference="M-1", on=TODAY, by=by, at=AT)
    take_back(
        one.lines.last().redemption if one.lines.last().amount > 0 else one.lines.all()[1].redemption,
        reason="Erreur",
        by=by,
        at=AT,
    )
    with pytest.raises(DomainError, match="a été annulé après ce paiement"):
        unpay(one, reason="Essai", by=by, at=AT)


def test_only_a_paid_claim_can_be_unpaid(place, programme, by, used):
    with pytest.raises(DomainError, match="Aucun paiement n’est enregistré"):
        unpay(claim(place, programme, by=by), reason="Essai", by=by, at=AT)


def test_validated_claims_are_handed_to_the_accounting_office(place, programme, by, two_used):
    waiting = claim(place, programme, by=by)
    with pytest.raises(DomainError, match="Aucune demande validée"):
        export([waiting], by=by, at=AT)
    validated = validate(waiting, by=by, at=AT)
    use_passes(1, place, programme, by=by)
    other = claim(place, programme, by=by)
    (exported,) = export([validated, other], by=by, at=AT)
    assert (exported.pk, exported.total, exported.exported_at) == (validated.pk, D("20.00"), AT)
    assert Reimbursement.objects.get(pk=other.pk).exported_at is None
    assert JournalEntry.objects.filter(verb=Verb.REIMBURSEMENTS_EXPORTED).count() == 1


# -- Unique constraints ---------------------------------------------------------------------------


def test_the_database_lets_a_use_be_asked_for_once(place, programme, by, used):
    line = claim(place, programme, by=by).lines.get()
    with pytest.raises(IntegrityError, match="use_asked_for_once"), transaction.atomic():
        ReimbursementLine.objects.create(
            reimbursement=line.reimbursement, redemption=line.redemption, amount=D("10.00"), added_at=AT, added_by=by
        )
    correct(line, reason="Erreur", by=by, at=AT)
    with pytest.raises(IntegrityError, match="use_made_good_once"), transaction.atomic():
        ReimbursementLine.objects.create(
            reimbursement=line.reimbursement,
            redemption=line.redemption,
            amount=D("-10.00"),
            reason="Encore",
            added_at=AT,
            added_by=by,
        )
    with pytest.raises(IntegrityError, match="append-only"), as_owner():
        ReimbursementLine.objects.filter(pk=line.pk).update(amount=D("20.00"))


def test_the_database_lets_a_line_be_paid_once(place, programme, by, used):
    one = paid_claim(place, programme, by=by)
    payment = Payment.objects.get()
    with pytest.raises(IntegrityError, match="payment_of_a_line_once"), transaction.atomic():
        Payment.objects.create(
            commitment=payment.commitment,
            payee=payment.payee,
            amount=payment.amount,
            paid_on=TODAY,
            reference="M-2",
            line=payment.line,
        )
    line = ReimbursementLine.objects.get(pk=payment.line_id)
    with pytest.raises(DomainError, match="n’est plus dû"):
        pay_line(line, fund=programme.funded_action.fund, reference="M-2", reference_use=0, on=TODAY, by=by, at=AT)
    use_passes(1, place, programme, by=by)
    second = validate(claim(place, programme, by=by), by=by, at=AT)
    with pytest.raises(IntegrityError, match="reimbursement_payment_reference_once"), transaction.atomic():
        Reimbursement.objects.filter(pk=second.pk).update(
            state=ReimbursementState.PAID, paid_on=TODAY, payment_reference=one.payment_reference
        )


# -- Whose euros ----------------------------------------------------------------------------------


def test_the_cents_of_three_contributors_come_out_whatever_is_paid_and_taken_back(place, by):
    """A booklet of odd cents of three contributors and a grant: every pass is used, paid, taken back, paid again."""
    programme = make_programme(by=by, pot="33.34", face_value=D("10.01"), booklet_size=10)
    fund, action = programme.funded_action.fund, programme.funded_action
    for name, amount in (("Orange", "41.17"), ("MSA", "77.77")):
        receive(make_contribution(fund, make_partner(name), amount, by=by), amount, by=by)
    make_grant(fund, action, "13.13", by=by)
    uses = use_passes(9, place, programme, by=by)
    first = claim(place, programme, by=by)
    correct(first.lines.all()[4], reason="Erreur", by=by, at=AT)
    first = pay(validate(first, by=by, at=AT), reference="M-1", on=TODAY, by=by, at=AT)
    take_back(uses[1], reason="Erreur", by=by, at=AT)
    first_two = Pass.objects.filter(state=PassState.ISSUED).count()
    assert first_two == 3
    assert (owed(programme), paid(programme)) == (D("0.00"), D("70.07"))
    take_back(uses[7], reason="Erreur", by=by, at=AT)
    assert paid(programme) == D("60.06")
    assert faults() == []


# -- Sums -----------------------------------------------------------------------------------------


def test_what_is_owed_is_the_same_by_place_and_by_month(place, programme, by):
    uses = use_passes(8, place, programme, by=by)
    other = make_place("Ailleurs", by=by)
    use_passes(2, other, programme, by=by)
    first = paid_claim(place, programme, by=by)
    take_back(uses[0], reason="Erreur", by=by, at=AT)
    take_back(uses[1], reason="Erreur", by=by, at=AT)
    use_passes(4, place, programme, by=by)
    claim(place, programme, by=by)
    december = datetime(2026, 12, 3, 9, tzinfo=AT.tzinfo)
    use_passes(1, place, programme, by=by, at=december)
    rows = list(dues_by_month(today=TODAY))
    assert [(row["place__name"], row["month"], row["stage"], row["passes"], row["amount"]) for row in rows] == [
        ("Ailleurs", date(2026, 11, 1), Stage.TO_ASK, 2, D("20.00")),
        ("Cyber-base", date(2026, 11, 1), Stage.ASKED, 4, D("40.00")),
        ("Cyber-base", date(2026, 11, 1), Stage.DEDUCT, 2, D("-20.00")),
        ("Cyber-base", date(2026, 12, 1), Stage.TO_ASK, 1, D("10.00")),
    ]
    dues = dues_of([place, other], today=TODAY)
    assert dues[place.pk] == Dues(to_ask=D("10.00"), asked=D("20.00"), paid=D("80.00"))
    assert dues[other.pk] == Dues(to_ask=D("20.00"))
    assert sum(row["amount"] for row in rows) == sum((one.owed for one in dues.values()), D(0)) == D("50.00")
    assert first.lines.aggregate(total=Sum("amount"))["total"] == D("80.00")
    assert IBAN
