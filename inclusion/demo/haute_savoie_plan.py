"""The action plan of the MedNum of Annecy: six axes, thirty actions, and what emerged since.

Axes are word for word, and so are the actions that the city tells; the others say that they are invented. Dates,
budgets and progress are invented but for the days and figures of the festival.
"""

from datetime import date

from inclusion.demo.haute_savoie_axes import AXES
from inclusion.demo.haute_savoie_workshop import WORKSHOP
from inclusion.demo.roadmap_shapes import (
    Committee,
    Plan,
    PlanAdoption,
    PlanIndicator,
    Planning,
    PlanPaper,
    PlanPost,
)

_PLAN = Plan(
    level="local",
    title="Plan d’action de la MedNum d’Annecy",
    summary=(
        "30 actions réparties en 6 axes sur la période 2020-2023, prolongées jusqu’en 2026. Un volet "
        "«\u00a0social\u00a0»\u00a0: la lutte contre la fracture numérique\u00a0; un volet "
        "«\u00a0culturel\u00a0»\u00a0: l’éducation au numérique. Co-construit en 2019-2020 avec les directions "
        "municipales concernées."
    ),
    start=date(2020, 1, 1),
    end=date(2027, 1, 1),
    begun_on=date(2020, 1, 13),
    carriers=("ville",),
    communes=("74010",),
    axes=AXES,
    drafted_on=date(2020, 1, 20),
    adopted=PlanAdoption(body="Conseil municipal d’Annecy", on=date(2020, 2, 24)),
    posts=(
        PlanPost(
            title="Coordinateur «\u00a0Médiation numérique\u00a0»",
            outcome="granted",
            decided_on=date(2020, 9, 1),
        ),
        PlanPost(
            title="Médiateur numérique «\u00a0Aide aux démarches en ligne (CNFS)\u00a0»",
            outcome="granted",
            decided_on=date(2021, 11, 8),
        ),
        PlanPost(
            title="Médiateur numérique «\u00a0Pratiques culturelles numériques\u00a0»",
            outcome="declined",
            decided_on=date(2022, 5, 16),
            reason="Raison écrite pour la démonstration\u00a0: arbitrage du budget 2022.",
        ),
        PlanPost(
            title="Médiateur numérique «\u00a0Itinéraire numérique\u00a0»",
            outcome="declined",
            decided_on=date(2022, 5, 16),
            reason="Raison écrite pour la démonstration\u00a0: arbitrage du budget 2022.",
        ),
    ),
    papers=tuple(
        PlanPaper(
            kind="diagnostic",
            title=f"Enquête sur la fracture numérique {whom}",
            filename=f"enquete-{key}-2019.pdf",
            day="28 août 2019",
            paragraphs=(
                "Résultats des enquêtes statistiques auprès de la population et des acteurs locaux sur la fracture "
                "numérique. Ville d’Annecy, direction des usages numériques et des systèmes d’information.",
                "Ce document est écrit pour la démonstration\u00a0: il tient la place du vrai, dont il n’a pas "
                "les chiffres.",
            ),
        )
        for key, whom in (
            ("population", "auprès de la population"),
            ("acteurs", "auprès des acteurs locaux de la médiation numérique"),
        )
    ),
    indicators=(
        PlanIndicator(
            name="Visiteurs du festival NumericA",
            unit="visiteurs",
            definition="Entrées comptées sur les deux journées. La valeur de 2024 est celle de la ville.",
            action="NumericA, le festival annuel du numérique pour tous",
            years=(
                (2023, None, "1180"),
                (2024, "1300", "1420"),
                (2025, "1500", "1610"),
                (2026, "1700", None),
            ),
        ),
        PlanIndicator(
            name="Réunions du réseau",
            unit="réunions",
            definition="Une par trimestre.",
            action="Animation du réseau des acteurs locaux de la médiation numérique",
            years=((2023, "4", "4"), (2024, "4", "4"), (2025, "4", "4"), (2026, "4", "3")),
        ),
        PlanIndicator(
            name="Personnes reçues dans les permanences",
            unit="personnes",
            definition="Valeurs écrites pour la démonstration.",
            axis=1,
            years=(
                (2023, "1500", "1388"),
                (2024, "1600", "1702"),
                (2025, "1700", "1655"),
                (2026, "1700", None),
            ),
        ),
    ),
    workshops=(WORKSHOP,),
)

PLANNING = Planning(
    minimum_axes=0,
    bodies=(
        Committee(name="Conseil municipal d’Annecy", kind="assembly", partner="ville"),
        Committee(
            name="Réunion trimestrielle du réseau",
            kind="network",
            partner="ville",
            deals_since=date(2020, 3, 2),
            description="Plus de 50 acteurs locaux actifs.",
        ),
        Committee(
            name="Comité de pilotage de la MedNum",
            kind="copil",
            partner="ville",
            deals_since=date(2020, 3, 2),
        ),
    ),
    plans=(_PLAN,),
    seats=(("200066793", "45.90", "6.13"),),
)
