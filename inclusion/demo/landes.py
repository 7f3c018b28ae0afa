"""Landes: evaluating beyond counting, and one body in each of the eighteen territories."""

from inclusion.demo.common import account, body, epci
from inclusion.demo.shapes import Network

_SLUG = "landes"

_PARTNERS = (
    body("alpi", "Agence landaise pour l’informatique", "ALPI", "other", "40192"),
    body("prefecture", "Préfecture des Landes", "Préfecture", "prefecture", "40192"),
    body("caf", "Caisse d’allocations familiales des Landes", "CAF 40", "operator", "40192"),
    body("fibre64", "La Fibre64", "La Fibre64", "other", "64445"),
    body(
        "universite-pau",
        "Université de Pau et des Pays de l’Adour",
        "Université de Pau",
        "other",
        "64445",
        note="Une chaire construit la méthode d’évaluation.",
    ),
    body("college-cel-le-gaucher", "Collège Cel-Le-Gaucher", "Collège Cel-Le-Gaucher", "school", "40192"),
    body(
        "cms-mont-de-marsan",
        "Centre médico-social de Mont-de-Marsan",
        "CMS de Mont-de-Marsan",
        "social_centre",
        "40192",
        prescribes=True,
        invented=True,
    ),
    body(
        "mediatheque-dax",
        "Médiathèque de Dax",
        "Médiathèque de Dax",
        "training_place",
        "40088",
        invented=True,
    ),
)

_EPCI = (
    epci("200030435", "Communauté de communes d’Aire-sur-l’Adour", "Aire-sur-l’Adour", "40001"),
    epci("200035541", "Communauté de communes des Landes d’Armagnac", "Landes d’Armagnac", "40245"),
    epci("200069417", "Communauté de communes Pays d’Orthe et Arrigans", "Pays d’Orthe et Arrigans", "40224"),
    epci("200069631", "Communauté de communes Terres de Chalosse", "Terres de Chalosse", "40194"),
    epci("200069649", "Communauté de communes Chalosse Tursan", "Chalosse Tursan", "40282"),
    epci("200069656", "Communauté de communes Cœur Haute Lande", "Cœur Haute Lande", "40246"),
    epci("244000543", "Communauté de communes de Mimizan", "Mimizan", "40184"),
    epci("244000659", "Communauté de communes du Seignanx", "Seignanx", "40273"),
    epci("244000675", "Communauté d’agglomération du Grand Dax", "Grand Dax", "40088"),
    epci("244000691", "Communauté de communes du Pays Morcenais", "Pays Morcenais", "40197"),
    epci("244000766", "Communauté de communes du Pays Tarusate", "Pays Tarusate", "40313"),
    epci(
        "244000774",
        "Communauté de communes du Pays de Villeneuve en Armagnac Landais",
        "Pays de Villeneuve en Armagnac Landais",
        "40331",
    ),
    epci("244000808", "Mont de Marsan Agglomération", "Mont de Marsan Agglomération", "40192"),
    epci("244000824", "Communauté de communes du Pays Grenadois", "Pays Grenadois", "40117"),
    epci("244000857", "Communauté de communes Côte Landes Nature", "Côte Landes Nature", "40075"),
    epci("244000865", "Communauté de communes Maremne Adour Côte Sud", "MACS", "40284"),
    epci("244000873", "Communauté de communes des Grands Lacs", "Grands Lacs", "40217"),
    epci(
        "244000881",
        "Communauté de communes Coteaux et Vallées des Luys",
        "Coteaux et Vallées des Luys",
        "40002",
    ),
)

NETWORK = Network(
    slug=_SLUG,
    name="Acteurs landais de l’inclusion numérique",
    department="40",
    brand="#3f6a22",
    tagline="Une méthode et des outils pour soutenir les acteurs locaux de l’inclusion numérique.",
    description=(
        "Quatre axes, quinze actions. Le département crée et anime les partenariats\u00a0; "
        "c’est dans les dix-huit intercommunalités que l’on suit le parcours des usagers."
    ),
    host="alpi",
    host_address=(
        "175 place de la Caserne Bosquet",
        "40000 Mont-de-Marsan",
    ),
    host_service="Inclusion numérique",
    signatory="La direction de l’agence",
    phone="05 36 49 00 40",
    email="contact@landes.example",
    partners=(*_PARTNERS, *_EPCI),
    people=(
        account(_SLUG, "coordinator", "Laurent Exemple", "alpi"),
        account(_SLUG, "prescriber", "Amandine Modèle", "cms-mont-de-marsan"),
        account(_SLUG, "operator", "Fabien Spécimen", "caf"),
        account(_SLUG, "training_place", "Manon Essai", "mediatheque-dax"),
        account(_SLUG, "school", "Denis Témoin", "college-cel-le-gaucher"),
        account(_SLUG, "bank_manager", "Carole Fictif", "alpi"),
        account(_SLUG, "epci_referent", "Xavier Maquette", "epci-244000865"),
        account(_SLUG, "evaluator", "Noémie Exemple", "universite-pau"),
        account(_SLUG, "reader", "Didier Modèle", "prefecture"),
    ),
)
