"""The roadmap of the Landes: four axes in the words of the territory, fifteen actions, coverage of its territories.

« Évaluer » and « Territorialiser » are the two actions that are told; the others say that they are invented. So are the
local roadmaps, the bodies and what became of the training envelope, whose amount and places are told.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from inclusion.demo.roadmap_shapes import (
    INVENTED_TITLE,
    Committee,
    Plan,
    PlanAction,
    PlanAdoption,
    PlanAxis,
    PlanIndicator,
    Planning,
    PlanStep,
    Training,
    since,
)

_TITLE = "Feuille de route landaise de l’inclusion numérique"
_START, _END = date(2024, 1, 1), date(2028, 1, 1)
_BEGUN = since(date(2025, 2, 10))
_DACQUOIS, _MACS, _MARSAN = "244000675", "244000865", "244000808"


def _action(title: str, **fields: Any) -> PlanAction:
    defaults = {"description": INVENTED_TITLE, "leads": ("alpi",), "steps": (_BEGUN,), "progress": 40}
    return PlanAction(title=title, **{**defaults, **fields})


def _done(on: date) -> tuple[PlanStep, ...]:
    return _BEGUN, since(on, "done")


_AXES = (
    PlanAxis(
        title="Coordonner",
        description="Animer, promouvoir, fédérer les acteurs landais de l’inclusion numérique",
        actions=(
            _action("Réunir les acteurs landais deux fois par an", progress=70, priority="high"),
            _action("Tenir l’annuaire des acteurs", progress=85, end=date(2027, 1, 1)),
            _action(
                "Territorialiser",
                description=(
                    "Décliner localement, en appui de la collectivité territoriale, les actions issues du plan "
                    "départemental et qui correspondent aux orientations locales. S’appuyer sur les réseaux "
                    "partenariaux déjà existants (ex\u00a0: CTG de la CAF). Initier la démarche au travers d’une "
                    "action d’acculturation rendue possible par le financement «\u00a0Aidants numériques\u00a0» "
                    "de l’ANCT."
                ),
                partners=("caf", "prefecture"),
                start=date(2024, 9, 1),
                end=date(2027, 7, 1),
                progress=35,
                budget=Decimal("20000.00"),
                priority="high",
                needs=("animer_la_gouvernance", "co_construire_la_feuille_de_route"),
            ),
            _action("Lier les conventions territoriales globales à la feuille de route", partners=("caf",)),
        ),
    ),
    PlanAxis(
        title="Piloter",
        description="Proposer des cadres et des méthodes structurantes pour les actions d’inclusion numérique",
        actions=(
            _action(
                "Évaluer",
                description=(
                    "Le seul axe quantitatif ne suffit pas à évaluer l’effet de la politique menée. Construire "
                    "des outils d’évaluation dès la conception et avec un appui méthodologique, évaluer le "
                    "sentiment de compétence en plus de la compétence technique, élargir la pratique d’évaluation "
                    "au-delà des seuls conseillers numériques, à tous les acteurs locaux de la médiation "
                    "numérique."
                ),
                partners=("universite-pau", "fibre64"),
                start=date(2024, 9, 1),
                end=date(2027, 1, 1),
                progress=55,
                budget=Decimal("35000.00"),
                priority="high",
                needs=("collecter_des_donnees_territoriales",),
            ),
            _action("Écrire un cadre commun des permanences", steps=_done(date(2026, 3, 9)), progress=100),
            _action("Rendre compte chaque année aux financeurs", progress=60),
            _action(
                "Partager les chiffres entre opérateurs",
                end=date(2026, 7, 1),
                start=date(2025, 1, 1),
                steps=(
                    _BEGUN,
                    since(
                        date(2026, 4, 13),
                        "blocked",
                        "La convention d’échange de données attend un avis juridique.",
                    ),
                ),
                needs=("appui_juridique",),
            ),
        ),
    ),
    PlanAxis(
        title="Développer",
        description=(
            "Développer la culture numérique, promouvoir et participer à l’essaimage des réalisations du territoire"
        ),
        actions=(
            _action(
                "Une semaine du numérique dans les médiathèques", budget=Decimal("14000.00"), progress=65
            ),
            _action("Raconter ce qui marche, une fiche par réalisation", progress=30),
            _action("Des ateliers de culture numérique au collège", partners=("college-cel-le-gaucher",)),
        ),
    ),
    PlanAxis(
        title="Outiller",
        description="Construire, alimenter et déployer des outils à destination des acteurs de l’inclusion numérique",
        actions=(
            _action(
                "Un questionnaire commun avant et après un atelier", partners=("universite-pau",), progress=75
            ),
            _action("Une mallette pour les aidants", steps=_done(date(2025, 11, 17)), progress=100),
            _action("Une carte des lieux d’aide", progress=50),
            _action(
                "Un espace de ressources partagé", start=date(2026, 9, 1), end=date(2027, 9, 1), steps=()
            ),
        ),
    ),
)

_PLAN = Plan(
    level="departmental",
    title=_TITLE,
    summary=(
        "Une méthode et des outils pour mobiliser et soutenir les acteurs locaux de l’inclusion numérique. 4 "
        "axes, 15 actions, une volonté de territorialisation. L’échelon départemental accompagne, fait émerger et "
        "crée les partenariats\u00a0; l’échelon intercommunal entretient les relations entre prescripteurs et "
        "médiateurs et suit les parcours des usagers."
    ),
    start=_START,
    end=_END,
    begun_on=date(2025, 1, 7),
    carriers=("alpi",),
    axes=_AXES,
    drafted_on=date(2025, 1, 14),
    adopted=PlanAdoption(body="Comité de pilotage landais", on=date(2025, 1, 28)),
    indicators=(
        PlanIndicator(
            name="Intercommunalités où une instance parle d’inclusion numérique",
            unit="intercommunalités",
            definition="Sur dix-huit. Valeurs écrites pour la démonstration.",
            axis=1,
            gathering="last",
            years=((2025, "6", "5"), (2026, "12", None), (2027, "18", None)),
        ),
        PlanIndicator(
            name="Aidants formés",
            unit="personnes",
            definition="Avec l’enveloppe «\u00a0Aidants numériques\u00a0».",
            axis=4,
            years=((2025, "30", "22"), (2026, "60", "41")),
        ),
    ),
)


def _local(
    title: str, carrier: str, siren: str, begun_on: date, axes: tuple[PlanAxis, ...], **fields: Any
) -> Plan:
    return Plan(
        level="local",
        title=title,
        summary="Écrite pour la démonstration.",
        start=date(2025, 7, 1),
        end=_END,
        begun_on=begun_on,
        carriers=(carrier,),
        epcis=(siren,),
        under=_TITLE,
        axes=axes,
        **fields,
    )


_MACS_PLAN = _local(
    "Feuille de route de Maremne Adour Côte Sud",
    "epci-244000865",
    _MACS,
    date(2025, 6, 2),
    (
        PlanAxis(
            title="Relier prescripteurs et médiateurs",
            description=INVENTED_TITLE,
            takes_up=1,
            actions=(
                _action(
                    "Un référent numérique au service d’action sociale",
                    leads=("epci-244000865",),
                    steps=(since(date(2025, 12, 15)),),
                    progress=60,
                    budget=Decimal("18000.00"),
                ),
            ),
        ),
        PlanAxis(
            title="Équiper les aidants",
            description=INVENTED_TITLE,
            takes_up=4,
            actions=(
                _action(
                    "Former douze aidants du territoire",
                    leads=("epci-244000865",),
                    start=date(2025, 10, 1),
                    end=date(2026, 11, 1),
                    steps=(since(date(2025, 12, 15)),),
                    progress=80,
                    budget=Decimal("4000.00"),
                ),
            ),
        ),
    ),
    drafted_on=date(2025, 10, 6),
    adopted=PlanAdoption(body="Conseil communautaire de Maremne Adour Côte Sud", on=date(2025, 11, 27)),
)

_MARSAN_PLAN = _local(
    "Feuille de route de Mont de Marsan Agglomération",
    "epci-244000808",
    _MARSAN,
    date(2026, 9, 14),
    (
        PlanAxis(
            title="Suivre le parcours des usagers",
            description=INVENTED_TITLE,
            takes_up=2,
            actions=(
                _action("Une fiche de liaison entre accueils", leads=("cms-mont-de-marsan",), steps=()),
            ),
        ),
    ),
)

_DEALING = (
    ("Groupe de travail accès aux droits et numérique", "group", _DACQUOIS, date(2025, 9, 15)),
    ("Commission services publics du Pays Tarusate", "other", "244000766", date(2025, 10, 13)),
    ("Comité de la convention territoriale globale des Grands Lacs", "copil", "244000873", date(2026, 1, 19)),
    ("Groupe numérique de Cœur Haute Lande", "group", "200069656", date(2026, 5, 11)),
    ("Comité numérique des Landes d’Armagnac", "copil", "200035541", date(2026, 6, 8)),
    ("Commission action sociale de Chalosse Tursan", "other", "200069649", date(2026, 3, 16)),
    ("Groupe de travail numérique de Côte Landes Nature", "group", "244000857", date(2026, 4, 27)),
    ("Commission services du Pays Morcenais", "other", "244000691", date(2026, 9, 21)),
    ("Comité d’accès aux droits de Terres de Chalosse", "copil", "200069631", date(2026, 10, 12)),
)

PLANNING = Planning(
    minimum_axes=2,
    bodies=(
        Committee(
            name="Comité de pilotage landais", kind="copil", partner="alpi", deals_since=date(2024, 3, 4)
        ),
        Committee(
            name="Conseil communautaire de Maremne Adour Côte Sud",
            kind="assembly",
            partner="epci-244000865",
            epci=_MACS,
        ),
        *(
            Committee(
                name=name,
                kind=kind,
                partner=f"epci-{siren}",
                epci=siren,
                deals_since=on,
                description="Écrit pour la démonstration.",
            )
            for name, kind, siren, on in _DEALING
        ),
    ),
    plans=(_PLAN, _MACS_PLAN, _MARSAN_PLAN),
    seats=(
        ("200030435", "43.70", "-0.26"),  # Aire-sur-l’Adour
        ("200035541", "44.04", "-0.20"),  # Roquefort
        ("200069417", "43.53", "-1.10"),  # Peyrehorade
        ("200069631", "43.72", "-0.83"),  # Montfort-en-Chalosse
        ("200069649", "43.76", "-0.57"),  # Saint-Sever
        ("200069656", "44.29", "-0.52"),  # Sabres, Luxey
        ("244000543", "44.20", "-1.23"),  # Mimizan
        ("244000659", "43.54", "-1.46"),  # Saint-Martin-de-Seignanx, Tarnos
        (_DACQUOIS, "43.71", "-1.05"),  # Dax
        ("244000691", "44.03", "-0.91"),  # Morcenx
        ("244000766", "43.83", "-0.80"),  # Tartas
        ("244000774", "43.99", "-0.23"),  # Villeneuve-de-Marsan, near it
        (_MARSAN, "43.89", "-0.50"),  # Mont-de-Marsan
        ("244000824", "43.78", "-0.43"),  # Grenade-sur-l’Adour
        ("244000857", "44.01", "-1.15"),  # Castets
        (_MACS, "43.63", "-1.30"),  # Saint-Vincent-de-Tyrosse
        ("244000873", "44.40", "-1.16"),  # Parentis-en-Born
        ("244000881", "43.59", "-0.75"),  # Amou
    ),
    trainings=(
        Training(
            name="Aidants numériques 2025-2026",
            amount=Decimal("20000.00"),
            minimum_places=60,
            start=date(2025, 1, 1),
            end=date(2027, 1, 1),
            allotted=(
                (_MACS, 14, Decimal("4600.00"), date(2025, 3, 24)),
                (_DACQUOIS, 12, Decimal("4000.00"), date(2025, 5, 12)),
                ("244000766", 10, Decimal("3300.00"), date(2025, 9, 22)),
                ("200069656", 12, Decimal("4000.00"), date(2026, 4, 13)),
            ),
            held=(
                (_MACS, "Aider sans faire à la place", date(2025, 11, 6), 12, Decimal("3900.00")),
                (_DACQUOIS, "Aider sans faire à la place", date(2025, 12, 4), 10, Decimal("3250.00")),
                ("244000766", "Démarches en ligne et secret", date(2026, 6, 11), 9, Decimal("2950.00")),
            ),
        ),
    ),
)
