"""What the form of a session says of a day and an hour that nobody can read."""

import pytest
from django.core.exceptions import ValidationError

from equipment.family_aid.forms import SessionForm


@pytest.mark.parametrize(
    ("field", "sentence"),
    [("day", "Écrivez une date, par exemple 24/11/2026."), ("hour", "Écrivez une heure, par exemple 17:30.")],
)
def test_what_cannot_be_read_is_answered_with_an_example(field, sentence):
    with pytest.raises(ValidationError, match=sentence):
        SessionForm.base_fields[field].clean("après l’école")
