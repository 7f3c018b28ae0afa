"""Reasons that others read, and that outlive a person's file: the form says to name nobody."""

import pytest

from funding.forms.programmes import WithdrawForm
from funding.forms.redemptions import SettleForm, UndoForm
from funding.forms.reimbursements import CorrectForm, UnpayForm


@pytest.mark.parametrize("form", [UndoForm, SettleForm, CorrectForm, UnpayForm, WithdrawForm])
def test_nobody_is_to_be_named(form):
    (field,) = form().fields.values()
    assert "ne nommez personne" in field.help_text.lower()
