"""Local roadmaps of Vaucluse, nested under the departmental one.

Of Luberon Monts de Vaucluse two of the three axes are told; all else is invented and says so.
"""

from datetime import date
from decimal import Decimal

from inclusion.demo.roadmap_shapes import (
    INVENTED_TITLE,
    Plan,
    PlanAction,
    PlanAdoption,
    PlanAxis,
    PlanIndicator,
    PlanPaper,
    since,
)

DEPARTMENTAL = (
    "Orientation 1\u00a0: Inclusion & médiation numériques – "
    "Feuille de route France Numérique Ensemble Vaucluse"
)
LMV, APT, COVE = "200040442", "200040624", "248400053"

_LUBERON = Plan(
    level="local",
    title="Feuille de route Luberon Monts de Vaucluse",
    summary=(
        "Trois axes, dont deux correspondent à la feuille de route départementale. Les actions sont écrites pour la "
        "démonstration."
    ),
    start=date(2025, 1, 1),
    end=date(2028, 1, 1),
    begun_on=date(2025, 3, 10),
    carriers=("epci-200040442",),
    epcis=(LMV,),
    under=DEPARTMENTAL,
    drafted_on=date(2026, 6, 22),
    axes=(
        PlanAxis(
            title="Inclusion numérique – Accompagnement administratif et numérique coordonné et clair pour les usagers",
            takes_up=1,
            actions=(
                PlanAction(
                    title="Un même accueil numérique dans les seize communes",
                    description=INVENTED_TITLE,
                    leads=("epci-200040442",),
                    partners=("france-services", "ville-cavaillon"),
                    start=date(2025, 9, 1),
                    end=date(2027, 7, 1),
                    steps=(since(date(2025, 10, 6)),),
                    progress=45,
                    budget=Decimal("36000.00"),
                ),
                PlanAction(
                    title="Des rendez-vous partagés entre le CMS et la médiathèque de Cavaillon",
                    description=INVENTED_TITLE,
                    leads=("cms-cavaillon",),
                    partners=("mediatheque-cavaillon",),
                    start=date(2025, 11, 1),
                    end=date(2026, 11, 1),
                    steps=(since(date(2025, 11, 17)),),
                    progress=75,
                    budget=Decimal("4000.00"),
                ),
            ),
        ),
        PlanAxis(
            title="Équiper et connecter les habitants",
            description=(
                "Intitulé inventé pour la démonstration\u00a0: la présentation publique n’en montre qu’une image."
            ),
            actions=(
                PlanAction(
                    title="Prêt d’ordinateurs dans les médiathèques",
                    description=INVENTED_TITLE,
                    leads=("mediatheque-cavaillon",),
                    start=date(2026, 1, 1),
                    end=date(2028, 1, 1),
                    budget=Decimal("15000.00"),
                ),
            ),
        ),
        PlanAxis(
            title=(
                "Communication / Veille / Promotion – Pour une harmonisation et une identification des Aidants "
                "numériques sur le territoire"
            ),
            takes_up=2,
            actions=(
                PlanAction(
                    title="Un annuaire et une même affiche pour tous les aidants numériques",
                    description=INVENTED_TITLE,
                    leads=("epci-200040442",),
                    partners=("coordonnateur",),
                    start=date(2026, 2, 1),
                    end=date(2027, 2, 1),
                    steps=(since(date(2026, 2, 16)),),
                    progress=60,
                    budget=Decimal("9000.00"),
                ),
            ),
        ),
    ),
    indicators=(
        PlanIndicator(
            name="Personnes accompagnées en Luberon Monts de Vaucluse",
            unit="personnes",
            axis=1,
            feeds="Personnes accompagnées dans leurs démarches en ligne",
            years=((2025, "600", "540"), (2026, "800", None)),
        ),
    ),
)

_APT_PLAN = Plan(
    level="local",
    title="Feuille de route du Pays d’Apt-Luberon",
    summary="Écrite pour la démonstration\u00a0: elle attend de reprendre assez d’objectifs du département.",
    start=date(2026, 1, 1),
    end=date(2028, 1, 1),
    begun_on=date(2026, 4, 13),
    carriers=("epci-200040624",),
    epcis=(APT,),
    under=DEPARTMENTAL,
    axes=(
        PlanAxis(
            title="Des permanences près de chez soi",
            description=INVENTED_TITLE,
            takes_up=1,
            actions=(
                PlanAction(
                    title="Une permanence itinérante dans douze villages",
                    description=INVENTED_TITLE,
                    leads=("epci-200040624",),
                    start=date(2026, 9, 1),
                    end=date(2028, 1, 1),
                    budget=Decimal("22000.00"),
                    priority="high",
                ),
            ),
        ),
        PlanAxis(
            title="Accompagner les associations",
            description=INVENTED_TITLE,
            actions=(
                PlanAction(
                    title="Trois ateliers par an pour les bénévoles",
                    description=INVENTED_TITLE,
                    leads=("ville-apt",),
                ),
            ),
        ),
    ),
)

_COVE_PLAN = Plan(
    level="local",
    title="Feuille de route de la CoVe",
    summary="Écrite pour la démonstration\u00a0: adoptée, elle reprend trois objectifs du département.",
    start=date(2025, 1, 1),
    end=date(2028, 1, 1),
    begun_on=date(2025, 2, 3),
    carriers=("epci-248400053",),
    epcis=(COVE,),
    under=DEPARTMENTAL,
    drafted_on=date(2025, 6, 16),
    adopted=PlanAdoption(body="Conseil communautaire de la CoVe", on=date(2025, 9, 29)),
    axes=(
        PlanAxis(
            title="Aller vers les habitants éloignés du numérique",
            description=INVENTED_TITLE,
            takes_up=1,
            actions=(
                PlanAction(
                    title="Un bus numérique dans les villages du Ventoux",
                    description=INVENTED_TITLE,
                    leads=("epci-248400053",),
                    partners=("caf", "france-services"),
                    start=date(2025, 10, 1),
                    end=date(2027, 10, 1),
                    steps=(since(date(2025, 11, 3)),),
                    progress=55,
                    budget=Decimal("48000.00"),
                    priority="high",
                ),
                PlanAction(
                    title="Former les accueils des mairies",
                    description=INVENTED_TITLE,
                    leads=("ville-carpentras",),
                    start=date(2025, 10, 1),
                    end=date(2026, 7, 1),
                    steps=(since(date(2025, 11, 3)), since(date(2026, 6, 29), "done")),
                    progress=100,
                    budget=Decimal("6000.00"),
                ),
            ),
        ),
        PlanAxis(
            title="Donner une seconde vie aux ordinateurs",
            description=INVENTED_TITLE,
            takes_up=3,
            actions=(
                PlanAction(
                    title="Une collecte par an dans les déchèteries",
                    description=INVENTED_TITLE,
                    leads=("epci-248400053",),
                    start=date(2026, 3, 1),
                    end=date(2027, 12, 1),
                    steps=(since(date(2026, 3, 23)),),
                    progress=25,
                    budget=Decimal("11000.00"),
                ),
                PlanAction(
                    title="Un atelier de réparation avec les lycéens",
                    description=INVENTED_TITLE,
                    start=date(2026, 1, 1),
                    end=date(2027, 1, 1),
                    steps=(
                        since(
                            date(2026, 7, 6),
                            "dropped",
                            "Le lycée partenaire n’a plus de salle à partir de la rentrée.",
                        ),
                    ),
                    budget=Decimal("5000.00"),
                ),
            ),
        ),
        PlanAxis(
            title="Trouver ensemble les moyens",
            description=INVENTED_TITLE,
            takes_up=5,
            actions=(
                PlanAction(
                    title="Répondre à un appel à projets régional",
                    description=INVENTED_TITLE,
                    leads=("epci-248400053",),
                    partners=("hub-du-sud",),
                    start=date(2026, 9, 1),
                    end=date(2027, 4, 1),
                    added_on=date(2026, 2, 9),
                    budget=Decimal("3000.00"),
                ),
            ),
        ),
    ),
    indicators=(
        PlanIndicator(
            name="Personnes accompagnées à la CoVe",
            unit="personnes",
            axis=1,
            feeds="Personnes accompagnées dans leurs démarches en ligne",
            years=((2025, "200", "235"), (2026, "700", "612")),
        ),
    ),
    papers=(
        PlanPaper(
            kind="diagnostic",
            title="Diagnostic numérique de la CoVe",
            filename="diagnostic-cove.pdf",
            day="12 mai 2025",
            paragraphs=(
                "Document écrit pour la démonstration.",
                "Un quart des foyers rencontrés demandent de l’aide pour une démarche en ligne chaque année.",
            ),
        ),
    ),
)

LOCAL_PLANS = (_LUBERON, _APT_PLAN, _COVE_PLAN)
