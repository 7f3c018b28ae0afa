"""The closed lists of programmes and training places, with their French labels."""

from django.db.models import TextChoices


class ValidityRule(TextChoices):
    """Until when the passes of a programme may be used."""

    MONTHS = "months", "Un nombre de mois après l’envoi"
    YEAR_END = "year_end", "Jusqu’à la fin de l’année d’envoi"


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
