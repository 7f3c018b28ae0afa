"""Texts about people: neither what says something about their health nor their social security number."""

import re

from inclusion.core.french.identifiers import NIR_REFUSED, has_social_security_number

HEALTH_REFUSED = (
    "Ce texte parle de santé («\u00a0{word}\u00a0»)\u00a0: retirez-le. "
    "Dites seulement ce dont la personne a besoin."
)
#: What says something about somebody's health; the names of services (« assurance maladie ») do not.
_HEALTH = re.compile(
    r"\b(maladies?|malades?|handicapée?s?|handicaps?|diagnosti\w+|dépressi\w+|cancers?|diab\w+|alzheimer|psychiatr\w+|"
    r"psycholog\w+|autis\w+|schizo\w+|bipolaires?|hospitalis\w+|traitements? médica\w+|invalidité|ALD|enceinte|"
    r"addict\w+|alcooli\w+)\b",
    re.IGNORECASE,
)
_SERVICES = re.compile(r"assurance[ -]maladie|mutuelle santé|mon espace santé", re.IGNORECASE)


def text_fault(text: str) -> str:
    """Why a text about a person may not be kept, as a French sentence; empty where it may."""
    if has_social_security_number(text):
        return NIR_REFUSED
    found = _HEALTH.search(_SERVICES.sub("", text))
    return HEALTH_REFUSED.format(word=found[0]) if found else ""
