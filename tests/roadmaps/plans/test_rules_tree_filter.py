"""Which actions a filter keeps."""

import pytest

from roadmaps.plans.rules.tree import ActionFilterRow, TreeFilter

ONE = ActionFilterRow(
    text="1.2 Permanences d’accès aux droits CCAS d’Évreux",
    state="ongoing",
    leads=[3],
    strand="social",
    needs=["appui_juridique"],
    is_late=True,
)


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        (TreeFilter(), True),
        (TreeFilter(q="acces DROITS"), True),
        (TreeFilter(q="d'evreux"), True),
        (TreeFilter(q="droits culture"), False),
        (TreeFilter(state="ongoing"), True),
        (TreeFilter(state="done"), False),
        (TreeFilter(lead=3), True),
        (TreeFilter(lead=4), False),
        (TreeFilter(strand="cultural"), False),
        (TreeFilter(need="appui_juridique", strand="social"), True),
        (TreeFilter(need="structurer_un_fonds"), False),
        (TreeFilter(sign="late"), True),
        (TreeFilter(sign="blocked"), False),
        (TreeFilter(sign="inconnu"), True),
    ],
)
def test_what_is_kept(wanted, kept):
    assert wanted.keeps(ONE) is kept


def test_a_filter_of_spaces_asks_for_nothing():
    assert TreeFilter(q="  ").is_empty
    assert not TreeFilter(lead=3).is_empty
