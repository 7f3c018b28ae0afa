"""Pages of docs/ that are written from the code say what it says."""

from pathlib import Path

from inclusion.management.commands.figures import figures_document
from inclusion.management.commands.states_doc import states_document

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_the_states_follow_the_models():
    written = (DOCS / "states.md").read_text()
    assert written == states_document(), "run: manage.py states_doc > docs/states.md"


def test_the_figures_follow_their_definitions():
    written = (DOCS / "figures.md").read_text()
    assert written == figures_document(), "run: manage.py figures --document > docs/figures.md"
