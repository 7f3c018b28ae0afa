"""The closed lists of evaluation, with their French labels."""

from django.db.models import TextChoices


class ItemKind(TextChoices):
    """How a question is answered."""

    SINGLE = "single", "Un choix"
    MULTIPLE = "multiple", "Plusieurs choix"
    AGREEMENT = "agreement", "Échelle d’accord"
    SKILL = "skill", "Échelle de savoir-faire, en quatre marches"
    KNOWLEDGE = "knowledge", "Échelle de connaissance, en quatre marches"
    MATRIX = "matrix", "Tableau de questions à la même échelle"
    NUMBER = "number", "Nombre"
    DATE = "date", "Date"
    TEXT = "text", "Texte libre"
    TESTED = "tested", "Compétence testée, avec une bonne réponse"


class ItemRole(TextChoices):
    """What an answer is for, besides being counted."""

    NONE = "", "Une question comme les autres"
    AGE = "age", "Âge, pour comparer les groupes"
    RETROSPECTIVE = "retrospective", "Avant, vu d’aujourd’hui : gardé à part"


class Comparison(TextChoices):
    """How a condition compares the answer of an earlier question."""

    IS = "is", "est"
    IS_NOT = "is_not", "n’est pas"
    IS_ANSWERED = "is_answered", "a une réponse"
