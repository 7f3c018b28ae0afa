"""The letter of a programme as it would be written today, to an invented person."""

from datetime import date

from funding.actions.passes import days_from
from funding.documents.letters import render_content, sample_content
from funding.models import PassProgramme
from inclusion.core.french.periods import plain_date


def preview(programme: PassProgramme, *, on: date) -> bytes:
    """Return the PDF of a letter whose passes are worth nothing; its last day is the one that the terms give today."""
    until = plain_date(days_from(programme, on=on).valid_until)
    return render_content(sample_content(programme, on=on) | {"valid_until": until})
