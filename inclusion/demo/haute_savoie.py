"""Haute-Savoie: MedNum Annecy, the plan of a city. Six axes, thirty actions, a social and a cultural strand.

More than fifty actors meet each quarter; those named publicly are here, with the six former
communes where the help desks are held.
"""

from datetime import date

from inclusion.demo.common import account, body, epci
from inclusion.demo.haute_savoie_plan import PLANNING
from inclusion.demo.shapes import Network

_SLUG = "haute-savoie"

_PARTNERS = (
    body("ville", "Ville d’Annecy", "Ville d’Annecy", "commune", "74010"),
    body("mairie-annecy", "Mairie déléguée d’Annecy", "Mairie d’Annecy", "commune", "74010", prescribes=True),
    body(
        "mairie-annecy-le-vieux",
        "Mairie déléguée d’Annecy-le-Vieux",
        "Mairie d’Annecy-le-Vieux",
        "commune",
        "74010",
        prescribes=True,
    ),
    body(
        "mairie-cran-gevrier",
        "Mairie déléguée de Cran-Gevrier",
        "Mairie de Cran-Gevrier",
        "commune",
        "74010",
        prescribes=True,
    ),
    body(
        "mairie-meythet",
        "Mairie déléguée de Meythet",
        "Mairie de Meythet",
        "commune",
        "74010",
        prescribes=True,
    ),
    body(
        "mairie-pringy", "Mairie déléguée de Pringy", "Mairie de Pringy", "commune", "74010", prescribes=True
    ),
    body(
        "mairie-seynod", "Mairie déléguée de Seynod", "Mairie de Seynod", "commune", "74010", prescribes=True
    ),
    body(
        "cdos",
        "Comité départemental olympique et sportif de la Haute-Savoie",
        "CDOS 74",
        "association",
        "",
        note="Point d’appui au numérique associatif.",
    ),
    body("cpam", "Caisse primaire d’assurance maladie de la Haute-Savoie", "CPAM 74", "operator", "74010"),
    body(
        "carsat",
        "Caisse d’assurance retraite et de la santé au travail Rhône-Alpes",
        "CARSAT",
        "operator",
        "",
    ),
    body(
        "impots",
        "Direction départementale des finances publiques de la Haute-Savoie",
        "Impôts",
        "state_service",
        "74010",
    ),
    body("prefecture", "Préfecture de la Haute-Savoie", "Préfecture", "prefecture", "74010"),
    body("college-balmettes", "Collège Les Balmettes", "Collège Les Balmettes", "school", "74010"),
    body(
        "mediatheque-annecy",
        "Médiathèque d’Annecy",
        "Médiathèque d’Annecy",
        "training_place",
        "74010",
        invented=True,
    ),
)

_EPCI = (epci("200066793", "Communauté d’agglomération du Grand Annecy", "Grand Annecy", "74010"),)

NETWORK = Network(
    slug=_SLUG,
    name="MedNum Annecy",
    department="74",
    brand="#5a4796",
    tagline="Remettre des liens humains sur le sujet des démarches en ligne.",
    description=(
        "Deux enquêtes, puis un plan construit avec les services de la ville\u00a0: 30 "
        "actions en 6 axes, un volet social et un volet culturel. Le réseau compte plus de "
        "cinquante acteurs\u00a0; la démonstration montre ceux qui sont nommés."
    ),
    host="ville",
    host_address=(
        "Hôtel de Ville",
        "Place de l’Hôtel de Ville",
        "74000 Annecy",
    ),
    host_service="Direction des usages numériques et des systèmes d’information",
    signatory="La mairie d’Annecy",
    phone="04 65 71 00 74",
    email="contact@haute-savoie.example",
    partners=(*_PARTNERS, *_EPCI),
    planning=PLANNING,
    founded=date(2018, 9, 3),
    people=(
        account(_SLUG, "coordinator", "Romain Exemple", "ville"),
        account(_SLUG, "prescriber", "Nadia Modèle", "mairie-seynod"),
        account(_SLUG, "operator", "Thomas Spécimen", "cpam"),
        account(_SLUG, "training_place", "Juliette Essai", "mediatheque-annecy"),
        account(_SLUG, "school", "Marc Témoin", "college-balmettes"),
        account(_SLUG, "bank_manager", "Sarah Fictif", "ville"),
        account(_SLUG, "epci_referent", "Antoine Maquette", "epci-200066793"),
        account(_SLUG, "evaluator", "Louise Exemple", "ville"),
        account(_SLUG, "reader", "Pierre Modèle", "prefecture"),
    ),
)
