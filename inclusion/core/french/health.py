"""Texts about people and of surveys: neither what says something of their health nor a social security number."""

import re

from inclusion.core.french.identifiers import NIR_REFUSED, has_social_security_number

HEALTH_REFUSED = (
    "Ce texte parle de santé («\u00a0{word}\u00a0»)\u00a0: retirez-le. "
    "Dites seulement ce dont la personne a besoin."
)
HEALTH_NOT_ASKED = (
    "Ce texte parle de santé («\u00a0{word}\u00a0»)\u00a0: retirez-le. Les enquêtes du portail ne demandent rien de la "
    "santé des personnes."
)
#: What says something about somebody's health; the names of services (« assurance maladie ») do not.
_HEALTH = re.compile(
    r"\b(maladies?|malades?|handicapée?s?|handicaps?|diagnosti\w+|dépressi\w+|cancers?|diab\w+|alzheimer|psychiatr\w+|"
    r"psycholog\w+|autis\w+|schizo\w+|bipolaires?|hospitalis\w+|traitements? médica\w+|invalidité|ALD|enceinte|"
    r"addict\w+|alcooli\w+)\b",
    re.IGNORECASE,
)
_SERVICES = re.compile(r"assurance[ -]maladie|mutuelle santé|mon espace santé", re.IGNORECASE)


def health_word(text: str) -> str:
    """The first word of a text that says something about somebody's health; empty where none does."""
    found = _HEALTH.search(_SERVICES.sub("", text))
    return found[0] if found else ""


def text_fault(text: str, *, sentence: str = HEALTH_REFUSED) -> str:
    """Why a text about a person may not be kept, as a French sentence; empty where it may.

    `sentence` is that about health, with its `{word}`.
    """
    if has_social_security_number(text):
        return NIR_REFUSED
    word = health_word(text)
    return sentence.format(word=word) if word else ""


def asked_fault(text: str) -> str:
    """Why a text may not be in a survey, as a French sentence; empty where it may."""
    return text_fault(text, sentence=HEALTH_NOT_ASKED)
