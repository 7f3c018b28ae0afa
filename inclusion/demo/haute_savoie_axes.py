"""The axes of the plan of Annecy, word for word, with their actions.

Actions that the city tells are word for word as well; those of `_invented` fill the plan up to its thirty.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from inclusion.demo.roadmap_shapes import (
    INVENTED_TITLE,
    PlanAction,
    PlanAxis,
    PlanCondition,
    PlanNote,
    since,
)

_DONE, _ONGOING = since(date(2023, 12, 18), "done"), since(date(2021, 3, 1))


def _told(title: str, **fields: Any) -> PlanAction:
    """An action in the words of the city, led by it unless said otherwise; half done, or dropped before it began."""
    values = {"leads": ("ville",), "steps": (_ONGOING,), **fields}
    dropped = any(step.to == "dropped" for step in values["steps"])
    return PlanAction(title=title, **{"progress": 0 if dropped else 50, **values})


def _invented(title: str, **fields: Any) -> PlanAction:
    """An action that fills the plan up to the number that the city tells."""
    return _told(title, **{"description": INVENTED_TITLE, **fields})


_MAIRIES = (
    *("mairie-annecy", "mairie-annecy-le-vieux", "mairie-cran-gevrier"),
    *("mairie-meythet", "mairie-pringy", "mairie-seynod"),
)

_SERVICES = PlanAxis(
    title="Étoffement de l’offre de services",
    actions=(
        _told(
            "Permanences d’aide aux démarches en ligne dans les 6 mairies déléguées",
            partners=_MAIRIES,
            strand="social",
            start=date(2020, 9, 1),
            end=date(2027, 1, 1),
            progress=85,
            budget=Decimal("42000.00"),
            priority="high",
        ),
        _told(
            "Ateliers numériques dans chaque mairie",
            partners=_MAIRIES,
            strand="social",
            start=date(2021, 1, 1),
            end=date(2026, 7, 1),
            progress=80,
            budget=Decimal("12000.00"),
        ),
        _invented(
            "Prêt de tablettes dans les bibliothèques",
            leads=("mediatheque-annecy",),
            strand="cultural",
            steps=(
                _ONGOING,
                since(
                    date(2026, 9, 7),
                    "paused",
                    "Les tablettes, trop anciennes, sont à remplacer.",
                ),
            ),
            budget=Decimal("9000.00"),
        ),
        _invented(
            "Des ordinateurs en accès libre dans les maisons de quartier",
            strand="social",
            start=date(2020, 6, 1),
            end=date(2023, 1, 1),
            steps=(_ONGOING, _DONE),
        ),
        _invented(
            "Un itinéraire numérique dans les quartiers",
            strand="social",
            steps=(
                since(
                    date(2022, 5, 16),
                    "dropped",
                    "Le poste de médiateur «\u00a0Itinéraire numérique\u00a0» n’a pas été retenu.",
                ),
            ),
        ),
        _invented(
            "Des rendez-vous de pratiques culturelles numériques",
            strand="cultural",
            steps=(
                since(
                    date(2022, 5, 16),
                    "dropped",
                    "Le poste de médiateur «\u00a0Pratiques culturelles numériques\u00a0» n’a pas été retenu.",
                ),
            ),
        ),
    ),
)

_TOOLS = PlanAxis(
    title="Transformation outils et solutions agent",
    actions=(
        _told(
            "Ateliers de montée en compétences numériques des agents d’accueil de proximité des mairies déléguées",
            partners=_MAIRIES,
            strand="social",
            start=date(2021, 9, 1),
            end=date(2026, 10, 1),
            progress=70,
            budget=Decimal("8000.00"),
        ),
        _invented("Un poste d’accueil équipé dans chaque mairie déléguée", steps=(_ONGOING, _DONE)),
        _invented(
            "Aidants Connect pour les agents qui font à la place",
            strand="social",
            start=date(2022, 1, 1),
            end=date(2026, 9, 1),
            steps=(
                since(date(2022, 3, 14)),
                since(
                    date(2026, 4, 20), "blocked", "L’habilitation de deux mairies déléguées est à renouveler."
                ),
            ),
            progress=60,
            conditions=(
                PlanCondition(
                    on=date(2026, 4, 20),
                    text="Déposer la nouvelle demande d’habilitation",
                    partner="ville",
                    due_on=date(2026, 12, 15),
                ),
            ),
        ),
        _invented("Une base de réponses commune aux accueils", progress=40),
        _invented("Un agenda partagé des permanences", steps=(_ONGOING, _DONE)),
    ),
)

_COMMUNICATION = PlanAxis(
    title="Communication",
    actions=(
        _told(
            "Guide du numérique pour tous",
            start=date(2021, 1, 1),
            end=date(2027, 1, 1),
            progress=90,
            budget=Decimal("6500.00"),
        ),
        _told(
            "NumericA, le festival annuel du numérique pour tous",
            description=(
                "Édition 2024\u00a0: 2 journées, 1 soirée arts numériques, 29 exposants, 14 conférences, 200 "
                "intervenants, 1 buvette et petite restauration, 1\u00a0420 visiteurs. 4ème édition les 12 et 13 "
                "avril 2025."
            ),
            strand="cultural",
            start=date(2022, 1, 1),
            end=date(2027, 1, 1),
            progress=75,
            budget=Decimal("65000.00"),
            priority="high",
        ),
        _invented("Une affiche unique pour toutes les permanences", strand="social", steps=(_ONGOING, _DONE)),
        _invented("Une page des lieux d’aide sur le site de la ville", progress=65),
    ),
)

_FEDERATION = PlanAxis(
    title="Fédération des acteurs",
    description="Réunions trimestrielles, avec plus de 50 acteurs locaux actifs.",
    actions=(
        _told(
            "Animation du réseau des acteurs locaux de la médiation numérique",
            description=(
                "Réunions trimestrielles, avec plus de 50 acteurs locaux actifs (collectivités, associations, "
                "service à la personne...)."
            ),
            start=date(2020, 3, 1),
            end=date(2027, 1, 1),
            progress=85,
            priority="high",
            needs=("animer_la_gouvernance",),
        ),
        _told(
            "Ateliers de montée en compétences\u00a0: Démarches en ligne, Intelligence artificielle, programmation...",
            strand="social",
        ),
        _told(
            "Partage de ressources\u00a0: Éducation aux médias et à l’information, cyberharcèlement, logiciels "
            "libres...",
            strand="cultural",
        ),
        _told("Présentation d’outils\u00a0: Canva, IA, Wiki...", strand="cultural"),
        _told("Activités pour développer la cohésion de groupe"),
        _told("Réseautage et projets collaboratifs"),
        _told(
            "Les rendez-vous trimestriels du numérique associatif",
            description=(
                "Le CDOS 74, point d’appui au numérique associatif, et la coordination de la médiation numérique."
            ),
            leads=("cdos", "ville"),
            start=date(2024, 1, 1),
            end=date(2027, 1, 1),
            steps=(since(date(2025, 1, 20)),),
            progress=70,
            added_on=date(2024, 1, 15),
        ),
        _told(
            "NuméricA Pro",
            description=(
                "35 professionnels du numérique. Définir des actions MedNum communes et fédérer les acteurs."
            ),
            start=date(2024, 4, 1),
            end=date(2027, 1, 1),
            steps=(since(date(2025, 1, 20)),),
            progress=50,
            added_on=date(2024, 3, 4),
        ),
        _told(
            "Cycle d’ateliers montée en compétence aide aux démarches en ligne",
            description=(
                "À destination des professionnels de la médiation (collectivités et associations). 4 ateliers sur "
                "2024. Un organisme invité à chaque atelier (CPAM, Impôts, Préfecture, Carsat). Remettre des "
                "liens humains sur le sujet des démarches en ligne."
            ),
            partners=("cpam", "impots", "prefecture", "carsat"),
            strand="social",
            start=date(2024, 2, 1),
            end=date(2025, 1, 1),
            steps=(since(date(2025, 1, 20), "done"),),
            progress=100,
            added_on=date(2024, 1, 15),
        ),
    ),
)

_USERS = PlanAxis(
    title="Amélioration de l’expérience usager",
    actions=(
        _invented("Un numéro d’appel unique pour trouver de l’aide", strand="social", progress=30),
        _invented(
            "Des démarches de la ville relues avec des usagers",
            strand="social",
            start=date(2022, 1, 1),
            end=date(2026, 6, 1),
            progress=55,
            notes=(
                PlanNote(
                    on=date(2026, 10, 5),
                    text="Deux formulaires sur cinq restent à relire\u00a0; le service concerné a changé de logiciel.",
                ),
            ),
        ),
        _invented("Un accueil en facile à lire et à comprendre", strand="social", progress=45),
        _invented(
            "Des bornes dans les halls",
            steps=(since(date(2023, 2, 6), "dropped", "Les usagers préfèrent une personne à une borne."),),
        ),
        _invented("Une enquête de satisfaction chaque année", start=date(2026, 10, 1), steps=()),
    ),
)

_STEERING = PlanAxis(
    title="Pilotage du plan d’action",
    actions=(
        _told(
            "Création de 2 ETP",
            description=(
                "Coordinateur «\u00a0Médiation numérique\u00a0» et médiateur numérique «\u00a0Aide aux démarches "
                "en ligne (CNFS)\u00a0»."
            ),
            start=date(2020, 1, 1),
            end=date(2022, 1, 1),
            steps=(_ONGOING, since(date(2021, 11, 8), "done")),
        ),
        _invented("Un comité de pilotage deux fois par an", progress=80),
        _invented("Un tableau de bord des permanences", strand="social", progress=60),
        _invented("Une troisième enquête auprès de la population", start=date(2026, 3, 1), steps=()),
    ),
)

AXES = (_SERVICES, _TOOLS, _COMMUNICATION, _FEDERATION, _USERS, _STEERING)
