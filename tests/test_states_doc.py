"""docs/states.md says what the models say."""

from pathlib import Path

from inclusion.management.commands.states_doc import states_document


def test_the_document_follows_the_models():
    written = (Path(__file__).resolve().parent.parent / "docs/states.md").read_text()
    assert written == states_document(), "run: manage.py states_doc > docs/states.md"
