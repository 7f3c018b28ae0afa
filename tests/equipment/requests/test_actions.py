"""A request, its answers, the waiting list: what moves, what is refused, who gets an e-mail."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from equipment.enums import LoanState, RequestState
from equipment.loans.actions import lifecycle, offers
from equipment.loans.actions.booking import NotFree
from equipment.loans.enums import RequestMailKind
from equipment.models import Loan, LoanRequest, LoanRequestMail, Occupation
from equipment.requests import actions as request_actions
from inclusion.core.errors import DomainError
from inclusion.core.models.networks import Membership
from tests.builders import AT, make_membership, make_partner, make_user
from tests.equipment.builders import (
    MONDAY,
    make_bank,
    make_item,
    make_kit,
    make_loan,
    make_model,
    make_request,
    make_school,
)
from tests.setup_data import setup_data

pytestmark = pytest.mark.django_db
JANUARY = {"start": date(2027, 1, 11), "end": date(2027, 1, 16)}


@setup_data(autouse=True)
def bank(scope):
    return make_bank()


@setup_data
def manager(bank):
    user = make_user("banque@exemple.example")
    make_membership(roles=("bank_manager",), user=user)
    return user


@setup_data
def school(bank):
    return make_school()


@setup_data
def teacher(school):
    user = make_user("enseignante@exemple.example")
    make_membership(school.partner, roles=("school",), user=user)
    return user


@setup_data
def asked(school, teacher, manager):
    return make_request(school, by=teacher)


def mails_of(request: LoanRequest) -> list[tuple[str, str]]:
    rows = LoanRequestMail.objects.filter(request=request).order_by("pk")
    return [(row.kind, row.to) for row in rows]


def at_day(day: date):
    return AT.replace(year=day.year, month=day.month, day=day.day)


def test_sending_says_until_when_the_bank_answers_and_notifies_it(asked, manager):
    # AT is Tuesday 24 November; five open days later is the Tuesday after.
    assert (asked.state, asked.answer_by) == (RequestState.SENT, date(2026, 12, 1))
    assert mails_of(asked) == [(RequestMailKind.SENT, manager.email)]


def test_without_a_manager_the_bank_itself_is_notified(school, teacher, bank):
    bank.email = "banque@vendee.example"
    bank.save()
    assert mails_of(make_request(school, by=teacher)) == [(RequestMailKind.SENT, "banque@vendee.example")]


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ((date(2026, 11, 23), date(2026, 12, 1)), "est déjà passé"),
        ((date(2026, 12, 6), date(2026, 12, 12)), "La banque est fermée le dimanche"),
        ((date(2026, 12, 22), date(2027, 1, 6)), "vacances de Noël"),
        ((date(2026, 11, 30), date(2027, 4, 30)), "90 jours au plus"),
    ],
)
def test_days_on_which_nothing_is_lent_are_refused_and_the_draft_is_kept(school, teacher, days, sentence):
    draft = make_request(school, by=teacher, sent=False, start=days[0], end=days[1])
    with pytest.raises(DomainError) as refused:
        request_actions.send_request(draft, by=teacher, at=AT)
    assert sentence.lower() in str(refused.value).lower()
    draft.refresh_from_db()
    assert draft.state == RequestState.DRAFT
    assert not mails_of(draft)


def test_what_a_draft_lacks_is_said(school, teacher):
    draft = request_actions.begin_request(school, by=teacher, at=AT)
    with pytest.raises(DomainError) as refused:
        request_actions.send_request(draft, by=teacher, at=AT)
    for sentence in ("Choisissez les dates", "Choisissez un modèle", "à quel besoin", "pour quel élève"):
        assert sentence in str(refused.value)


def test_confirming_books_the_item_and_notifies_whoever_asked(asked, manager, teacher):
    spare = make_item(asked.model)
    loan = request_actions.confirm_request(asked, item=spare, by=manager, at=AT)
    assert loan.loan_items.get().item == spare
    asked.refresh_from_db()
    assert asked.state == RequestState.CONFIRMED
    assert mails_of(asked)[-1] == (RequestMailKind.CONFIRMED, teacher.email)


def test_confirming_twice_says_so_and_books_once(asked, manager):
    request_actions.confirm_request(asked, by=manager, at=AT)
    with pytest.raises(DomainError, match="confirmée"):
        request_actions.confirm_request(asked, by=manager, at=AT)
    assert Loan.objects.filter(request=asked).count() == 1


def test_what_is_not_free_is_not_confirmed_and_nothing_is_written(asked, manager):
    make_loan(asked.model, by=manager)
    with pytest.raises(NotFree) as refused:
        request_actions.confirm_request(asked, by=manager, at=AT)
    assert refused.value.nearest
    asked.refresh_from_db()
    assert asked.state == RequestState.SENT
    assert not Loan.objects.filter(request=asked).exists()


def test_refusing_needs_a_reason_which_is_sent_to_the_school(asked, manager, teacher):
    with pytest.raises(DomainError, match="Indiquez pourquoi"):
        offers.refuse_request(asked, reason="  ", by=manager, at=AT)
    offers.refuse_request(asked, reason="Plus prêté.", by=manager, at=AT)
    assert mails_of(asked)[-1] == (RequestMailKind.REFUSED, teacher.email)


def test_whoever_left_is_not_written_to(asked, manager, teacher, school):
    Membership.objects.filter(user=teacher).update(ended_at=AT)
    school.partner.email = "college@exemple.example"
    school.partner.save()
    offers.refuse_request(asked, reason="Plus prêté.", by=manager, at=AT)
    assert mails_of(asked)[-1] == (RequestMailKind.REFUSED, "college@exemple.example")


# -- Other dates -------------------------------------------------------------------------------------------------------


def test_other_dates_are_offered_then_taken(asked, manager, teacher):
    loan = request_actions.offer_dates(asked, **JANUARY, by=manager, at=AT)
    asked.refresh_from_db()
    assert (asked.state, loan.state) == (RequestState.OFFERED, LoanState.OFFERED)
    assert loan.offer_until == date(2026, 11, 27)
    assert mails_of(asked)[-1] == (RequestMailKind.OFFERED, teacher.email)
    loan = lifecycle.accept(loan, by=teacher, at=AT)
    asked.refresh_from_db()
    assert (asked.state, loan.state) == (RequestState.CONFIRMED, LoanState.BOOKED)
    assert mails_of(asked)[-1] == (RequestMailKind.ACCEPTED, manager.email)


def test_an_offer_ends_on_the_day_it_would_leave_at_the_latest(asked, manager):
    loan = request_actions.offer_dates(asked, start=date(2026, 11, 25), end=date(2026, 12, 1), by=manager, at=AT)
    assert loan.offer_until == date(2026, 11, 25)


def test_dates_that_cannot_be_are_not_offered(asked, manager):
    with pytest.raises(NotFree, match="dimanche"):
        request_actions.offer_dates(asked, start=date(2027, 1, 10), end=date(2027, 1, 16), by=manager, at=AT)
    asked.refresh_from_db()
    assert asked.state == RequestState.SENT


def test_nothing_more_is_answered_while_an_offer_stands(asked, manager):
    request_actions.offer_dates(asked, **JANUARY, by=manager, at=AT)
    asked.refresh_from_db()
    for answer in (
        # Waiting again with the offer still there, it would break each pass over the line.
        lambda: request_actions.let_wait(asked, by=manager, at=AT),
        lambda: request_actions.confirm_request(asked, by=manager, at=AT),
        lambda: request_actions.offer_dates(asked, **JANUARY, by=manager, at=AT),
    ):
        with pytest.raises(DomainError, match="Une proposition attend déjà"):
            answer()


@pytest.mark.parametrize("how", ["withdrawn", "refused"])
def test_what_was_offered_is_free_again(asked, manager, teacher, how):
    request_actions.offer_dates(asked, **JANUARY, by=manager, at=AT)
    asked.refresh_from_db()
    if how == "withdrawn":
        offers.withdraw_request(asked, by=teacher, at=AT)
    else:
        offers.refuse_request(asked, reason="Plus prêté.", by=manager, at=AT)
    assert not Occupation.objects.exists()
    make_loan(asked.model, **JANUARY)


# -- The waiting list --------------------------------------------------------------------------------------------------


def line(model, *, by, count=2, **fields):
    """Requests on the waiting list, in the order in which they came."""
    found = []
    for n in range(count):
        request = make_request(
            make_school(partner=make_partner(f"Collège {n}", email=f"college-{n}@exemple.example")),
            model,
            by=by,
            **fields,
        )
        found.append(request_actions.let_wait(request, by=by, at=AT + timedelta(minutes=n)))
    return found


def test_what_comes_free_goes_to_the_first_in_line_alone(manager):
    model = make_item().model
    taken = make_loan(model, by=manager)
    first, second = line(model, by=manager, later_is_fine=False)
    assert request_actions.serve(at=AT) == []
    lifecycle.cancel(taken, reason="Plus besoin.", by=manager, at=AT)
    (offer,) = request_actions.serve(at=AT)
    assert offer.request == first
    second.refresh_from_db()
    assert second.state == RequestState.WAITING
    assert request_actions.serve(at=AT) == []


def test_one_whom_the_database_refuses_holds_up_nobody(manager, monkeypatch, caplog):
    model = make_item().model
    first, second = line(model, by=manager, later_is_fine=False)
    book = request_actions.book

    def refuse_the_first(**fields):
        if fields["request"] == first:
            raise IntegrityError("taken")
        return book(**fields)

    monkeypatch.setattr(request_actions, "book", refuse_the_first)
    (offer,) = request_actions.serve(at=AT)
    assert offer.request == second
    assert f"loan request {first.pk}" in caplog.text


def test_the_next_in_line_is_offered_what_the_first_lets_lapse(manager):
    model = make_item().model
    first, second = line(model, by=manager, later_is_fine=False, **JANUARY)
    request_actions.serve(at=AT)
    loan = Loan.objects.get(request=first)
    assert request_actions.lapse(at=at_day(loan.offer_until)) == []
    over = at_day(loan.offer_until + timedelta(days=3))
    assert request_actions.lapse(at=over) == [loan]
    assert request_actions.lapse(at=over) == []
    first.refresh_from_db()
    assert first.state == RequestState.WITHDRAWN
    assert mails_of(first)[-1][0] == RequestMailKind.LAPSED
    (offer,) = request_actions.serve(at=over)
    assert offer.request == second


def test_a_kit_waits_until_it_is_whole(manager):
    part, other = make_item(), make_item()
    kit = make_kit(part, other)
    taken = make_loan(part.model, by=manager)
    (asked,) = line(kit, by=manager, count=1, later_is_fine=False)
    assert request_actions.serve(at=AT) == []
    lifecycle.cancel(taken, reason="Plus besoin.", by=manager, at=AT)
    assert [one.request for one in request_actions.serve(at=AT)] == [asked]


def test_later_is_offered_to_whom_later_is_fine_alone(manager):
    model = make_item().model
    make_loan(model, by=manager)
    strict, easy = line(model, by=manager)
    LoanRequest.objects.filter(pk=strict.pk).update(later_is_fine=False)
    (offer,) = request_actions.serve(at=AT)
    assert offer.request == easy
    assert offer.start > MONDAY


def test_who_waits_for_days_that_are_over_is_notified(manager):
    model = make_item().model
    make_loan(model, by=manager)
    (asked,) = line(model, by=manager, count=1, later_is_fine=False)
    assert request_actions.outlived(at=AT) == []
    assert request_actions.outlived(at=at_day(date(2026, 12, 1))) == [asked]
    asked.refresh_from_db()
    assert asked.state == RequestState.WITHDRAWN
    assert mails_of(asked)[-1][0] == RequestMailKind.LAPSED


def test_an_offer_that_was_taken_does_not_lapse(manager):
    (asked,) = line(make_item().model, by=manager, count=1)
    (offer,) = request_actions.serve(at=AT)
    lifecycle.accept(offer, by=manager, at=AT)
    assert request_actions.lapse(at=at_day(date(2027, 3, 1))) == []
    asked.refresh_from_db()
    assert asked.state == RequestState.CONFIRMED


def test_an_offer_that_is_over_is_not_taken(manager):
    line(make_item().model, by=manager, count=1)
    (offer,) = request_actions.serve(at=AT)
    with pytest.raises(DomainError, match="n’est plus ouverte"):
        lifecycle.accept(offer, by=manager, at=at_day(offer.offer_until + timedelta(days=1)))


def test_a_model_without_items_holds_up_nobody(manager):
    line(make_model(), by=manager, count=1)
    (asked,) = line(make_item().model, by=manager, count=1)
    assert [one.request for one in request_actions.serve(at=AT)] == [asked]


def test_an_offer_that_the_bank_gives_up_ends_its_request_and_says_why(asked, teacher, manager):
    offer = request_actions.offer_dates(asked, start=MONDAY, end=date(2026, 12, 5), by=manager, at=AT)
    with pytest.raises(DomainError, match="Indiquez pourquoi"):
        offers.give_up(offer, reason=" ", by=manager, at=AT)
    offer = offers.give_up(offer, reason="Le matériel est cassé.", by=manager, at=AT)
    asked.refresh_from_db()
    assert (offer.state, asked.state, asked.reason) == (
        LoanState.CANCELLED,
        RequestState.REFUSED,
        "Le matériel est cassé.",
    )
    assert mails_of(asked)[-1] == (RequestMailKind.REFUSED, teacher.email)
    assert not Occupation.objects.exists()


def test_a_booking_that_is_given_up_is_cancelled(asked, manager):
    loan = request_actions.confirm_request(asked, by=manager, at=AT)
    loan = offers.give_up(loan, reason="Le collège n’en a plus besoin.", by=manager, at=AT)
    assert (loan.state, loan.cancel_reason) == (LoanState.CANCELLED, "Le collège n’en a plus besoin.")


def test_who_went_to_another_school_reads_no_more_of_this_one(asked, school, teacher, manager):
    Membership.objects.filter(user=teacher).delete()
    make_membership(roles=("school",), user=teacher)
    colleague = make_user("principale@exemple.example")
    make_membership(school.partner, roles=("school",), user=colleague)
    request_actions.confirm_request(asked, by=manager, at=AT)
    assert mails_of(asked)[-1] == (RequestMailKind.CONFIRMED, colleague.email)


# -- Several models in one request


def test_several_models_are_written_and_sent_as_one_and_answered_each_alone(school, teacher, manager):
    """What is changed of the first is changed of all but their model; the bank gets one e-mail, and decides of each."""
    pen, kit, desk = make_item().model, make_kit(), make_item().model
    first = make_request(school, pen, by=teacher, sent=False, also=[kit, desk])
    others = list(first.siblings)
    assert [one.wanted for one in others] == [kit, desk]
    changed = {"situation": "Écrire seul.", "needs": ["writing"], **JANUARY}
    request_actions.change_request(first, **changed, by=teacher, at=AT)
    for one in (first, *others):
        one.refresh_from_db()
        assert (one.situation, one.needs, one.start) == ("Écrire seul.", ["writing"], JANUARY["start"])
    assert first.wanted == pen
    with pytest.raises(DomainError, match="part avec la demande"):
        request_actions.send_request(others[0], by=teacher, at=AT)
    request_actions.send_request(first, by=teacher, at=AT)
    states = dict.fromkeys([first.pk, *(one.pk for one in others)], RequestState.SENT)
    assert dict(LoanRequest.objects.values_list("pk", "state")) == states
    assert LoanRequestMail.objects.filter(to=manager.email).count() == 1
    loan = request_actions.confirm_request(first, by=manager, at=AT)
    offers.refuse_request(others[0], reason="La mallette est en réparation.", by=manager, at=AT)
    assert loan.lent == pen
    states |= {first.pk: RequestState.CONFIRMED, others[0].pk: RequestState.REFUSED}
    assert dict(LoanRequest.objects.values_list("pk", "state")) == states


def test_a_thing_stands_once_in_a_request(school, teacher):
    pen, desk = make_item().model, make_item().model
    first = make_request(school, pen, by=teacher, sent=False, also=[desk, pen, desk])
    assert [one.wanted for one in first.siblings] == [desk]
    with pytest.raises(DomainError, match=f"{desk}.* est déjà dans cette demande"):
        request_actions.change_request(first, model=desk, by=teacher, at=AT)
    first.refresh_from_db()
    assert first.wanted == pen


def test_each_thing_of_a_request_has_the_needs_that_it_answers(school, teacher, manager):
    """One that answers none of those chosen has them all; the loan has those of its line."""
    ball, bar = (make_item(make_model(needs=needs)).model for needs in (["attention", "calm"], ["reading"]))
    first = make_request(school, ball, by=teacher, sent=False, also=[bar])
    chosen = {"needs": ["attention", "calm", "reading"], **JANUARY}
    request_actions.change_request(first, **chosen, by=teacher, at=AT)
    second = first.siblings.get()
    first.refresh_from_db()
    assert (first.needs, second.needs) == (["attention", "calm"], ["reading"])
    request_actions.change_request(first, needs=["attention", "hearing"], by=teacher, at=AT)
    first.refresh_from_db()
    assert (first.needs, first.siblings.get().needs) == (["attention"], ["attention", "hearing"])
    request_actions.change_request(first, **chosen, by=teacher, at=AT)
    request_actions.change_request(first, model=make_item(make_model(needs=["calm"])).model, by=teacher, at=AT)
    assert first.siblings.get().needs == ["reading"]
    request_actions.send_request(first, by=teacher, at=AT)
    assert request_actions.confirm_request(second, by=manager, at=AT).needs == ["reading"]


def test_a_draft_is_deleted_with_those_that_follow_it_and_one_of_them_alone(school, teacher):
    first = make_request(school, by=teacher, sent=False, also=[make_item().model, make_item().model])
    request_actions.delete_draft(first.siblings[0], by=teacher, at=AT)
    assert LoanRequest.objects.count() == 2
    request_actions.delete_draft(first, by=teacher, at=AT)
    assert not LoanRequest.objects.exists()
