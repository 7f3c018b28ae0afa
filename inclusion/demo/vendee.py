"""Vendée: the Expérithèque, a bank that lends adapted equipment to the pupils of collèges.

The collectif GRAIN brings the actors of the département together. Its public operators are not named one by one: the
CAF stands for them here. The five pilot schools are not named either: the collèges below are invented.
"""

from datetime import date

from inclusion.demo.common import account, body, colleague, epci
from inclusion.demo.shapes import Network

_SLUG = "vendee"

_PARTNERS = (
    body("departement", "Conseil départemental de la Vendée", "Département", "department", "85191"),
    body("prefecture", "Préfecture de la Vendée", "Préfecture", "prefecture", "85191"),
    body(
        "dsden",
        "Direction des services départementaux de l’Éducation nationale de la Vendée",
        "DSDEN",
        "state_service",
        "85191",
    ),
    body(
        "mdph",
        "Maison départementale des personnes handicapées (Maison Vendée Autonomie)",
        "MDPH",
        "other",
        "85191",
    ),
    body("grain", "Collectif le GRAIN", "Le GRAIN", "other", ""),
    body("centres-sociaux", "Fédération des centres sociaux", "Centres sociaux", "association", ""),
    body("caf", "Caisse d’allocations familiales de la Vendée", "CAF 85", "operator", "85191"),
    body(
        "college-pouzauges",
        "Collège des Quatre-Vents",
        "Collège des Quatre-Vents",
        "school",
        "85182",
        invented=True,
    ),
    body(
        "college-la-roche", "Collège de l’Aubépine", "Collège de l’Aubépine", "school", "85191", invented=True
    ),
    body(
        "college-chantonnay",
        "Collège des Trois-Moulins",
        "Collège des Trois-Moulins",
        "school",
        "85051",
        invented=True,
    ),
    body(
        "college-challans",
        "Collège du Marais-Bleu",
        "Collège du Marais-Bleu",
        "school",
        "85047",
        invented=True,
    ),
    body(
        "college-yeu",
        "Collège de la Pointe-aux-Mouettes",
        "Collège de la Pointe-aux-Mouettes",
        "school",
        "85113",
        invented=True,
    ),
    body(
        "commune-yeu",
        "Commune de L’Île-d’Yeu",
        "L’Île-d’Yeu",
        "commune",
        "85113",
        note="Une île sans intercommunalité.",
    ),
    body(
        "cms-la-roche",
        "Centre médico-social de La Roche-sur-Yon",
        "CMS de La Roche-sur-Yon",
        "social_centre",
        "85191",
        prescribes=True,
        invented=True,
    ),
    body(
        "mediatheque-la-roche",
        "Médiathèque de La Roche-sur-Yon",
        "Médiathèque de La Roche-sur-Yon",
        "training_place",
        "85191",
        invented=True,
    ),
)

_EPCI = (
    epci(
        "200023778",
        "Communauté d’agglomération du Pays de Saint-Gilles-Croix-de-Vie",
        "Pays de Saint-Gilles-Croix-de-Vie",
        "85100",
    ),
    epci("200070233", "Communauté d’agglomération Terres de Montaigu", "Terres de Montaigu", "85146"),
    epci("200071165", "Les Sables d’Olonne Agglomération", "Les Sables d’Olonne Agglomération", "85194"),
    epci("200071629", "Challans-Gois Communauté", "Challans-Gois Communauté", "85047"),
    epci("200071900", "Communauté de communes Vendée Grand Littoral", "Vendée Grand Littoral", "85288"),
    epci(
        "200071918",
        "Communauté de communes du Pays de Saint-Fulgent – Les Essarts",
        "Pays de Saint-Fulgent – Les Essarts",
        "85215",
    ),
    epci(
        "200071934", "Communauté de communes du Pays de Fontenay-Vendée", "Pays de Fontenay-Vendée", "85092"
    ),
    epci("200072882", "Communauté de communes de Vie et Boulogne", "Vie et Boulogne", "85178"),
    epci("200073260", "Communauté de communes Sud Vendée Littoral", "Sud Vendée Littoral", "85128"),
    epci("248500191", "Communauté de communes de l’Île de Noirmoutier", "Île de Noirmoutier", "85163"),
    epci("248500258", "Communauté de communes Océan Marais de Monts", "Océan Marais de Monts", "85234"),
    epci("248500340", "Communauté de communes Pays de Chantonnay", "Pays de Chantonnay", "85051"),
    epci(
        "248500415", "Communauté de communes du Pays de la Châtaigneraie", "Pays de la Châtaigneraie", "85289"
    ),
    epci("248500464", "Communauté de communes du Pays de Pouzauges", "Pays de Pouzauges", "85182"),
    epci("248500530", "Communauté de communes du Pays des Achards", "Pays des Achards", "85152"),
    epci("248500563", "Communauté de communes Vendée, Sèvre, Autise", "Vendée, Sèvre, Autise", "85162"),
    epci("248500589", "La Roche-sur-Yon Agglomération", "La Roche-sur-Yon Agglomération", "85191"),
    epci("248500621", "Communauté de communes du Pays des Herbiers", "Pays des Herbiers", "85109"),
    epci("248500662", "Communauté de communes du Pays de Mortagne", "Pays de Mortagne", "85302"),
)

NETWORK = Network(
    slug=_SLUG,
    name="Expérithèque",
    department="85",
    brand="#0f6b62",
    tagline="Une bibliothèque de prêt de matériels, pour tester et expérimenter.",
    description=(
        "Un élève a besoin d’un matériel adapté\u00a0: son collège le demande, la banque le "
        "prête, et chacun dit ce que l’essai a donné. Le Département, la DSDEN et la MDPH "
        "travaillent ensemble, au sein du collectif le GRAIN."
    ),
    host="departement",
    host_address=(
        "40 rue du Maréchal Foch",
        "85923 La Roche-sur-Yon Cedex 9",
    ),
    host_service="Collèges numériques",
    signatory="La présidence du Conseil départemental",
    phone="02 61 91 00 85",
    email="contact@vendee.example",
    partners=(*_PARTNERS, *_EPCI),
    people=(
        account(_SLUG, "coordinator", "Maëlle Exemple", "departement"),
        account(_SLUG, "prescriber", "Yann Modèle", "cms-la-roche"),
        account(_SLUG, "operator", "Lucie Spécimen", "caf"),
        account(_SLUG, "training_place", "Hugo Essai", "mediatheque-la-roche"),
        account(_SLUG, "school", "Claire Témoin", "college-pouzauges"),
        account(_SLUG, "bank_manager", "Mathis Exemple", "departement"),
        account(_SLUG, "epci_referent", "Sylvie Fictif", "epci-248500464"),
        account(_SLUG, "evaluator", "Adrien Maquette", "grain"),
        account(_SLUG, "reader", "Hélène Modèle", "prefecture"),
    ),
    colleagues=(
        colleague(
            _SLUG, "reader", "Agnès Essai", "dsden", job_title="Suivi des élèves à besoins particuliers"
        ),
        colleague(_SLUG, "reader", "Benoît Témoin", "mdph", job_title="Équipe pluridisciplinaire"),
        colleague(_SLUG, "school", "Sabine Spécimen", "college-la-roche", job_title="Coordination ULIS"),
        colleague(_SLUG, "school", "Karim Modèle", "college-chantonnay", job_title="Professeur principal"),
        colleague(_SLUG, "school", "Anne Maquette", "college-challans", job_title="Direction adjointe"),
        colleague(_SLUG, "school", "Loïc Fictif", "college-yeu", job_title="Direction"),
    ),
    founded=date(2024, 9, 2),
)
