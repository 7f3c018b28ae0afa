"""Forms of contributions: who may be chosen, for which years, and when a receipt asks."""

from datetime import date

from funding.contributions.forms import EarmarkForm, PledgeForm, ReceiptForm
from tests.builders import make_partner, make_user
from tests.funding.builders import make_action, make_fund
from tests.setup_data import setup_data

PAID = {"amount": "10", "on": "2026-03-02", "bank_reference": "VIR"}


@setup_data
def fund(scope):
    return make_fund()


def test_a_promise_is_for_a_year_of_the_fund(fund):
    assert [year for year, _ in PledgeForm(fund=fund).fields["year"].choices] == [2026, 2027, 2028]
    short = make_fund("Court", start=date(2026, 3, 1), end=date(2026, 9, 1))
    form = PledgeForm({"year": "2027"}, fund=short)
    assert form.errors["year"] == ["Choisissez une année du fonds\u00a0: c’est 2026."]


def test_a_partner_that_was_merged_into_another_is_not_offered(fund):
    kept, gone = make_partner("CAF"), make_partner("CAF bis")
    gone.merged_into = kept
    gone.save()
    offered = set(PledgeForm(fund=fund).fields["partner"].queryset)
    assert kept in offered and gone not in offered


def test_actions_are_asked_for_only_where_there_are_any(fund):
    assert "actions" not in PledgeForm(fund=fund).fields
    by = make_user()
    forum = make_action(fund, "Forum", by=by)
    make_action(make_fund("Autre"), "Ailleurs", by=by)
    assert list(PledgeForm(fund=fund).fields["actions"].queryset) == [forum]
    assert list(EarmarkForm(fund=fund).fields["actions"].queryset) == [forum]


def test_a_receipt_form_asks_only_once_it_must():
    assert list(ReceiptForm(PAID).fields) == ["amount", "on", "bank_reference"]
    form = ReceiptForm(PAID)
    assert form.is_valid() and "above_call" not in form.cleaned_data
    form.ask_whether_exact()
    assert list(form.fields) == ["amount", "above_call", "on", "bank_reference"]
    ticked = ReceiptForm({**PAID, "above_call": "on"})
    assert ticked.is_valid() and ticked.cleaned_data["above_call"] is True
