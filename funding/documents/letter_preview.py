"""The letter of a programme as it would be written today, to an invented person."""

from datetime import date

from funding.documents import letters
from funding.models import PassProgramme


def preview(programme: PassProgramme, *, on: date) -> bytes:
    """Return the PDF of a letter whose passes are worth nothing."""
    return letters.render_content(letters.sample_content(programme, on=on))
