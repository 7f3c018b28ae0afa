"""The closed lists of the refurbishing chain, with their French labels."""

from django.db.models import TextChoices

from inclusion.core import looks


class DeviceKind(TextChoices):
    """What a donated device is."""

    LAPTOP = "laptop", "Ordinateur portable"
    DESKTOP = "desktop", "Ordinateur fixe"
    TABLET = "tablet", "Tablette"
    SMARTPHONE = "smartphone", "Téléphone"
    SCREEN = "screen", "Écran"
    PRINTER = "printer", "Imprimante"
    OTHER = "other", "Autre appareil"


class DeviceState(TextChoices):
    """The states of a donated device, from its collection until it leaves."""

    COLLECTED = "collected", looks.Look("warn", "hard-drive").label("Collecté")
    WIPED = "wiped", looks.Look("info", "eraser").label("Effacé")
    TESTED = "tested", looks.Look("info", "clipboard-check").label("Testé")
    GRADED = "graded", looks.Look("info", "tag").label("Classé")
    REFURBISHED = "refurbished", looks.Look("info", "wrench").label("Reconditionné")
    READY = "ready", looks.Look("info", "circle-dot").label("Prêt à partir")
    LENT = "lent", looks.SENT.label("En prêt")
    GIVEN = "given", looks.Look("good", "gift").label("Donné")
    RECYCLED = "recycled", looks.Look("calm", "recycle").label("Recyclé")


class Grade(TextChoices):
    """How a refurbished device looks and lasts."""

    A = "A", "A, comme neuf"
    B = "B", "B, bon état"
    C = "C", "C, traces d’usage"
    D = "D", "D, pour pièces"


class WipeMethod(TextChoices):
    """How data was taken off a device for good (after ANSSI’s advice and NIST SP 800-88: clear, purge, destroy)."""

    OVERWRITE = "overwrite", "Réécriture complète du support"
    CRYPTO_ERASE = "crypto_erase", "Effacement cryptographique"
    SECURE_ERASE = "secure_erase", "Effacement sécurisé par le support (ATA ou NVMe)"
    FACTORY_RESET = "factory_reset", "Remise à zéro d’un appareil chiffré"
    DESTROYED = "destroyed", "Destruction du support"
    NO_STORAGE = "no_storage", "Aucun support de données"
