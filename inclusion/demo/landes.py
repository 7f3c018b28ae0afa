"""Landes: evaluating beyond counting, and one body in each of the eighteen territories."""

from datetime import date

from inclusion.demo.agreement_shapes import Agreement, Life, Party
from inclusion.demo.common import account, body, epci
from inclusion.demo.landes_plan import PLANNING
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

_CAF = Party(
    partner="caf", role="partner", name="Joël Échantillon", function="Directeur de la CAF des Landes"
)
_CTG_START, _CTG_END = date(2026, 1, 1), date(2031, 1, 1)
_CTG_PURPOSE = (
    "Partager entre la CAF et l’intercommunalité un même diagnostic et un même projet de services aux familles, "
    "dont l’inclusion numérique."
)


def _ctg(key: str, town: str, signatory: str, *, theme: str, life: Life) -> Agreement:
    return Agreement(
        kind="ctg",
        title=f"Convention territoriale globale, {town}",
        purpose=_CTG_PURPOSE,
        start=_CTG_START,
        end=_CTG_END,
        parties=(
            _CAF,
            Party(
                partner=key,
                role="collectivite",
                name=signatory,
                function="Présidence de l’intercommunalité",
            ),
        ),
        theme=theme,
        life=life,
    )


_AGREEMENTS = (
    # The departmental one makes digital inclusion a theme of all the territorial ones.
    Agreement(
        kind="framework",
        title="Convention départementale avec la CAF des Landes",
        purpose=(
            "Faire de l’inclusion numérique un thème obligatoire de chaque convention territoriale globale, et qu’il y "
            "ait dans chacun des dix-huit territoires au moins une instance qui en parle."
        ),
        start=date(2025, 4, 1),
        end=date(2029, 4, 1),
        parties=(
            Party(
                partner="alpi",
                role="carrier",
                name="Solange Modèle",
                function="Directrice de l’Agence landaise pour l’informatique",
            ),
            _CAF,
        ),
        life=Life(
            drafted_on=date(2025, 2, 3),
            review_on=date(2025, 2, 17),
            to_sign_on=date(2025, 3, 10),
            signed_on=date(2025, 3, 25),
        ),
    ),
    _ctg(
        "epci-244000865",
        "Maremne Adour Côte Sud",
        "Gisèle Témoin",
        theme="Le comité de pilotage de la convention suit l’inclusion numérique à chacune de ses réunions\u00a0; "
        "un référent numérique est nommé dans le service d’action sociale.",
        life=Life(
            drafted_on=date(2025, 9, 8),
            review_on=date(2025, 10, 6),
            to_sign_on=date(2025, 11, 17),
            signed_on=date(2025, 12, 11),
        ),
    ),
    _ctg(
        "epci-244000675",
        "Grand Dax",
        "Étienne Fictif",
        theme="Un groupe de travail «\u00a0accès aux droits et numérique\u00a0» se réunit deux fois par an.",
        life=Life(drafted_on=date(2026, 9, 7), review_on=date(2026, 10, 19)),
    ),
    # The theme is still to be written: the check-list says so.
    _ctg(
        "epci-244000659",
        "Seignanx",
        "Paulette Essai",
        theme="",
        life=Life(drafted_on=date(2026, 10, 26)),
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
    agreements=_AGREEMENTS,
    planning=PLANNING,
    founded=date(2023, 9, 4),
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
