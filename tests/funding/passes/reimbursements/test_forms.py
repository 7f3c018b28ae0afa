"""Reasons that others read, and that outlive a person's file: the form says to name nobody."""

import pytest

from funding.passes.programmes.forms import WithdrawForm
from funding.passes.reimbursements.forms import CorrectForm, UndoForm, UnpayForm
from funding.passes.uses.forms import SettleForm


@pytest.mark.parametrize("form", [UndoForm, SettleForm, CorrectForm, UnpayForm, WithdrawForm])
def test_nobody_is_to_be_named(form):
    (field,) = form().fields.values()
    assert "ne nommez personne" in field.help_text.lower()
