"""The posts that the departmental fund of Maine-et-Loire co-finances: four in force, two asked for.

The rules are those that the territory tells; the collectivités are real, what they ask for is written here.
"""

from datetime import date
from decimal import Decimal

from inclusion.demo.agreement_shapes import Engaged, Life, Party, Post, Roadmap
from inclusion.demo.shapes import euros

FUND = "Fonds départemental de cofinancement des postes"
ACTION = "Cofinancement des postes de conseillers numériques"

_HOST = Party(
    partner="anjou-numerique", role="funder", name="Thierry Maquette", function="Président d’Anjou Numérique"
)


def _collectivite(key: str, name: str) -> Party:
    return Party(partner=key, role="collectivite", name=name, function="Présidence de l’intercommunalité")


def _signed(year: int, month: int) -> Life:
    """An agreement signed within two months, on the 12th of this one."""
    before = date(year, month - 1, 6)
    return Life(
        drafted_on=before,
        review_on=before.replace(day=13),
        to_sign_on=before.replace(day=24),
        signed_on=date(year, month, 12),
    )


_MAUGES = Post(
    title="Conseiller numérique, Mauges Communauté",
    fund=FUND,
    action=ACTION,
    employer="epci-200060010",
    collectivite="epci-200060010",
    territory="200060010",
    start=date(2025, 4, 1),
    end=date(2028, 1, 1),
    yearly_cost=euros(40000),
    need="Le poste existe depuis 2022\u00a0; l’aide de l’État diminue chaque année.",
    offers=(euros(11250), None, None),
    asked_on=date(2025, 1, 20),
    accepted_on=date(2025, 2, 4),
    reason="Poste à pérenniser, feuille de route locale rédigée.",
    parties=(_HOST, _collectivite("epci-200060010", "Yann Modèle")),
    life=_signed(2025, 3),
    engaged=(
        Engaged(
            year=1,
            on=date(2025, 5, 13),
            payments=(
                (date(2025, 7, 8), euros(5625), "MDT-2025-001"),
                (date(2026, 5, 19), euros(5625), "MDT-2026-004"),
            ),
        ),
        Engaged(year=2, on=date(2026, 5, 26), payments=((date(2026, 10, 6), euros(6000), "MDT-2026-009"),)),
    ),
)

_BAUGEOIS = Post(
    title="Conseiller numérique itinérant, Baugeois Vallée",
    fund=FUND,
    action=ACTION,
    employer="epci-244900882",
    collectivite="epci-244900882",
    territory="244900882",
    creation=True,
    start=date(2025, 7, 1),
    end=date(2028, 1, 1),
    yearly_cost=euros(39600),
    uplifted=True,
    need="Aucun conseiller numérique n’intervient encore sur le territoire.",
    offers=(),
    asked_on=date(2025, 3, 10),
    accepted_on=date(2025, 4, 8),
    reason="Création sur un territoire sans poste\u00a0: prioritaire.",
    parties=(_HOST, _collectivite("epci-244900882", "Maryse Essai")),
    life=_signed(2025, 6),
    engaged=(
        Engaged(year=1, on=date(2025, 6, 24), payments=((date(2025, 9, 2), euros(5000), "MDT-2025-002"),)),
    ),
    # More than six months ago: the post is flagged.
    vacant_since=date(2026, 5, 4),
)

_SAUMUR = Post(
    title="Conseillère numérique du centre social, Saumur",
    fund=FUND,
    action=ACTION,
    employer="centre-social-saumur",
    collectivite="epci-200071876",
    territory="200071876",
    private=True,
    start=date(2026, 1, 1),
    end=date(2028, 1, 1),
    yearly_cost=euros(38400),
    need="Le centre social accueille déjà le poste\u00a0; l’agglomération souhaite qu’il demeure.",
    offers=(euros(9200), euros(16000)),
    asked_on=date(2025, 10, 6),
    accepted_on=date(2025, 11, 4),
    reason="Convention tripartite avec le centre social employeur.",
    parties=(
        _HOST,
        _collectivite("epci-200071876", "Alain Témoin"),
        Party(
            partner="centre-social-saumur",
            role="employer",
            name="Brigitte Échantillon",
            function="Présidente du centre social",
        ),
    ),
    life=_signed(2025, 12),
    engaged=(
        Engaged(year=1, on=date(2026, 1, 20), payments=((date(2026, 3, 10), euros(4600), "MDT-2026-001"),)),
    ),
)

_ANJOU_BLEU = Post(
    title="Coordinatrice des conseillers numériques, Anjou Bleu",
    kind="coordinator",
    fund=FUND,
    action=ACTION,
    employer="epci-244900809",
    collectivite="epci-244900809",
    territory="244900809",
    fte=Decimal("0.50"),
    start=date(2026, 1, 1),
    end=date(2027, 1, 1),
    yearly_cost=euros(44000),
    contract_on=date(2024, 1, 1),
    other_aid_yearly=euros(3000),
    other_aid_source="Région, appel à projets 2026",
    need="Une année de transition avant que le poste soit porté par l’intercommunalité seule.",
    offers=(),
    asked_on=date(2025, 10, 13),
    accepted_on=date(2025, 11, 4),
    reason="Financement d’un an, non reconductible.",
    parties=(_HOST, _collectivite("epci-244900809", "Nadine Fictif")),
    life=_signed(2025, 12),
    engaged=(
        Engaged(year=1, on=date(2026, 2, 3), payments=((date(2026, 6, 30), euros(3000), "MDT-2026-005"),)),
    ),
)

_LAYON = Post(
    title="Conseiller numérique, Loire Layon Aubance",
    fund=FUND,
    action=ACTION,
    employer="epci-200071553",
    collectivite="epci-200071553",
    territory="200071553",
    start=date(2027, 1, 1),
    end=date(2028, 1, 1),
    yearly_cost=euros(40000),
    contract_on=date(2024, 9, 1),
    need="Le contrat de l’État s’arrête\u00a0; le poste accompagne 900 personnes par an.",
    offers=(euros(8000),),
    asked_on=date(2026, 10, 5),
)

_HAUT_ANJOU = Post(
    title="Conseiller numérique, Vallées du Haut-Anjou",
    fund=FUND,
    action=ACTION,
    employer="epci-200071868",
    collectivite="epci-200071868",
    territory="200071868",
    creation=True,
    fte=Decimal("0.80"),
    start=date(2027, 2, 1),
    end=date(2028, 1, 1),
    yearly_cost=euros(39000),
    need="Le territoire n’a plus de médiation numérique depuis la fermeture de l’espace public numérique.",
    offers=(),
    asked_on=date(2026, 11, 9),
)

POSTS = (_MAUGES, _BAUGEOIS, _SAUMUR, _ANJOU_BLEU, _LAYON, _HAUT_ANJOU)

ROADMAPS = (
    Roadmap(
        epci="200060010",
        title="Feuille de route numérique des Mauges",
        drafted_on=date(2024, 12, 9),
        adopted_on=date(2025, 11, 18),
    ),
    Roadmap(
        epci="244900882",
        title="Feuille de route du Baugeois",
        drafted_on=date(2025, 3, 3),
        adopted_on=date(2026, 4, 14),
    ),
    Roadmap(epci="200071876", title="Feuille de route saumuroise", drafted_on=date(2025, 9, 29)),
    Roadmap(epci="244900809", title="Feuille de route de l’Anjou Bleu", drafted_on=date(2025, 10, 6)),
    Roadmap(epci="200071868", title="Feuille de route du Haut-Anjou", drafted_on=date(2026, 9, 7)),
)
