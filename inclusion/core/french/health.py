"""Texts about people and of surveys: neither what says something of their health nor a social security number."""

import re
import unicodedata

from inclusion.core.french.identifiers import NIR_REFUSED, has_social_security_number
from inclusion.core.french.text import visible

HEALTH_REFUSED = (
    "Ce texte parle de santé («\u00a0{word}\u00a0»)\u00a0: retirez-le. Dites seulement ce dont la personne a besoin."
)
HEALTH_NOT_ASKED = (
    "Ce texte parle de santé («\u00a0{word}\u00a0»)\u00a0: retirez-le. Les enquêtes du portail ne demandent rien de la "
    "santé des personnes."
)
#: What says something about somebody's health; the names of services (« assurance maladie ») do not.
_HEALTH = re.compile(
    r"\b(maladies?|malades?|handicapée?s?|handicaps?|diagnosti\w+|dépressi\w+|cancers?|diab\w+|allergi\w+|alzheimer|psychiatr\w+|"
    r"psycholog\w+|autis\w+|schizo\w+|bipolaires?|hospitalis\w+|traitements?\s+médica\w+|invalidité|ALD|enceintes?|"
    r"addict\w+|alcooli\w+|(?:problèmes?|ennuis|soucis|état) de santé|mal[ -]?voyante?s?|non[ -]voyante?s?|sourde?s?|"
    r"malentendante?s?|fauteuils? roulants?|RQTH|AAH|VIH|séropositi\w+|grossesses?|parkinson|épilep\w+|"
    r"pertes? d[’']autonomie|disabled|disabilit(?:y|ies))\b",
    re.IGNORECASE,
)
#: Services, and what these words mean elsewhere: loudspeakers, a place's walls, a study of a territory.
_SERVICES = re.compile(
    r"assurance[\s-]+maladie|mutuelle\s+santé|mon\s+espace\s+santé|enceintes?\s+(?:sonore|acoustique|connectée|"
    r"bluetooth|sportive|scolaire)s?|(?:dans|hors\s+de)\s+l[’']enceinte|"
    r"diagnostics?\s+(?:(?:numérique|territorial|partagé|social)(?:e|s|aux)?\s+)*(?:numérique|partagé|territoria(?:l|ux)|"
    r"(?:du|des|de\s+ce|d[’']un)\s+(?:territoire|quartier|département|bassin)s?)\b",
    re.IGNORECASE,
)


def health_word(text: str) -> str:
    """The first word of a text that says something about somebody's health; empty where none does."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFC", visible(text)))
    found = _HEALTH.search(_SERVICES.sub("", plain))
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
