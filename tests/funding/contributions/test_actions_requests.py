"""Whom one may ask for a year, what an answer is, and who may give it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from funding.contributions.actions.pledges import AboveTheEnvelope, withdraw_contribution
from funding.contributions.actions.requests import answer_request, ask_contributors, askable
from funding.contributions.enums import ContributionMailKind, ContributionState
from funding.enums import Verb
from funding.models import Contribution, ContributionMail, ContributionRequest
from inclusion.core.errors import DomainError
from inclusion.core.models.history import JournalEntry
from inclusion.core.scope import scoped_to
from inclusion.members.actions import end_membership
from tests.builders import AT, make_membership, make_partner, make_user
from tests.funding.builders import department, make_contribution, make_fund, make_rule
from tests.setup_data import setup_data

D = Decimal
TODAY, BY_THEN = date(2026, 11, 24), date(2026, 12, 24)


@setup_data
def fund(scope):
    return make_fund()


@setup_data
def caf(scope):
    return make_partner("CAF", email="contact@caf.example")


@setup_data
def operator(caf):
    """An operator of CAF, who answers for it."""
    return make_membership(caf, roles=("operator",), user=make_user("camille@caf.example"))


def ask(fund, *partners, by, year=2027, answer_by=BY_THEN, at=AT):
    return ask_contributors(fund, year=year, partners=partners, answer_by=answer_by, on=TODAY, by=by, at=at)


def test_partners_are_asked_once_for_a_year_and_written_to(fund, caf, by):
    msa = make_partner("MSA")
    asked = ask(fund, caf, msa, caf, by=by)
    assert [(str(one), one.asked_on, one.answer_by) for one in asked] == [
        ("CAF, 2027", TODAY, BY_THEN),
        ("MSA, 2027", TODAY, BY_THEN),
    ]
    mail = ContributionMail.objects.get()
    assert (mail.request, mail.to, mail.kind) == (asked[0], "contact@caf.example", ContributionMailKind.REQUEST)
    assert JournalEntry.objects.filter(verb=Verb.CONTRIBUTION_ASKED).count() == 2
    assert [one.partner for one in ContributionRequest.objects.unanswered()] == [caf, msa]


def test_who_carries_the_fund_adds_to_it_was_asked_or_has_promised_is_not_asked(fund, caf, by):
    make_rule(fund, by=by)
    asked, promised, withdrawn, merged = (make_partner(name) for name in ("Asked", "Promised", "Gone", "Twin"))
    ask(fund, asked, by=by)
    make_contribution(fund, promised, "0.00", by=by, year=2027)
    withdraw_contribution(make_contribution(fund, withdrawn, "5.00", by=by, year=2027), by=by, at=AT)
    merged.merged_into = caf
    merged.save()
    assert list(askable(fund, year=2027)) == [caf]
    assert department() not in askable(fund, year=2026)
    assert {str(one) for one in askable(fund, year=2026)} == {"Asked", "CAF", "Gone", "Promised"}


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"year": 2025}, "year", "L’année 2025 est hors de la période"),
        ({"year": 2029}, "year", "L’année 2029 est hors de la période"),
        ({"answer_by": date(2026, 11, 23)}, "answer_by", "Le 23 novembre 2026 est passé"),
        ({"answer_by": date(2029, 1, 1)}, "answer_by", "se termine le 31 décembre 2028"),
    ],
)
def test_what_cannot_be_asked_is_refused(fund, caf, by, fields, field, sentence):
    with pytest.raises(DomainError, match=sentence) as refused:
        ask(fund, caf, by=by, **fields)
    assert refused.value.field == field
    assert not ContributionRequest.objects.exists()


def test_one_who_cannot_be_asked_leaves_the_others_in_peace(fund, caf, by):
    msa = make_partner("MSA", email="msa@exemple.example")
    make_contribution(fund, msa, "10.00", by=by, year=2027)
    with pytest.raises(DomainError, match="MSA\u00a0: déjà sollicité ou déjà contributeur") as refused:
        ask(fund, caf, msa, by=by)
    assert refused.value.field == "partners"
    assert not ContributionRequest.objects.exists()
    assert not ContributionMail.objects.exists()
    with pytest.raises(DomainError, match="au moins un partenaire"):
        ask(fund, by=by)


def test_another_network_s_partner_is_not_asked(fund, by, other_network):
    with scoped_to(other_network):
        foreign = make_partner("CAF 49")
    with pytest.raises(DomainError, match="déjà sollicité ou déjà contributeur"):
        ask(fund, foreign, by=by)


# -- Answers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", ["5000.00", "0.00"])
def test_an_operator_answers_for_its_organisation(fund, caf, operator, by, amount):
    (asked,) = ask(fund, caf, by=by)
    made = answer_request(asked, amount=D(amount), by=operator.user, at=AT + timedelta(days=3))
    assert (made.partner, made.year, made.pledged, made.state) == (caf, 2027, D(amount), ContributionState.PLEDGED)
    assert made.pledged_on == date(2026, 11, 27)
    assert not ContributionRequest.objects.unanswered().exists()
    entry = JournalEntry.objects.get(verb=Verb.CONTRIBUTION_PLEDGED)
    assert entry.by == operator.user


def test_a_late_answer_is_an_answer(fund, caf, operator, by):
    (asked,) = ask(fund, caf, by=by)
    late = AT + timedelta(days=90)
    assert asked.is_late_on(late.date())
    assert answer_request(asked, amount=D("1.00"), by=operator.user, at=late).pledged == D("1.00")


def test_nobody_else_answers(fund, caf, operator, by):
    (asked,) = ask(fund, caf, by=by)
    reader = make_membership(caf, roles=("reader",)).user
    elsewhere = make_membership(make_partner("Orange"), roles=("operator",)).user
    end_membership(operator, by=by, at=AT)
    for stranger in (by, reader, elsewhere, operator.user):
        with pytest.raises(DomainError, match="Cette question est posée à CAF"):
            answer_request(asked, amount=D("5.00"), by=stranger, at=AT)
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("amount", "sentence"), [("-1.00", "négatif"), ("1.005", "deux décimales"), ("NaN", "pas un nombre")]
)
def test_an_answer_is_an_amount(fund, caf, operator, by, amount, sentence):
    (asked,) = ask(fund, caf, by=by)
    with pytest.raises(DomainError, match=sentence) as refused:
        answer_request(asked, amount=D(amount), by=operator.user, at=AT)
    assert refused.value.field == "amount"
    assert not Contribution.objects.exists()


def test_a_question_is_answered_once(fund, caf, operator, by):
    (asked,) = ask(fund, caf, by=by)
    answer_request(asked, amount=D("0.00"), by=operator.user, at=AT)
    with pytest.raises(DomainError, match="a déjà répondu pour 2027"):
        answer_request(asked, amount=D("5.00"), by=operator.user, at=AT)
    assert Contribution.objects.get().pledged == 0


def test_who_withdrew_may_answer_again_but_is_not_chased(fund, caf, operator, by):
    (asked,) = ask(fund, caf, by=by)
    first = answer_request(asked, amount=D("50.00"), by=operator.user, at=AT)
    withdraw_contribution(first, by=by, at=AT)
    assert not ContributionRequest.objects.unanswered().exists()
    assert caf not in askable(fund, year=2027)
    again = answer_request(asked, amount=D("70.00"), by=operator.user, at=AT + timedelta(days=1))
    assert (again.pk, again.pledged, again.pledged_on) == (first.pk, D("70.00"), date(2026, 11, 25))
    assert again.state == ContributionState.PLEDGED
    with pytest.raises(DomainError, match="a déjà répondu pour 2027"):
        answer_request(asked, amount=D("5.00"), by=operator.user, at=AT)


def test_an_answer_above_the_envelope_asks(fund, caf, operator, by):
    (asked,) = ask(fund, caf, by=by)
    with pytest.raises(AboveTheEnvelope):
        answer_request(asked, amount=D("500000.00"), by=operator.user, at=AT)
    made = answer_request(asked, amount=D("500000.00"), above_envelope=True, by=operator.user, at=AT)
    assert made.pledged == D("500000.00")


def test_a_fund_that_has_ended_takes_no_answer(fund, caf, operator, by):
    (asked,) = ask(fund, caf, by=by)
    with pytest.raises(DomainError, match="s’est terminé le 31 décembre 2028"):
        answer_request(asked, amount=D("5.00"), by=operator.user, at=AT + timedelta(days=800))
