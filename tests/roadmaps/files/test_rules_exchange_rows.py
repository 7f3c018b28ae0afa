"""Rows of a roadmap's file: titles, cells, names."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from inclusion.core.errors import DomainError
from inclusion.core.french.names import search_form
from roadmaps.enums import ActionState, Need, Strand
from roadmaps.files.rules.rows import COLUMNS, did_you_mean, is_action, match_headers, nearest, read_row, split_names
from tests.pages import plain


def row(**cells):
    """A row under all columns; the names are those of the columns."""
    return read_row(2, list(COLUMNS), [cells.get(column.name) for column in COLUMNS])


def faults(row):
    return {fault.column: plain(fault.reason) for fault in row.faults}


def test_titles_are_matched_in_any_order_accents_case_and_units_aside():
    matched = match_headers(["action", "AXE", None, "Budget (€)", "Avancement (%)", "n°"])
    assert [one and one.name for one in matched] == ["title", "axis", None, "budget", "progress", "number"]
    assert COLUMNS.count_known(["Axe", "Action", "Autre", ""]) == 2
    assert [one.name for one in match_headers(COLUMNS.headers)] == [one.name for one in COLUMNS]


def test_wrong_titles_are_named():
    with pytest.raises(DomainError) as refused:
        match_headers(["Axe", "Axe", "Couleur"])
    said = plain(refused.value)
    assert refused.value.field == "file"
    assert "Il manque la colonne « Action »." in said and "« Couleur »" in said and "deux fois : « Axe »" in said


def test_a_whole_row_is_read():
    read = row(
        axis="Accès",
        title="Permanences",
        description="Une\r\nligne ",
        leads="CAF; MSA",
        start="01/09/2026",
        end=date(2026, 12, 31),
        state="en cours",
        progress=0.5,
        strand="social",
        needs="Structurer un fonds ;",
        budget="1 250,50 €",
        key=12.0,
    )
    assert not read.faults and is_action(read)
    assert read.values["description"] == "Une\nligne"
    assert (read.values["start"], read.values["end"]) == (date(2026, 9, 1), date(2027, 1, 1))
    assert (read.values["state"], read.values["progress"]) == (ActionState.ONGOING, 50)
    assert (read.values["strand"], read.values["needs"]) == (Strand.SOCIAL, [Need.FUND])
    assert (read.values["budget"], read.values["key"]) == (Decimal("1250.50"), 12)
    assert not {"priority", "origin"} & set(read.values)


def test_each_wrong_cell_is_named_by_its_column():
    read = row(title="x" * 201, state="Presque", start="demain", budget="cher", needs="Manger", key="A4")
    assert set(faults(read)) == {"Axe", "Action", "État", "Début", "Budget", "Besoins", "Identifiant"}
    assert faults(read)["Axe"] == "Indiquez l’axe."


def test_an_axis_alone_is_a_row_and_an_action_has_a_title():
    assert not row(axis="Accès").faults and not is_action(row(axis="Accès"))
    assert "intitulé" in faults(row(axis="Accès", leads="CAF"))["Action"]


def test_a_cell_beyond_the_titles_is_reported():
    read = read_row(3, match_headers(["Axe", "Action"]), ["A", "B", "C"])
    assert "sous aucun titre" in faults(read)[""]


def test_names_are_parted_at_semicolons_but_for_those_that_hold_one():
    known = {"CAF; antenne", "MSA"}.__contains__
    assert split_names("MSA; CAF; antenne;Autre ;", known) == ["MSA", "CAF; antenne", "Autre"]
    assert split_names("", known) == []


def test_the_nearest_names_are_proposed():
    known = {search_form(name): name for name in ("CAF de Vaucluse", "MSA Alpes", "Emmaüs Connect", "CPAM")}
    assert nearest("Emaus Connect", known) == ["Emmaüs Connect"]
    assert nearest("CAF", known) == ["CAF de Vaucluse"]
    assert nearest("Mairie de Paris", known) == [] and nearest("?", known) == []
    assert plain(did_you_mean(["A", "B", "C"])) == " Voulez-vous dire « A », « B » ou « C » ?".strip()
    assert did_you_mean([]) == ""


def test_the_guide_describes_every_column():
    guide = (Path(__file__).resolve().parents[3] / "docs/fichier-feuille-de-route.md").read_text()
    assert not [one.header for one in COLUMNS if f"| {one.header} | {plain(one.note)} |" not in plain(guide)]
