"""The closed lists of the refurbishing chain, with their French labels."""

from django.db.models import TextChoices


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

    COLLECTED = "collected", "Collecté"
    WIPED = "wiped", "Effacé"
    TESTED = "tested", "Testé"
    GRADED = "graded", "Classé"
    REFURBISHED = "refurbished", "Reconditionné"
    READY = "ready", "Prêt à partir"
    LENT = "lent", "En prêt"
    GIVEN = "given", "Donné"
    RECYCLED = "recycled", "Recyclé"


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
