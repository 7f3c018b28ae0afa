"""Invented people helped in Lot-et-Garonne: the usual ones, and those whose letter is hard to address."""

from datetime import date
from typing import Literal

from inclusion.demo.shapes import Beneficiary

_TOWNS = {
    "Agen": ("47001", "47000"),
    "Aiguillon": ("47004", "47190"),
    "Bon-Encontre": ("47032", "47240"),
    "Casteljaloux": ("47052", "47700"),
    "Castillonnès": ("47057", "47330"),
    "Duras": ("47086", "47120"),
    "Fumel": ("47106", "47500"),
    "Le Passage": ("47201", "47520"),
    "Marmande": ("47157", "47200"),
    "Mézin": ("47167", "47170"),
    "Miramont-de-Guyenne": ("47168", "47800"),
    "Nérac": ("47195", "47600"),
    "Penne-d’Agenais": ("47203", "47140"),
    "Sainte-Livrade-sur-Lot": ("47252", "47110"),
    "Tonneins": ("47310", "47400"),
    "Villeneuve-sur-Lot": ("47323", "47300"),
}

_MARMANDE = "cms-marmande"
_AGEN = "cms-agen"
_VILLENEUVE = "cms-villeneuve"


def _person(
    name: str,
    birth_year: int | None,
    street: str,
    town: str,
    operator: str,
    followed_by: str,
    *,
    email: str = "",
    channel: Literal["post", "email"] = "post",
    phone: str = "",
    consent_on: date = date(2025, 2, 3),
    note: str = "",
) -> Beneficiary:
    """Return a person of the département; `name` ends in the surname, `street` has one line per address line."""
    first_name, last_name = name.rsplit(" ", 1)
    commune, postal_code = _TOWNS[town]
    return Beneficiary(
        key=f"{first_name}-{last_name}-{birth_year}".lower(),
        first_name=first_name,
        last_name=last_name,
        birth_year=birth_year,
        lines=tuple(street.splitlines()),
        postal_code=postal_code,
        town=town,
        commune=commune,
        operator=operator,
        followed_by=followed_by,
        channel=channel,
        email=email,
        phone=phone,
        consent_on=consent_on,
        note=note,
    )


def _by_email(
    name: str, birth_year: int, street: str, town: str, operator: str, followed_by: str
) -> Beneficiary:
    """Return a person of the département who prefers e-mail; the mailbox is made of the year of birth."""
    mailbox = f"usager{birth_year}@usager.example"
    return _person(name, birth_year, street, town, operator, followed_by, email=mailbox, channel="email")


_USUAL = (
    _person(
        "Jeanne Exemple", 1958, "12 rue des Exemples", "Marmande", "caf", _MARMANDE, phone="06 39 98 01 01"
    ),
    _person("Robert Modèle", 1949, "4 allée des Tilleuls", "Marmande", "carsat", _MARMANDE),
    _person("Yvette Spécimen", 1944, "31 avenue de la Gare", "Marmande", "msa", _MARMANDE),
    _by_email("Karim Exemple", 1987, "8 rue du Pont-Vieux", "Marmande", "france-travail", _MARMANDE),
    _person("Sandrine Témoin", 1976, "2 impasse des Lilas", "Tonneins", "caf", _MARMANDE),
    _person("Lucien Fictif", 1939, "17 chemin du Moulin", "Tonneins", "carsat", _MARMANDE),
    _by_email("Amélie Maquette", 1995, "5 place du Marché", "Tonneins", "caf", _MARMANDE),
    _person("Gérard Essai", 1961, "9 rue des Écoles", "Duras", "cpam", _MARMANDE),
    _person("Monique Exemple", 1952, "20 route de Bergerac", "Miramont-de-Guyenne", "carsat", _MARMANDE),
    _by_email("Dylan Modèle", 2004, "1 rue Basse", "Miramont-de-Guyenne", "missions-locales", _MARMANDE),
    _person("Fatou Exemple", 1983, "44 boulevard des Modèles", "Marmande", "cpam", "ccas-marmande"),
    _person("André Spécimen", 1947, "6 rue du Port", "Marmande", "la-poste", "ccas-marmande"),
    _by_email("Léa Fictif", 1999, "15 rue des Remparts", "Marmande", "caf", "ccas-marmande"),
    _person("Jean-Pierre Modèle", 1955, "27 rue de la Paix", "Agen", "cpam", _AGEN),
    _person("Huguette Exemple", 1941, "3 cours des Platanes", "Agen", "carsat", _AGEN),
    _by_email("Mehdi Témoin", 1991, "60 avenue des Essais", "Agen", "france-travail", _AGEN),
    _person("Corinne Essai", 1969, "11 rue des Jardins", "Le Passage", "caf", _AGEN),
    _by_email("Nora Spécimen", 1988, "7 rue de l’Ormeau", "Le Passage", "caf", _AGEN),
    _person("Philippe Maquette", 1964, "19 chemin des Crêtes", "Bon-Encontre", "cap-emploi", _AGEN),
    _person("Odette Fictif", 1936, "8 rue des Capucins", "Agen", "msa", "ccas-agen"),
    _by_email("Julien Exemple", 1979, "2 bis rue Haute", "Agen", "urssaf", "ccas-agen"),
    _person("Ginette Modèle", 1946, "5 rue de Paris", "Villeneuve-sur-Lot", "carsat", _VILLENEUVE),
    _by_email("Rachid Maquette", 1982, "33 rue des Cieutats", "Villeneuve-sur-Lot", "caf", _VILLENEUVE),
    _person("Colette Témoin", 1950, "14 avenue du Lot", "Sainte-Livrade-sur-Lot", "msa", _VILLENEUVE),
    _person("Bernard Exemple", 1957, "22 route de Cancon", "Castillonnès", "msa", _VILLENEUVE),
    _person("Denise Spécimen", 1948, "1 place Haute", "Penne-d’Agenais", "cpam", "france-services-fumel"),
    _by_email("Kévin Essai", 2001, "9 rue de l’Usine", "Fumel", "missions-locales", "france-services-fumel"),
    _person("Marcelle Exemple", 1943, "10 rue des Conférences", "Nérac", "carsat", "france-services-nerac"),
    _person("Alain Témoin", 1966, "6 chemin de la Baïse", "Nérac", "france-travail", "france-services-nerac"),
    _by_email("Chloé Modèle", 1993, "3 rue des Armuriers", "Mézin", "caf", "france-services-nerac"),
    _person("Simone Fictif", 1951, "18 avenue du Lac", "Casteljaloux", "orange", "france-services-nerac"),
    _person("Étienne Essai", 1972, "4 rue Thiers", "Aiguillon", "caf", "france-services-nerac"),
    _person(
        "Sandrine Témoin",
        None,
        "2 impasse des Lilas",
        "Tonneins",
        "caf",
        "ccas-marmande",
        consent_on=date(2026, 11, 9),
        note="Sa fiche existe déjà au CMS de Marmande\u00a0; ici, son année de naissance manque.",
    ),
)

_LONG_STREET = "\n".join(
    (
        "Résidence de la Fontaine aux Oiseaux-Moqueurs, bâtiment Châtaigniers",
        "Escalier C, quatrième étage, appartement 4217",
        "128 bis avenue du Maréchal-des-Logis Célestin-Échantillon Prolongée",
    )
)

_HARD = (
    _person(
        "Marie-Antoinette-Éléonore Exemple-Échantillon-de-Saint-Barthélemy-d’Agenais",
        1953,
        _LONG_STREET,
        "Marmande",
        "caf",
        _MARMANDE,
        note="Nom et adresse plus longs que les lignes d’une enveloppe.",
    ),
    _person(
        "Lœtitia Exemple",
        1970,
        "Lieu-dit L’Œil-de-Bœuf",
        "Duras",
        "msa",
        _MARMANDE,
        note="Lieu-dit sans numéro.",
    ),
    _person(
        "Đức Modèle",
        1985,
        "13 rue des Gravières",
        "Agen",
        "caf",
        _AGEN,
        note="Lettres que peu de polices ont.",
    ),
    _person(
        "Łukasz Témoin",
        1978,
        "Chez M. Exemple\n21 rue de la Briqueterie",
        "Villeneuve-sur-Lot",
        "france-travail",
        _VILLENEUVE,
        note="Hébergé chez quelqu’un.",
    ),
    Beneficiary(
        key="noel-fictif-sans-adresse",
        first_name="Noël",
        last_name="Fictif",
        birth_year=None,
        operator="caf",
        followed_by=_MARMANDE,
        consent_on=date(2026, 9, 14),
        note="Ni adresse, ni courriel\u00a0: la lettre se remet en main propre.",
    ),
    Beneficiary(
        key="aya-spécimen-courriel-seul",
        first_name="Aya",
        last_name="Spécimen",
        birth_year=2002,
        operator="missions-locales",
        followed_by=_MARMANDE,
        channel="email",
        email="usager2002.sans-adresse@usager.example",
        consent_on=date(2026, 10, 5),
        note="Un courriel, sans adresse postale.",
    ),
    Beneficiary(
        key="ccas-domiciliation-modèle",
        first_name="Henri",
        last_name="Modèle",
        birth_year=1968,
        lines=("Domiciliation CCAS", "CS 10000"),
        postal_code="47207",
        town="Marmande Cedex",
        commune="47157",
        operator="cpam",
        followed_by=_MARMANDE,
        consent_on=date(2026, 1, 12),
        note="Adresse en CEDEX.",
    ),
    Beneficiary(
        key="carmen-exemple-espagne",
        first_name="Carmen",
        last_name="Exemple",
        birth_year=1945,
        lines=("Calle del Ejemplo 12, 3º izquierda",),
        postal_code="50001",
        town="Zaragoza",
        country="Espagne",
        operator="carsat",
        followed_by=_AGEN,
        consent_on=date(2026, 5, 18),
        note="Retraitée qui vit à l’étranger.",
    ),
    Beneficiary(
        key="josephine-témoin-réunion",
        first_name="Joséphine",
        last_name="Témoin",
        birth_year=1990,
        lines=("Appartement 12", "45 rue du Spécimen"),
        postal_code="97400",
        town="Saint-Denis",
        commune="97411",
        operator="caf",
        followed_by=_AGEN,
        channel="email",
        email="usager1990.reunion@usager.example",
        consent_on=date(2026, 6, 1),
        note="A déménagé outre-mer.",
    ),
)

BENEFICIARIES = (*_USUAL, *_HARD)
