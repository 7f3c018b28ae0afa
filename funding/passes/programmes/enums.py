"""The closed lists of programmes and training places, with their French labels."""

from django.db.models import TextChoices

from inclusion.guide.rules.standard import SERVICES


class ValidityRule(TextChoices):
    """Until when the passes of a programme may be used."""

    MONTHS = "months", "Un nombre de mois après l’envoi"
    YEAR_END = "year_end", "Jusqu’à la fin de l’année d’envoi"


#: Services of the national standard that are given, not learnt.
NOT_LEARNT = frozenset(
    {
        "Aide aux démarches administratives",
        "Accès internet et matériel informatique",
        "Acquisition de matériel informatique à prix solidaire",
    }
)
LEARNT = tuple(one for one in SERVICES if one not in NOT_LEARNT)
#: What vouches for a place: quality of training, then what programmes of the State and others recognise.
PLACE_LABELS = (
    "Qualiopi",
    "Aptic",
    "Aidants Connect",
    "Certification PIX",
    "Conseillers numériques",
    "France Services",
)


class PlaceMailKind(TextChoices):
    """What an e-mail to a training place is about."""

    LAPSE_WARNING = "lapse_warning", "Pass à faire rembourser avant une date"
    VALIDATED = "validated", "Demande de remboursement validée"
    PAID = "paid", "Remboursement payé"
