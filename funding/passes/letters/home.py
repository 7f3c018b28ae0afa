"""What passes ask on the page of a network's settings: when letters are posted, how many SMS leave."""

from django import forms
from django.conf import settings

from funding.passes.letters.actions.settings import change_pass_settings
from funding.passes.programmes.models import PassSettings, pass_settings
from inclusion.core.models.networks import Network
from inclusion.core.registry.settings import FeatureSettings, register_settings

#: Asked of networks that send passes.
POSTING = (
    "posting_rhythm",
    "posting_weekday",
    "posting_from",
    "posting_closes_day_before",
    "posting_closes_hour",
    "lost_letter_days",
)


def asked_of(network: Network) -> tuple[str, ...]:
    """The settings of passes that the page of a network's settings asks for."""
    if "passes" not in network.activities:
        return ()
    return (*POSTING, "sms_ceiling") if settings.SMS_GATEWAY["url"] else POSTING


register_settings(
    FeatureSettings(
        PassSettings,
        (("Les lettres des pass à La Poste", POSTING), ("Les SMS de rappel des pass", ("sms_ceiling",))),
        pass_settings,
        asked_of,
        change_pass_settings,
        {"posting_rhythm": forms.RadioSelect, "posting_from": forms.DateInput({"type": "date"}, format="%Y-%m-%d")},
    )
)
