"""Lot-et-Garonne: Déclic 47, a voluntary pot fed by the operators of public services.

Nineteen operators take part; the territory names twelve of them, and so does this network.
"""

from datetime import date

from inclusion.demo.agreement_shapes import Agreement, Life, Party
from inclusion.demo.common import account, epci
from inclusion.demo.lot_et_garonne_fund import FUNDS
from inclusion.demo.lot_et_garonne_passes import BOOKLETS, MAILINGS, PROGRAMME, REFUSED, RHYTHMS
from inclusion.demo.lot_et_garonne_people import BENEFICIARIES
from inclusion.demo.lot_et_garonne_plan import PLANNING
from inclusion.demo.shapes import WRITTEN_FOR_THE_DEMO, JoinRequest, Network, Partner, Place

_SLUG = "lot-et-garonne"

_CARRIERS = (
    Partner(
        key="departement",
        name="Conseil départemental de Lot-et-Garonne",
        short_name="Département",
        kind="department",
        commune="47001",
        address="Hôtel du Département\n1633 avenue du Général Leclerc\n47922 Agen Cedex 9",
    ),
    Partner(
        key="prefecture",
        name="Préfecture de Lot-et-Garonne",
        short_name="Préfecture",
        kind="prefecture",
        commune="47001",
    ),
    Partner(
        key="hubikoop",
        name="Hubikoop",
        short_name="Hubikoop",
        kind="hub",
        note="Hub territorial pour un numérique inclusif.",
    ),
)


#: Operators of which the demonstration knows no address: somebody has to add one before it can write to them.
_WITHOUT_ADDRESS = ("cap-emploi", "missions-locales")


def _operator(
    key: str, name: str, short_name: str, commune: str = "", siren: str = "", prescribes: bool = False
) -> Partner:
    return Partner(
        key=key,
        name=name,
        short_name=short_name,
        kind="operator",
        commune=commune,
        siren=siren,
        email="" if key in _WITHOUT_ADDRESS else f"partenariats@{key}.example",
        prescribes=prescribes,
    )


_OPERATORS = (
    _operator("caf", "Caisse d’allocations familiales de Lot-et-Garonne", "CAF 47", "47001"),
    _operator("msa", "Mutualité sociale agricole Dordogne, Lot et Garonne", "MSA", "47001"),
    _operator("cpam", "Caisse primaire d’assurance maladie de Lot-et-Garonne", "CPAM 47", "47001"),
    _operator("carsat", "Caisse d’assurance retraite et de la santé au travail Aquitaine", "CARSAT", "33063"),
    _operator("urssaf", "Urssaf Aquitaine", "URSSAF", "33063"),
    _operator("missions-locales", "Missions locales de Lot-et-Garonne", "Missions locales", prescribes=True),
    _operator(
        "france-travail",
        "France Travail Lot-et-Garonne",
        "France Travail",
        siren="130005481",
        prescribes=True,
    ),
    _operator("cap-emploi", "Cap emploi Lot-et-Garonne", "Cap emploi", prescribes=True),
    _operator("orange", "Orange", "Orange", "92040", "380129866"),
    _operator("la-poste", "La Poste", "La Poste", siren="356000000"),
    _operator("numerique-47", "Lot-et-Garonne Numérique", "Lot-et-Garonne Numérique", "47001"),
    _operator("sncf", "SNCF", "SNCF", "93066", "552049447"),
)

_EPCI = (
    epci("200096956", "Agglomération d’Agen", "Agglomération d’Agen", "47001"),
    epci("200068948", "Albret Communauté", "Albret Communauté", "47195"),
    epci("200023307", "Communauté d’agglomération du Grand Villeneuvois", "Grand Villeneuvois", "47049"),
    epci(
        "200036523",
        "Communauté de communes des Bastides en Haut Agenais Périgord",
        "Bastides en Haut Agenais Périgord",
    ),
    epci(
        "244701355",
        "Communauté de communes des Coteaux et Landes de Gascogne",
        "Coteaux et Landes de Gascogne",
        "47114",
    ),
    epci("248200016", "Communauté de communes des Deux Rives", "Deux Rives", "82186"),
    epci(
        "200068922",
        "Communauté de communes du Confluent et des Coteaux de Prayssas",
        "Confluent et Coteaux de Prayssas",
        "47004",
    ),
    epci("244700449", "Communauté de communes du Pays de Duras", "Pays de Duras", "47086"),
    epci("244700464", "Communauté de communes du Pays de Lauzun", "Pays de Lauzun", "47168"),
    epci("200068930", "Communauté de communes Fumel Vallée du Lot", "Fumel Vallée du Lot", "47106"),
    epci("244701405", "Communauté de communes Lot et Tolzac", "Lot et Tolzac", "47054"),
    epci("200030674", "Val de Garonne Agglomération", "Val de Garonne", "47157"),
)


def _prescriber(key: str, name: str, short_name: str, kind: str, commune: str, phone: str) -> Partner:
    return Partner(
        key=key,
        name=name,
        short_name=short_name,
        kind=kind,
        commune=commune,
        phone=phone,
        email=f"{key}@{_SLUG}.example",
        prescribes=True,
        invented=True,
        note=WRITTEN_FOR_THE_DEMO,
    )


_PRESCRIBERS = (
    _prescriber(
        "cms-marmande",
        "Centre médico-social de Marmande",
        "CMS de Marmande",
        "social_centre",
        "47157",
        "05 36 49 10 01",
    ),
    _prescriber(
        "cms-agen", "Centre médico-social d’Agen", "CMS d’Agen", "social_centre", "47001", "05 36 49 10 02"
    ),
    _prescriber(
        "cms-villeneuve",
        "Centre médico-social de Villeneuve-sur-Lot",
        "CMS de Villeneuve-sur-Lot",
        "social_centre",
        "47323",
        "05 36 49 10 03",
    ),
    _prescriber(
        "ccas-marmande",
        "Centre communal d’action sociale de Marmande",
        "CCAS de Marmande",
        "ccas",
        "47157",
        "05 36 49 10 04",
    ),
    _prescriber(
        "ccas-agen",
        "Centre communal d’action sociale d’Agen",
        "CCAS d’Agen",
        "ccas",
        "47001",
        "05 36 49 10 05",
    ),
    _prescriber(
        "france-services-nerac",
        "France services de Nérac",
        "France services Nérac",
        "france_services",
        "47195",
        "05 36 49 10 06",
    ),
    _prescriber(
        "france-services-fumel",
        "France services de Fumel",
        "France services Fumel",
        "france_services",
        "47106",
        "05 36 49 10 07",
    ),
)


def _training(
    key: str,
    name: str,
    address: str,
    town: tuple[str, str],
    phone: str,
    hours: str,
    position: tuple[float, float],
) -> Partner:
    """`town` is the INSEE and the postal code; `position` latitude and longitude."""
    place = Place(
        name=name,
        address=address,
        postal_code=town[1],
        commune=town[0],
        phone=phone,
        hours=hours,
        latitude=position[0],
        longitude=position[1],
    )
    return Partner(
        key=key,
        name=name,
        short_name=name,
        kind="training_place",
        commune=town[0],
        phone=phone,
        email=f"{key}@{_SLUG}.example",
        invented=True,
        note=WRITTEN_FOR_THE_DEMO,
        places=(place,),
    )


_TRAINING = (
    _training(
        "cyber-base-marmande",
        "Cyber-base de Marmande",
        "3 place des Exemples",
        ("47157", "47200"),
        "05 36 49 20 01",
        "Mo-Fr 09:00-12:00,14:00-18:00; Sa 09:00-12:00",
        (44.5003, 0.1653),
    ),
    _training(
        "mediatheque-agen",
        "Médiathèque d’Agen",
        "6 place des Modèles",
        ("47001", "47000"),
        "05 36 49 20 02",
        "Tu,Th-Fr 13:30-18:30; We,Sa 10:00-18:00",
        (44.2033, 0.6163),
    ),
    _training(
        "mediatheque-villeneuve",
        "Médiathèque de Villeneuve-sur-Lot",
        "23 rue des Exemples",
        ("47323", "47300"),
        "05 36 49 20 03",
        "Tu-Fr 10:00-12:00,14:00-18:00; Sa 10:00-17:00",
        (44.4080, 0.7045),
    ),
    _training(
        "espace-numerique-nerac",
        "Espace numérique de Nérac",
        "10 allée des Modèles",
        ("47195", "47600"),
        "05 36 49 20 04",
        "Mo-Th 09:00-12:00,13:30-17:00; Fr 09:00-12:00",
        (44.1362, 0.3390),
    ),
    _training(
        "centre-social-tonneins",
        "Centre social de Tonneins",
        "7 rue des Essais",
        ("47310", "47400"),
        "05 36 49 20 05",
        "Mo-Fr 09:00-12:30,13:30-17:30",
        (44.3908, 0.3092),
    ),
    _training(
        "mediatheque-fumel",
        "Médiathèque de Fumel",
        "1 place des Spécimens",
        ("47106", "47500"),
        "05 36 49 20 06",
        "Tu,Fr 14:00-18:00; We,Sa 09:30-12:30,14:00-17:30",
        (44.4978, 0.9690),
    ),
    _training(
        "atelier-casteljaloux",
        "Atelier numérique de Casteljaloux",
        "14 avenue des Exemples",
        ("47052", "47700"),
        "05 36 49 20 07",
        "Mo,We,Fr 09:00-12:00; Tu,Th 14:00-17:00",
        (44.3137, 0.0868),
    ),
    _training(
        "espace-numerique-miramont",
        "Espace numérique de Miramont-de-Guyenne",
        "5 rue des Témoins",
        ("47168", "47800"),
        "05 36 49 20 08",
        "Mo-Fr 14:00-18:00; PH off",
        (44.6018, 0.3622),
    ),
)

_SCHOOLS = (
    Partner(
        key="college-agen",
        name="Collège Ducos-du-Hauron",
        short_name="Collège Ducos-du-Hauron",
        kind="school",
        commune="47001",
    ),
)

#: The framework that obliges nobody to pay: « un cadre extrêmement souple ».
_FRAMEWORK = Agreement(
    kind="framework",
    title="Convention cadre Déclic 47",
    purpose=(
        "Agir ensemble pour l’inclusion numérique des usagers de chacun. Chaque opérateur abonde le fonds à la hauteur "
        "qu’il veut, chaque année, ou pas du tout\u00a0: il reste membre à part entière."
    ),
    start=date(2025, 1, 1),
    end=date(2029, 1, 1),
    parties=(
        Party(
            partner="departement",
            role="carrier",
            name="Sylvie Échantillon",
            function="Présidente du Conseil départemental",
        ),
        Party(partner="caf", role="partner", name="Bernard Fictif", function="Directeur de la CAF"),
        Party(partner="cpam", role="partner", name="Odile Maquette", function="Directrice de la CPAM"),
        Party(partner="orange", role="partner", name="Éric Essai", function="Délégué régional"),
        Party(partner="la-poste", role="partner", name="Nicole Témoin", function="Déléguée territoriale"),
    ),
    life=Life(
        drafted_on=date(2024, 11, 4),
        review_on=date(2024, 11, 18),
        to_sign_on=date(2024, 12, 2),
        signed_on=date(2024, 12, 19),
    ),
)

NETWORK = Network(
    slug=_SLUG,
    name="Déclic 47",
    department="47",
    brand="#1f5fa8",
    tagline="Vous donnez 1\u00a0€, le Département en ajoute 2\u00a0: cela fait 3\u00a0€.",
    description=(
        "Un réseau construit autour d’un fonds d’ingénierie partagé. Dix-neuf opérateurs de "
        "services publics en font partie\u00a0; la démonstration montre les douze qui sont "
        "nommés publiquement."
    ),
    host="departement",
    host_address=("Hôtel du Département", "1633 avenue du Général Leclerc", "47922 Agen Cedex 9"),
    host_service="Direction des systèmes d’information et de l’aménagement numérique",
    signatory="La présidence du Conseil départemental",
    phone="05 36 49 00 47",
    email="contact@lot-et-garonne.example",
    partners=(*_CARRIERS, *_OPERATORS, *_EPCI, *_PRESCRIBERS, *_TRAINING, *_SCHOOLS),
    planning=PLANNING,
    people=(
        account(_SLUG, "coordinator", "Camille Exemple", "departement"),
        account(_SLUG, "prescriber", "Samira Modèle", "cms-marmande"),
        account(_SLUG, "operator", "Olivier Exemple", "caf"),
        account(_SLUG, "training_place", "Théo Spécimen", "cyber-base-marmande"),
        account(_SLUG, "school", "Nadège Modèle", "college-agen"),
        account(_SLUG, "bank_manager", "Bastien Exemple", "departement"),
        account(_SLUG, "epci_referent", "Inès Témoin", "epci-200030674"),
        account(_SLUG, "evaluator", "Élodie Essai", "hubikoop"),
        account(_SLUG, "reader", "Paul Fictif", "prefecture"),
        account(_SLUG, "hub", "Maud Maquette", "hubikoop"),
    ),
    beneficiaries=BENEFICIARIES,
    funds=FUNDS,
    programme=PROGRAMME,
    booklets=BOOKLETS,
    rhythms=RHYTHMS,
    mailings=MAILINGS,
    refused=REFUSED,
    agreements=(_FRAMEWORK,),
    founded=date(2024, 10, 7),
    join_requests=(
        JoinRequest(
            organisation="Médiathèque de Marmande",
            kind="commune",
            commune="47157",
            first_name="Léa",
            last_name="Témoin",
            email="mediatheque@marmande.example",
            message="Nous ouvrons deux ateliers par semaine et souhaitons accepter les pass numériques.",
            on=date(2026, 11, 18),
        ),
    ),
)
