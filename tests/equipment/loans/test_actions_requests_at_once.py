"""Two people answer one request, two workers serve one line: with the lock once, without it twice."""

from threading import Barrier

import pytest

from equipment.enums import RequestState
from equipment.loans.actions import lifecycle, offers
from equipment.models import Loan, LoanRequest, LoanRequestMail
from equipment.requests import actions as request_actions
from inclusion.core.errors import DomainError
from inclusion.core.scope import scoped_to
from tests.builders import AT, make_network
from tests.crowds import at_once
from tests.equipment.builders import make_bank, make_item, make_model, make_request

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 8


@pytest.fixture
def network():
    return make_network()


@pytest.fixture
def asked(network):
    """A request of which every answer could have an item."""
    with scoped_to(network):
        make_bank(email="banque@exemple.example")
        model = make_model()
        for _ in range(CROWD):
            make_item(model)
        return make_request(wanted=model)


def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everybody read the request before anybody answers it, and nobody wait for anybody."""
    together = Barrier(CROWD)

    def read(request: LoanRequest) -> LoanRequest:
        found = LoanRequest.objects.select_related("school", "model", "kit", "pupil").get(pk=request.pk)
        together.wait(60)
        return found

    for module in (request_actions, offers):
        monkeypatch.setattr(module, "lock_request", read)


def test_eight_confirm_and_one_does(network, asked):
    answers = at_once(network, lambda n: request_actions.confirm_request(asked, by=None, at=AT), CROWD)
    assert sum(isinstance(one, Loan) for one in answers) == 1
    assert all("confirmée" in str(one) for one in answers if isinstance(one, DomainError))
    with scoped_to(network):
        assert Loan.objects.count() == 1


def test_without_the_lock_the_answers_collide_in_the_database(network, asked, monkeypatch):
    without_the_lock(monkeypatch)
    answers = at_once(network, lambda n: request_actions.confirm_request(asked, by=None, at=AT), CROWD)
    # The table still allows only one loan for a request; whoever was late reads no sentence.
    assert any(not isinstance(one, Loan | DomainError) for one in answers)


def test_eight_workers_serve_the_line_and_offer_once(network, asked, caplog):
    with scoped_to(network):
        request_actions.let_wait(asked, by=None, at=AT)
    answers = at_once(network, lambda n: request_actions.serve(at=AT), CROWD)
    assert sum(len(one) for one in answers) == 1
    assert "no offer could be made" not in caplog.text
    with scoped_to(network):
        assert Loan.objects.count() == 1
        assert LoanRequestMail.objects.filter(kind="offered").count() <= 1


def test_without_the_lock_workers_collide_and_their_pass_goes_on(network, asked, monkeypatch, caplog):
    with scoped_to(network):
        request_actions.let_wait(asked, by=None, at=AT)
    without_the_lock(monkeypatch)
    answers = at_once(network, lambda n: request_actions.serve(at=AT), CROWD)
    assert "no offer could be made" in caplog.text
    # None ended at the collision.
    assert all(isinstance(one, list) for one in answers)


def test_taken_and_withdrawn_at_once_is_one_of_the_two(network, asked):
    with scoped_to(network):
        request_actions.let_wait(asked, by=None, at=AT)
        (offer,) = request_actions.serve(at=AT)

    def answer(n: int):
        if n % 2:
            return lifecycle.accept(offer, by=None, at=AT)
        return offers.withdraw_request(asked, by=None, at=AT)

    at_once(network, answer, CROWD)
    with scoped_to(network):
        asked.refresh_from_db()
        loan = Loan.objects.get()
    assert (asked.state, loan.state) in [(RequestState.CONFIRMED, "booked"), (RequestState.WITHDRAWN, "cancelled")]
