"""Maine-et-Loire: MedNum 49, posts paid by the operators together, and a fund that co-finances digital advisers.

Fifteen actors take part; those named publicly are here. The private actor that feeds the fund is not named.
"""

from datetime import date

from inclusion.demo import maine_et_loire_agreements as agreements
from inclusion.demo import maine_et_loire_posts as posts
from inclusion.demo.common import account, body, epci
from inclusion.demo.shapes import Action, Call, Contribution, Fund, Network, Receipt, euros

_SLUG = "maine-et-loire"

_PARTNERS = (
    body("departement", "Conseil départemental de Maine-et-Loire", "Département", "department", "49007"),
    body(
        "centres-sociaux",
        "Fédération des centres sociaux de Maine-et-Loire et Mayenne",
        "Centres sociaux 49/53",
        "association",
        "",
        note="Anime le réseau Cyb@njou.",
    ),
    body("anjou-numerique", "Anjou Numérique", "Anjou Numérique", "other", "49007"),
    body("prefecture", "Préfecture de Maine-et-Loire", "Préfecture", "prefecture", "49007"),
    body("caf", "Caisse d’allocations familiales de Maine-et-Loire", "CAF 49", "operator", "49007"),
    body("cpam", "Caisse primaire d’assurance maladie de Maine-et-Loire", "CPAM 49", "operator", "49007"),
    body(
        "carsat",
        "Caisse d’assurance retraite et de la santé au travail Pays de la Loire",
        "CARSAT",
        "operator",
        "44109",
    ),
    body("delegataire", "Délégataire privé (non nommé)", "Délégataire privé", "company", "", invented=True),
    body(
        "centre-social-saumur",
        "Centre social du Chemin Vert",
        "Centre social de Saumur",
        "association",
        "49328",
        invented=True,
    ),
    body("college-angers", "Collège Chevreul", "Collège Chevreul", "school", "49007"),
    body(
        "ccas-angers",
        "Centre communal d’action sociale d’Angers",
        "CCAS d’Angers",
        "ccas",
        "49007",
        prescribes=True,
        invented=True,
    ),
    body(
        "mediatheque-cholet",
        "Médiathèque de Cholet",
        "Médiathèque de Cholet",
        "training_place",
        "49099",
        invented=True,
    ),
)

_EPCI = (
    epci("200060010", "Mauges Communauté", "Mauges Communauté", "49023"),
    epci("200068955", "Communauté de communes Anjou Loir et Sarthe", "Anjou Loir et Sarthe", "49347"),
    epci("200071553", "Communauté de communes Loire Layon Aubance", "Loire Layon Aubance", "49283"),
    epci("200071678", "Cholet Agglomération", "Cholet Agglomération", "49099"),
    epci("200071868", "Communauté de communes des Vallées du Haut-Anjou", "Vallées du Haut-Anjou", "49176"),
    epci("200071876", "Communauté d’agglomération Saumur Val de Loire", "Saumur Val de Loire", "49328"),
    epci("244900015", "Angers Loire Métropole", "Angers Loire Métropole", "49007"),
    epci("244900809", "Anjou Bleu Communauté", "Anjou Bleu Communauté", "49331"),
    epci("244900882", "Communauté de communes Baugeois Vallée", "Baugeois Vallée", "49018"),
)


def _year(year: int, amount: int, *receipts: Receipt) -> Contribution:
    return Contribution(
        partner="delegataire",
        year=year,
        pledged=euros(amount),
        pledged_on=date(2024, 12, 16),
        call=Call(on=date(year, 1, 12), due_on=date(year, 3, 31)) if receipts else None,
        receipts=receipts,
    )


_FUND = Fund(
    name=posts.FUND,
    host="anjou-numerique",
    purpose=(
        "Cofinancer des postes de conseillers numériques\u00a0: au plus la moitié du reste à "
        "charge, trois ans au plus, et la collectivité apporte au moins autant."
    ),
    envelope=euros(500000),
    start=date(2025, 1, 1),
    end=date(2028, 1, 1),
    contributions=(
        _year(2025, 200000, Receipt(on=date(2025, 3, 18), amount=euros(200000), reference="VIR-2025-DEL-1")),
        _year(
            2026,
            150000,
            Receipt(on=date(2026, 2, 17), amount=euros(100000), reference="VIR-2026-DEL-1"),
            Receipt(on=date(2026, 9, 15), amount=euros(50000), reference="VIR-2026-DEL-2"),
        ),
        _year(2027, 150000),
    ),
    actions=(
        Action(
            name=posts.ACTION,
            description="Une convention avec la collectivité, tripartite si l’employeur est privé.",
            opened_on=date(2025, 1, 13),
        ),
    ),
)


NETWORK = Network(
    slug=_SLUG,
    name="MedNum 49",
    department="49",
    brand="#7a2f63",
    tagline="Réfléchir le numérique au-delà de l’accès aux droits.",
    description=(
        "Les opérateurs paient ensemble, pour trois ans, l’animation du réseau\u00a0; un "
        "fonds de 500\u00a0000\u00a0€ cofinance des postes de conseillers numériques. Quinze "
        "acteurs en font partie\u00a0; la démonstration montre ceux qui sont nommés."
    ),
    host="departement",
    host_address=(
        "Hôtel du Département",
        "CS 94104",
        "49941 Angers Cedex 9",
    ),
    host_service="Médiation numérique",
    signatory="La présidence du Conseil départemental",
    phone="02 61 91 00 49",
    email="contact@maine-et-loire.example",
    partners=(*_PARTNERS, *_EPCI),
    people=(
        account(_SLUG, "coordinator", "Morgane Exemple", "centres-sociaux"),
        account(_SLUG, "prescriber", "Florian Modèle", "ccas-angers"),
        account(_SLUG, "operator", "Béatrice Spécimen", "caf"),
        account(_SLUG, "training_place", "Quentin Essai", "mediatheque-cholet"),
        account(_SLUG, "school", "Agnès Témoin", "college-angers"),
        account(_SLUG, "bank_manager", "Loïc Fictif", "departement"),
        account(_SLUG, "epci_referent", "Céline Maquette", "epci-200060010"),
        account(_SLUG, "evaluator", "Damien Exemple", "anjou-numerique"),
        account(_SLUG, "reader", "Isabelle Modèle", "prefecture"),
    ),
    funds=(_FUND,),
    agreed_funds=agreements.FUNDS,
    agreements=agreements.AGREEMENTS,
    posts=posts.POSTS,
    roadmaps=posts.ROADMAPS,
    founded=date(2023, 11, 6),
)
