"""Roadmaps of Vaucluse: the departmental one with its objectives, actions and leads word for word, local ones under it.

Dates, budgets and progress are invented, and so are the local roadmaps but for that of Luberon Monts de Vaucluse, of
which two of the three axes are told.
"""

from datetime import date
from decimal import Decimal

from inclusion.demo.roadmap_shapes import (
    Committee,
    Plan,
    PlanAction,
    PlanAdoption,
    PlanAxis,
    PlanCondition,
    PlanIndicator,
    Planning,
    PlanNote,
    since,
)
from inclusion.demo.vaucluse_local_roadmaps import APT, COVE, DEPARTMENTAL, LMV, LOCAL_PLANS

_COPIL = "Comité de pilotage de l’inclusion numérique en Vaucluse"
_START, _END = date(2024, 1, 1), date(2028, 1, 1)


_AXES = (
    PlanAxis(
        title="Accès aux droits via le numérique pour les publics fragiles",
        actions=(
            PlanAction(
                title="Interconnaissance des acteurs et coordination des réseaux",
                leads=("france-services", "reseau-inclusion", "das", "caf", "prefecture"),
                start=date(2024, 3, 1),
                end=date(2027, 1, 1),
                steps=(since(date(2024, 12, 16)),),
                progress=60,
                budget=Decimal("12000.00"),
                priority="high",
                needs=("animer_la_gouvernance", "sensibiliser_les_acteurs_aux_outils_existants"),
            ),
            PlanAction(
                title="Mieux identifier les profils et les besoins des usagers",
                leads=("das", "reseau-inclusion", "france-services", "caf", "operateurs"),
                start=date(2024, 9, 1),
                end=date(2026, 7, 1),
                steps=(since(date(2025, 1, 13)),),
                progress=70,
                budget=Decimal("18000.00"),
                needs=("collecter_des_donnees_territoriales", "etablir_un_diagnostic_territorial"),
                notes=(
                    PlanNote(
                        on=date(2026, 9, 15),
                        text="Le questionnaire commun est prêt\u00a0; les accueils des opérateurs commencent en "
                        "octobre, trois mois plus tard que prévu.",
                    ),
                ),
            ),
            PlanAction(
                title="Sécuriser et renforcer l’accompagnement dans l’accès aux droits",
                leads=("prefecture",),
                partners=("departement",),
                start=date(2025, 1, 1),
                end=date(2028, 1, 1),
                steps=(since(date(2025, 2, 10)),),
                progress=35,
                budget=Decimal("30000.00"),
                needs=("appui_juridique",),
            ),
        ),
    ),
    PlanAxis(
        title="Élaborer un «\u00a0parcours numérique usager\u00a0»",
        actions=(
            PlanAction(
                title="Structurer / Animer / Coordonner",
                leads=("prefecture", "departement", "coordonnateur"),
                start=date(2024, 3, 1),
                end=date(2028, 1, 1),
                steps=(since(date(2024, 12, 16)),),
                progress=50,
                budget=Decimal("45000.00"),
                needs=("animer_la_gouvernance",),
            ),
            PlanAction(
                title="Construire un «\u00a0Parcours numérique usager\u00a0»",
                leads=("prefecture", "departement", "coordonnateur"),
                start=date(2025, 6, 1),
                end=date(2026, 10, 1),
                steps=(since(date(2025, 9, 8)),),
                progress=40,
                budget=Decimal("25000.00"),
                priority="high",
            ),
            PlanAction(
                title="Renforcer et coordonner la communication sur la médiation numérique",
                leads=("coordonnateur",),
                start=date(2024, 9, 1),
                end=date(2026, 1, 1),
                steps=(since(date(2025, 1, 6)), since(date(2025, 12, 15), "done")),
                progress=100,
                budget=Decimal("8000.00"),
            ),
        ),
    ),
    PlanAxis(
        title="Structurer une filière de collecte/reconditionnement-recyclage/distribution de matériel",
        actions=(
            PlanAction(
                title="Diagnostic de la filière",
                leads=("prefecture", "departement"),
                start=date(2025, 3, 1),
                end=date(2027, 1, 1),
                steps=(
                    since(date(2025, 4, 7)),
                    since(
                        date(2026, 5, 18),
                        "blocked",
                        "Deux bureaux d’études répondent au-dessus du budget\u00a0: revoir le cahier des charges.",
                    ),
                ),
                progress=30,
                budget=Decimal("20000.00"),
                needs=("structurer_une_filiere_de_reconditionnement",),
                conditions=(
                    PlanCondition(
                        on=date(2026, 5, 18),
                        text="Trouver 8\u00a0000\u00a0€ de plus pour l’étude, ou la réduire à la collecte",
                        partner="prefecture",
                        due_on=date(2026, 12, 31),
                    ),
                ),
            ),
        ),
    ),
    PlanAxis(
        title="Feuilles des routes infradépartementales",
        actions=(
            PlanAction(
                title="Feuille de route Luberon Monts de Vaucluse",
                leads=("epci-pilotes",),
                partners=("epci-200040442", "hub-du-sud"),
                start=date(2024, 9, 1),
                end=date(2027, 1, 1),
                steps=(since(date(2024, 12, 17)),),
                progress=80,
                needs=("co_construire_la_feuille_de_route", "rediger_la_feuille_de_route"),
            ),
        ),
    ),
    PlanAxis(
        title="Recherche de financements",
        actions=(
            PlanAction(
                title="Assurer une veille sur les financements",
                leads=("prefecture", "departement"),
                start=date(2024, 3, 1),
                end=date(2028, 1, 1),
                steps=(since(date(2024, 12, 16)),),
                progress=50,
                needs=("monter_dossiers_de_subvention", "structurer_un_fonds"),
            ),
        ),
    ),
)

_PLAN = Plan(
    level="departmental",
    title=DEPARTMENTAL,
    summary=(
        "Première orientation du schéma de services au public. Enjeux\u00a0: dématérialisation massive et continue des "
        "services (dont accès aux droits sociaux), fracture numérique. Objectifs, actions et pilotes sont ceux de la "
        "feuille de route\u00a0; dates, budgets et avancement sont écrits pour la démonstration."
    ),
    start=_START,
    end=_END,
    begun_on=date(2024, 10, 8),
    carriers=("prefecture", "departement"),
    axis_word="objective",
    axes=_AXES,
    drafted_on=date(2024, 11, 12),
    adopted=PlanAdoption(body=_COPIL, on=date(2024, 12, 10)),
    indicators=(
        PlanIndicator(
            name="Personnes accompagnées dans leurs démarches en ligne",
            unit="personnes",
            definition="Une personne compte une fois par an, quel que soit le nombre de visites.",
            axis=1,
            years=((2024, "3000", "2860"), (2025, "4500", "4310"), (2026, "5500", None)),
        ),
        PlanIndicator(
            name="Aidants numériques identifiés",
            unit="aidants",
            definition="Aidants inscrits dans l’annuaire départemental au 31 décembre.",
            axis=2,
            gathering="last",
            years=((2024, "60", "52"), (2025, "90", "97"), (2026, "120", None)),
        ),
        PlanIndicator(
            name="Feuilles de route intercommunales adoptées",
            unit="feuilles de route",
            axis=4,
            gathering="last",
            years=((2025, "1", "1"), (2026, "3", None), (2027, "6", None)),
        ),
    ),
)

PLANNING = Planning(
    minimum_axes=2,
    bodies=(
        Committee(
            name=_COPIL,
            kind="copil",
            partner="departement",
            deals_since=date(2024, 6, 3),
            description="Préfecture et Département, avec les 23 collectivités et les 18 structures de la gouvernance.",
        ),
        Committee(
            name="Conseil communautaire de la CoVe", kind="assembly", partner="epci-248400053", epci=COVE
        ),
        Committee(
            name="Comité local Luberon Monts de Vaucluse",
            kind="copil",
            partner="epci-200040442",
            epci=LMV,
            deals_since=date(2025, 1, 20),
        ),
        Committee(
            name="Groupe de travail numérique du Grand Avignon",
            kind="group",
            partner="epci-248400251",
            epci="248400251",
            deals_since=date(2025, 5, 12),
            description="Écrit pour la démonstration.",
        ),
        Committee(
            name="Commission services à la population de Vaison Ventoux",
            kind="other",
            partner="epci-248400335",
            epci="248400335",
            deals_since=date(2026, 2, 2),
            description="Écrite pour la démonstration.",
        ),
    ),
    plans=(_PLAN, *LOCAL_PLANS),
    seats=(
        ("200000628", "44.28", "4.75"),  # Bollène
        ("200035723", "44.06", "5.41"),  # Sault
        (LMV, "43.84", "5.04"),  # Cavaillon
        (APT, "43.88", "5.40"),  # Apt
        ("200040681", "44.38", "4.99"),  # Valréas
        ("200054807", "43.30", "5.37"),  # Marseille
        (COVE, "44.06", "5.05"),  # Carpentras
        ("248400160", "44.16", "4.93"),  # Camaret-sur-Aigues, near which it sits
        ("248400236", "44.14", "4.81"),  # Orange
        ("248400251", "43.95", "4.81"),  # Avignon
        ("248400285", "43.73", "5.56"),  # La Tour-d’Aigues
        ("248400293", "44.01", "4.87"),  # Monteux
        ("248400319", "43.92", "5.05"),  # L’Isle-sur-la-Sorgue
        ("248400335", "44.24", "5.07"),  # Vaison-la-Romaine
    ),
)
