"""Files of ideas as bytes: CSV and workbooks, tried against the tables of a workshop."""

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.web.exports import to_csv, to_xlsx
from roadmaps.models import Proposal
from roadmaps.workshops.actions import BOUNDS, try_ideas, withdraw_idea
from tests.builders import AT
from tests.roadmaps.builders import make_roadmap
from tests.roadmaps.workshop_builders import make_idea, make_workshop
from tests.setup_data import setup_data

LINES = [["Table", "Idée", "Précisions"], [1, "Un bus", "La nuit"], [2, "Des prêts", None], [9, "Une carte", ""]]


@setup_data
def workshop(network):
    return make_workshop(make_roadmap("Feuille"), "Un", "Deux")


@pytest.mark.parametrize("data", [to_csv(LINES), to_xlsx(LINES, title="Idées")], ids=["csv", "xlsx"])
def test_a_file_is_read_and_nothing_is_written(workshop, data):
    read = try_ideas(workshop, data)
    assert [(row.number, row.table, row.text, row.detail) for row in read.rows] == [
        (2, 0, "Un bus", "La nuit"),
        (3, 1, "Des prêts", ""),
    ]
    assert [(fault.row, fault.written) for fault in read.refused] == [(4, "Une carte")]
    assert not Proposal.objects.exists()


def test_what_is_on_the_table_is_known_and_what_was_taken_out_is_not(workshop, camille):
    make_idea(workshop, "un BUS !")
    withdraw_idea(make_idea(workshop, "Des prêts", table=2), by=camille, at=AT)
    read = try_ideas(workshop, to_csv(LINES))
    assert (read.known, [row.text for row in read.rows]) == (1, ["Des prêts"])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (to_csv([["Ville", "Nom"], ["a", "b"]]), "n’a pas de colonne «\u00a0idée\u00a0»"),
        (to_csv([LINES[0]]), "n’a que ses titres"),
        (b"", "vide"),
        (b"a" * (BOUNDS.max_bytes + 1), "dépasse 2\u00a0Mo"),
        (to_csv([LINES[0], *([1, f"Idée {n}", ""] for n in range(501))]), "plus de 500 lignes"),
    ],
)
def test_a_file_that_is_none_says_why(workshop, data, sentence):
    with pytest.raises(DomainError, match=sentence) as refused:
        try_ideas(workshop, data)
    assert refused.value.field == "file"
