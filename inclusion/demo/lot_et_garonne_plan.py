"""A roadmap for Déclic 47, whose actions the fund pays: what was committed and paid comes from its ledger.

Axes and budgets are written for the demonstration; the actions are those of the fund.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from inclusion.demo.roadmap_shapes import (
    Committee,
    Plan,
    PlanAction,
    PlanAdoption,
    PlanAxis,
    PlanFunding,
    PlanIndicator,
    PlanMoney,
    Planning,
    since,
)

_FUND = "Fonds départemental d’inclusion numérique"


def _paid(
    title: str, planned: int, budget: int, *, begun: date, through: str = "", **fields: Any
) -> PlanAction:
    """An action of the roadmap whose euros go through the action of the fund of the same name, or of `through`."""
    return PlanAction(
        title=title,
        leads=fields.pop("leads", ("departement",)),
        steps=fields.pop("steps", (since(begun),)),
        budget=Decimal(budget).quantize(Decimal("0.01")),
        funding=(
            PlanFunding(
                fund=_FUND, planned=Decimal(planned).quantize(Decimal("0.01")), action=through or title
            ),
        ),
        **fields,
    )


PLANNING = Planning(
    minimum_axes=1,
    bodies=(
        Committee(
            name="Comité des financeurs de Déclic 47",
            kind="copil",
            partner="departement",
            deals_since=date(2024, 11, 4),
        ),
    ),
    plans=(
        Plan(
            level="departmental",
            title="Feuille de route Déclic 47",
            summary="Écrite pour la démonstration\u00a0: les actions du fonds commun, rangées en trois axes.",
            start=date(2025, 1, 1),
            end=date(2028, 1, 1),
            begun_on=date(2025, 3, 3),
            carriers=("departement",),
            drafted_on=date(2025, 3, 10),
            adopted=PlanAdoption(body="Comité des financeurs de Déclic 47", on=date(2025, 3, 27)),
            axes=(
                PlanAxis(
                    title="Accompagner les usagers des opérateurs",
                    actions=(
                        _paid(
                            "Mes droits depuis chez moi",
                            24000,
                            30000,
                            begun=date(2025, 4, 10),
                            partners=("caf", "cpam", "msa", "carsat"),
                            start=date(2025, 3, 1),
                            end=date(2027, 1, 1),
                            progress=70,
                            priority="high",
                            money=(
                                PlanMoney(
                                    label="Mise à disposition d’animateurs",
                                    amount=Decimal("6000.00"),
                                    partner="caf",
                                    secured_on=date(2025, 4, 2),
                                ),
                            ),
                        ),
                        _paid(
                            "Jeudis de l’inclusion numérique",
                            15000,
                            15000,
                            begun=date(2025, 5, 6),
                            start=date(2025, 3, 1),
                            end=date(2027, 7, 1),
                            progress=60,
                        ),
                        _paid(
                            "Pass numérique",
                            150000,
                            160000,
                            begun=date(2025, 3, 28),
                            start=date(2025, 3, 1),
                            end=date(2028, 1, 1),
                            progress=50,
                            priority="high",
                        ),
                    ),
                ),
                PlanAxis(
                    title="Faire se connaître les acteurs",
                    actions=(
                        _paid(
                            "Petit Journal de l’Inclusion Numérique",
                            7000,
                            7000,
                            begun=date(2025, 9, 18),
                            start=date(2025, 9, 1),
                            end=date(2026, 11, 1),
                            progress=75,
                        ),
                        _paid(
                            "Forum de l’inclusion numérique",
                            80000,
                            85000,
                            begun=date(2025, 11, 6),
                            through="Forum",
                            start=date(2025, 10, 1),
                            end=date(2026, 4, 1),
                            steps=(since(date(2025, 11, 6)), since(date(2026, 5, 22), "done")),
                            progress=100,
                        ),
                    ),
                ),
                PlanAxis(
                    title="Équiper les familles",
                    actions=(
                        _paid(
                            "Filière de reconditionnement",
                            24000,
                            60000,
                            begun=date(2026, 3, 20),
                            start=date(2026, 3, 1),
                            end=date(2028, 1, 1),
                            progress=45,
                            needs=("structurer_une_filiere_de_reconditionnement",),
                        ),
                        _paid(
                            "Fonds d’aide à l’équipement",
                            10000,
                            10000,
                            begun=date(2026, 5, 28),
                            start=date(2026, 5, 1),
                            end=date(2027, 6, 1),
                            progress=60,
                        ),
                    ),
                ),
            ),
            indicators=(
                PlanIndicator(name="Pass remis", unit="pass", axis=1, measure="passes_issued"),
                PlanIndicator(
                    name="Participants au Forum",
                    unit="personnes",
                    action="Forum de l’inclusion numérique",
                    years=((2026, "1200", "1400"),),
                ),
            ),
        ),
    ),
)
