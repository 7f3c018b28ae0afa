"""Words of health in texts about people, however they are written; services and other meanings pass."""

import unicodedata

from inclusion.core.french.health import health_word

SAID = (
    "Elle a un problème de santé",
    "Problème\u00a0de santé",
    "Malvoyant",
    "Sourde",
    "Il est sourd",
    "en fauteuil roulant",
    "RQTH",
    "touche l’AAH",
    "VIH",
    "grossesse difficile",
    "Parkinson",
    "épilepsie",
    "perte d’autonomie",
    "perte d'autonomie",
    "Enceintes",
    "enceinte de six mois",
    "He is disabled",
    "handi\u00adcapé",
    "mala\u200bde",
    "Diagnostic posé en mars",
    "diagnostic d’un médecin",
)
NOT_SAID = (
    "Assurance\u00a0maladie",
    "assurance-maladie",
    "Enceinte sonore",
    "dans l’enceinte de la mairie",
    "Diagnostic numérique du territoire",
    "Diagnostic territorial partagé",
    "impôts, CAF, santé",
    "dossier MDPH",
    "Mon espace santé",
    "Il sourit",
    "Fauteuil de bureau",
    "autonomie numérique",
)


def test_what_says_something_of_health():
    wrong = [text for text in SAID if not health_word(text)]
    wrong += [text for text in SAID if not health_word(unicodedata.normalize("NFD", text))]
    wrong += [text for text in SAID if not health_word(text.upper())]
    wrong += [text for text in NOT_SAID if health_word(text)]
    assert wrong == []
