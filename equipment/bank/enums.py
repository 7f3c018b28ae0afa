"""The closed lists of the calendar of a bank, with their French labels."""

from django.db.models import IntegerChoices, TextChoices


class Weekday(IntegerChoices):
    """Days of the week as `date.weekday()` counts them."""

    MONDAY = 0, "lundi"
    TUESDAY = 1, "mardi"
    WEDNESDAY = 2, "mercredi"
    THURSDAY = 3, "jeudi"
    FRIDAY = 4, "vendredi"
    SATURDAY = 5, "samedi"
    SUNDAY = 6, "dimanche"


class HolidayZone(TextChoices):
    """The three zones of the school calendar (arrêtés of the ministry of education)."""

    A = "A", "Zone A"
    B = "B", "Zone B"
    C = "C", "Zone C"
