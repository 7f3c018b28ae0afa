"""The closed lists of the annual report, with their French labels."""

from django.db.models import TextChoices


class ChapterKind(TextChoices):
    """What a chapter is about; their usual order."""

    MONEY = "money", "L’argent réuni et engagé"
    OPERATORS = "operators", "Les opérateurs"
    RESULTS = "results", "Ce qui a changé pour les personnes"
    PASSES = "passes", "Les pass et les aides"
    POSTS = "posts", "Les postes et les médiateurs"
    PLACES = "places", "Les lieux, les permanences, les événements"
    ROADMAPS = "roadmaps", "Les feuilles de route"
    EQUIPMENT = "equipment", "L’équipement et les prêts"
    GOVERNANCE = "governance", "La gouvernance"


#: The activities of which one at least is on in a network that has the chapter.
NEEDS: dict[ChapterKind, frozenset[str]] = {
    ChapterKind.MONEY: frozenset({"fund"}),
    ChapterKind.OPERATORS: frozenset({"fund"}),
    ChapterKind.RESULTS: frozenset({"evaluation"}),
    ChapterKind.PASSES: frozenset({"passes", "family_aid"}),
    ChapterKind.POSTS: frozenset({"posts", "staff", "mediators"}),
    ChapterKind.PLACES: frozenset({"guide", "help_desks", "events"}),
    ChapterKind.ROADMAPS: frozenset({"roadmaps"}),
    ChapterKind.EQUIPMENT: frozenset({"loans", "refurbishing"}),
    ChapterKind.GOVERNANCE: frozenset({"meetings"}),
}


class FileFormat(TextChoices):
    """The files of an edition."""

    PDF = "pdf", "PDF à diffuser"
    ODT = "odt", "Texte modifiable (ODT)"
    DOCX = "docx", "Texte modifiable (Word)"
    XLSX = "xlsx", "Chiffres (Excel)"
