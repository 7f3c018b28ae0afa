"""The closed lists of what trials taught, with their French labels."""

from django.db.models import IntegerChoices, TextChoices


class Use(IntegerChoices):
    """How often something was used during a trial."""

    NEVER = 0, "Jamais"
    SOMETIMES = 1, "Quelques fois"
    WEEKLY = 2, "Chaque semaine"
    DAILY = 3, "Chaque jour"


class Helped(IntegerChoices):
    """How much something helped, in words that anybody says."""

    NOT_AT_ALL = 1, "Pas du tout"
    A_LITTLE = 2, "Un peu"
    FAIRLY = 3, "Assez"
    MUCH = 4, "Beaucoup"
    VERY_MUCH = 5, "Énormément"


class Wish(TextChoices):
    """What whoever answers wishes after a trial."""

    KEEP = "keep", "Continuer avec ce matériel"
    OTHER = "other", "Essayer un autre matériel"
    STOP = "stop", "Arrêter"
    UNSURE = "unsure", "Je ne sais pas encore"
