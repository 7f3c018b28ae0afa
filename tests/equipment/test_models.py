"""Requests in the order in which a bank looks at them."""

from datetime import timedelta

from equipment.loans.actions.offers import refuse_request
from equipment.models import LoanRequest
from equipment.requests.actions import let_wait
from tests.builders import AT, make_user
from tests.equipment.builders import make_item, make_request, make_school


def test_what_presses_comes_first_and_what_was_answered_latest_before_what_was_earlier(rows):
    with rows.scope():
        by = make_user()
        pressing, later, listed, old, recent = (make_request(make_school(), make_item().model, by=by) for _ in range(5))
        for request, days in ((pressing, 1), (later, 9), (old, 0), (recent, 30)):
            LoanRequest.objects.filter(pk=request.pk).update(answer_by=AT.date() + timedelta(days=days))
        LoanRequest.objects.filter(pk=old.pk).update(drafted_at=AT - timedelta(days=400))
        let_wait(listed, by=by, at=AT)
        for request in (recent, old):
            refuse_request(request, reason="Essayez d’abord le casque du collège.", by=by, at=AT)
        assert list(LoanRequest.objects.pressing_first()) == [pressing, later, listed, recent, old]
