"""The picture of a simulation: the pot as it is, and as it would be."""

from funding.rules.pictures import WIDE
from funding.rules.simulation import Simulation
from inclusion.core.charts.bars import Chart, Piece, bar_chart
from inclusion.core.french.money import brief_euros


def before_and_after(simulation: Simulation, *, width: int = WIDE) -> Chart:
    """Two bars on one scale: the pot today, then the same pot, the money given and the match that it draws."""
    one = simulation
    match = one.entering - one.amount
    return bar_chart(
        [
            (
                f"Aujourd’hui\u00a0: {brief_euros(one.pot_before)}",
                [Piece("Pot commun", one.pot_before, "c1")],
            ),
            (
                f"Avec {brief_euros(one.amount)} de plus\u00a0: {brief_euros(one.pot_after)}",
                [
                    Piece("Pot commun", one.pot_before, "c1"),
                    Piece("Versé en plus", one.amount, "c3"),
                    Piece("Effet levier", match, "c2"),
                ],
            ),
        ],
        width=width,
    )
