"""Two texts as one: what was kept, what is gone, what is new."""

from hypothesis import given
from hypothesis import strategies as st

from roadmaps.adoption.rules import MAX_WORDS, Piece, compared


def test_a_word_that_changed():
    assert compared("Ouvrir trois permanences.", "Ouvrir cinq permanences.") == (
        Piece("kept", "Ouvrir "),
        Piece("gone", "trois"),
        Piece("new", "cinq"),
        Piece("kept", " permanences."),
    )


def test_the_same_text_is_kept():
    assert compared("Ouvrir.", "Ouvrir.") == (Piece("kept", "Ouvrir."),)
    assert compared("", "") == ()


def test_very_long_texts_are_shown_whole():
    long = "mot " * MAX_WORDS
    assert [piece.fate for piece in compared(long, "autre")] == ["gone", "new"]


@given(st.text(max_size=80), st.text(max_size=80))
def test_both_texts_can_be_read_back(before, after):
    pieces = compared(before, after)
    assert "".join(piece.text for piece in pieces if piece.fate != "new") == before
    assert "".join(piece.text for piece in pieces if piece.fate != "gone") == after
