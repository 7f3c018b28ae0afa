"""Vaucluse: intercommunal roadmaps nested under the departmental one.

Twenty-three collectivités and eighteen bodies sit in the governance; those named publicly are here, with the thirteen
intercommunalités of the département (Pertuis, in the Métropole d'Aix-Marseille-Provence, is counted with its own).
Those that are not named publicly are filled up to the two numbers, with a note that says so.
"""

from datetime import date

from inclusion.demo.agreement_shapes import Agreement, Life, Party
from inclusion.demo.common import account, body, epci
from inclusion.demo.shapes import Network
from inclusion.demo.vaucluse_roadmaps import PLANNING

_SLUG = "vaucluse"

_PARTNERS = (
    body("departement", "Conseil départemental de Vaucluse", "CD84", "department", "84007"),
    body("das", "Direction de l’action sociale du Conseil départemental", "CD84 (DAS)", "other", "84007"),
    body("prefecture", "Préfecture de Vaucluse", "Préfecture", "prefecture", "84007"),
    body(
        "hub-du-sud",
        "Hub du Sud",
        "Hub du Sud",
        "hub",
        "",
        note="Vingt jours par an pour chaque département.",
    ),
    body("caf", "Caisse d’allocations familiales de Vaucluse", "CAF", "operator", "84007"),
    body(
        "france-services",
        "Réseau des espaces France services de Vaucluse",
        "Réseau EFS",
        "france_services",
        "",
        prescribes=True,
    ),
    body(
        "reseau-inclusion",
        "Réseau départemental d’inclusion numérique de Vaucluse",
        "Réseau départemental d’inclusion numérique",
        "other",
    ),
    body("operateurs", "Opérateurs de services publics de Vaucluse", "Opérateurs", "other"),
    body(
        "coordonnateur",
        "Coordonnateur des Conseillers numériques de Vaucluse",
        "Coordonnateur des Conseillers Numériques",
        "other",
    ),
    body("epci-pilotes", "Intercommunalités pilotes d’une feuille de route", "EPCI pilotes", "other"),
    body("college-cavaillon", "Collège Paul-Gauthier", "Collège Paul-Gauthier", "school", "84035"),
    body(
        "cms-cavaillon",
        "Centre médico-social de Cavaillon",
        "CMS de Cavaillon",
        "social_centre",
        "84035",
        prescribes=True,
        invented=True,
    ),
    body(
        "mediatheque-cavaillon",
        "Médiathèque de Cavaillon",
        "Médiathèque de Cavaillon",
        "training_place",
        "84035",
        invented=True,
    ),
)

#: What is written of those that the territory counts and does not name.
_SUPPOSED = "Présence dans la gouvernance supposée pour la démonstration."

_SUPPOSED_MEMBERS = (
    *(
        body(key, f"Ville {of}", f"Ville {of}", "commune", code, note=_SUPPOSED)
        for key, of, code in (
            ("ville-avignon", "d’Avignon", "84007"),
            ("ville-carpentras", "de Carpentras", "84031"),
            ("ville-orange", "d’Orange", "84087"),
            ("ville-cavaillon", "de Cavaillon", "84035"),
            ("ville-apt", "d’Apt", "84003"),
            ("ville-pertuis", "de Pertuis", "84089"),
            ("ville-isle-sur-la-sorgue", "de L’Isle-sur-la-Sorgue", "84054"),
            ("ville-bollene", "de Bollène", "84019"),
            ("ville-valreas", "de Valréas", "84138"),
        )
    ),
    body("cpam", "Caisse primaire d’assurance maladie de Vaucluse", "CPAM", "operator", note=_SUPPOSED),
    body("msa", "MSA Alpes Vaucluse", "MSA", "operator", note=_SUPPOSED),
    body("carsat", "CARSAT Sud-Est", "CARSAT", "operator", note=_SUPPOSED),
    body("france-travail", "France Travail Vaucluse", "France Travail", "operator", note=_SUPPOSED),
    body("la-poste", "La Poste, délégation de Vaucluse", "La Poste", "operator", note=_SUPPOSED),
    body("centres-sociaux", "Centres sociaux de Vaucluse", "Centres sociaux", "association", note=_SUPPOSED),
)

_EPCI = (
    epci("200000628", "Communauté de communes Rhône Lez Provence", "Rhône Lez Provence", "84019"),
    epci("200035723", "Communauté de communes Ventoux Sud", "Ventoux Sud", "84123"),
    epci(
        "200040442",
        "Communauté d’agglomération Luberon Monts de Vaucluse",
        "Luberon Monts de Vaucluse",
        "84035",
    ),
    epci("200040624", "Communauté de communes Pays d’Apt-Luberon", "Pays d’Apt-Luberon", "84003"),
    epci(
        "200040681",
        "Communauté de communes Enclave des Papes – Pays de Grignan",
        "Enclave des Papes – Pays de Grignan",
        "84138",
    ),
    epci("248400053", "Communauté d’agglomération Ventoux-Comtat-Venaissin", "CoVe", "84031"),
    epci("248400160", "Communauté de communes Aygues-Ouvèze en Provence", "CCAOP", "84106"),
    epci(
        "248400236", "Communauté de communes Pays d’Orange en Provence", "Pays d’Orange en Provence", "84087"
    ),
    epci("248400251", "Communauté d’agglomération du Grand Avignon", "Grand Avignon", "84007"),
    epci("248400285", "Communauté de communes Territoriale Sud-Luberon", "Cotelub", "84133"),
    epci("248400293", "Communauté d’agglomération des Sorgues du Comtat", "Sorgues du Comtat", "84080"),
    epci(
        "248400319",
        "Communauté de communes du Pays des Sorgues et des Monts de Vaucluse",
        "Pays des Sorgues et des Monts de Vaucluse",
        "84054",
    ),
    epci("248400335", "Communauté de communes Vaison Ventoux", "Vaison Ventoux", "84137"),
)

_AGREEMENTS = (
    Agreement(
        kind="framework",
        title="Engagement réciproque pour une feuille de route, Luberon Monts de Vaucluse",
        purpose=(
            "L’intercommunalité écrit sa feuille de route et reprend au moins deux axes de celle du département\u00a0; "
            "le Département et la préfecture l’accompagnent et lui ouvrent leurs partenariats."
        ),
        start=date(2025, 1, 1),
        end=date(2028, 1, 1),
        parties=(
            Party(
                partner="departement",
                role="carrier",
                name="Dominique Modèle",
                function="Présidence du Conseil départemental",
            ),
            Party(
                partner="prefecture",
                role="partner",
                name="Thierry Fictif",
                function="Préfet de Vaucluse",
            ),
            Party(
                partner="epci-200040442",
                role="collectivite",
                name="Gérard Échantillon",
                function="Présidence de l’intercommunalité",
            ),
        ),
        life=Life(
            drafted_on=date(2024, 11, 4),
            review_on=date(2024, 11, 18),
            to_sign_on=date(2024, 12, 2),
            signed_on=date(2024, 12, 17),
        ),
    ),
)

NETWORK = Network(
    slug=_SLUG,
    name="Réseau départemental d’inclusion numérique",
    department="84",
    brand="#8f4a0e",
    tagline="Impulser une dynamique départementale à l’échelle locale.",
    description=(
        "La feuille de route départementale compte cinq objectifs\u00a0; celle d’une "
        "intercommunalité en reprend au moins deux. 23 collectivités et 18 structures la "
        "gouvernent\u00a0; la démonstration complète celles qui sont nommées."
    ),
    host="departement",
    host_address=(
        "Hôtel du Département",
        "Rue Viala",
        "84909 Avignon Cedex 9",
    ),
    host_service="Soutien aux territoires",
    signatory="La présidence du Conseil départemental",
    phone="04 65 71 00 84",
    email="contact@vaucluse.example",
    partners=(*_PARTNERS, *_EPCI, *_SUPPOSED_MEMBERS),
    agreements=_AGREEMENTS,
    planning=PLANNING,
    founded=date(2024, 10, 7),
    people=(
        account(_SLUG, "coordinator", "Magali Exemple", "departement"),
        account(_SLUG, "prescriber", "Yasmine Modèle", "cms-cavaillon"),
        account(_SLUG, "operator", "Sébastien Spécimen", "caf"),
        account(_SLUG, "training_place", "Flora Essai", "mediatheque-cavaillon"),
        account(_SLUG, "school", "Rémi Témoin", "college-cavaillon"),
        account(_SLUG, "bank_manager", "Anaïs Fictif", "departement"),
        account(_SLUG, "epci_referent", "Vincent Maquette", "epci-200040442"),
        account(_SLUG, "evaluator", "Elsa Exemple", "hub-du-sud"),
        account(_SLUG, "reader", "Gilles Modèle", "prefecture"),
        account(_SLUG, "hub", "Lucie Spécimen", "hub-du-sud"),
    ),
)
