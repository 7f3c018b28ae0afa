"""The answer of a file's page, and that a report is kept as it was found."""

import json
from decimal import Decimal

import pytest

from funding.imports.rules import Effect, Line, Report, Total
from inclusion.core.enums import ImportState
from inclusion.core.imports.columns import Fault


def report(**effects):
    lines = [
        Line(number, who="CAF", effect=Effect(effect))
        for number, effect in enumerate((name for name, count in effects.items() for _ in range(count)), 2)
    ]
    return Report(lines, [])


@pytest.mark.parametrize(
    ("effects", "said"),
    [
        ({"created": 38, "changed": 2, "unchanged": 4}, "38 lignes seront ajoutées, 2 modifiées, 4 inchangées"),
        ({"created": 1, "unchanged": 1}, "1 ligne sera ajoutée, 1 inchangée"),
        ({"changed": 1}, "1 ligne sera modifiée"),
        ({"created": 1, "asks": 1}, "2 lignes seront ajoutées"),
        ({"created": 40, "wrong": 3}, "3 lignes sont à corriger : rien ne sera enregistré"),
        ({"wrong": 1}, "1 ligne est à corriger : rien ne sera enregistré"),
        ({"unchanged": 4}, "Ce fichier ne change rien : tout ce qu’il contient est déjà enregistré"),
    ],
)
def test_the_answer_in_one_line(effects, said):
    assert report(**effects).headline().replace("\u00a0", " ") == said


def test_the_answer_afterwards():
    done = report(created=2, unchanged=1)
    assert done.headline(ImportState.APPLIED) == "2 lignes sont ajoutées, 1 inchangée"
    assert report(changed=1).headline(ImportState.APPLIED) == "1 ligne est modifiée"
    assert done.headline(ImportState.DROPPED).startswith("Ce fichier est abandonné")


def test_a_report_is_read_back_as_it_was():
    fault = Fault(3, "Date", "demain", "Écrivez une date.")
    kept = Report(
        [
            Line(2, "CAF", "2026", Effect.CHANGED, "24/11/2026", "VIR-1", Decimal("0.00"), Decimal("12.50")),
            Line(3, "?", asks=["Est-ce un autre ?"], faults=[fault]),
        ],
        [Total("Reçu", Decimal("1.00"), Decimal("3.50"))],
    )
    stored = json.loads(json.dumps(kept.as_json()))
    assert stored == kept.as_json()
    assert Report.from_json(stored) == kept
    assert kept.totals[0].change == Decimal("2.50")
    assert (kept.before, kept.after) == (Decimal("0.00"), Decimal("12.50"))
    assert kept.faults == [fault]
