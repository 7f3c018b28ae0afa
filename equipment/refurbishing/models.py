"""The refurbishing chain: donations, devices, wipes of data, hours of work, values for the environment."""

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from equipment.inventory.models import Item
from equipment.inventory.rules import clean_code, new_code
from equipment.refurbishing.enums import DeviceKind, DeviceState, Grade, WipeMethod
from inclusion.core.constraints import ScopedForeignKey, ScopedOneToOneField, Trigger, same_network
from inclusion.core.french.periods import plain_date
from inclusion.core.models.history import Rows
from inclusion.core.scope import NetworkManager, NetworkOwned, NetworkOwnedQuerySet

#: Where a device has left the chain.
GONE = (DeviceState.LENT, DeviceState.GIVEN, DeviceState.RECYCLED)
_WIPED_BY_THEN = [state for state in DeviceState if state != DeviceState.COLLECTED]
#: What leaves, or is about to, was verified to hold no data.
AFTER_VERIFICATION = (DeviceState.READY, *GONE)
#: What is said of a device whose wipe nobody verified.
TO_VERIFY = "Effacement à vérifier"
#: Wipes after which there is no storage that could be read.
NOTHING_TO_READ = (WipeMethod.NO_STORAGE, WipeMethod.DESTROYED)


class Donation(NetworkOwned):
    """A lot of devices that somebody gives; known by its number in the year."""

    number = models.CharField("numéro", max_length=20)
    donor = ScopedForeignKey(
        "inclusion.Partner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="donations",
        verbose_name="partenaire donateur",
    )
    #: As the agreement names it, whether it is a partner of the network or not.
    donor_name = models.CharField("donateur", max_length=160)
    donor_address = models.TextField("adresse du donateur", blank=True)
    donor_signatory = models.CharField("représenté par", max_length=120, blank=True)
    donor_email = models.EmailField("adresse électronique", blank=True)
    received_on = models.DateField("reçu le")
    description = models.TextField("ce qui est donné", blank=True)
    announced = models.PositiveIntegerField("appareils annoncés", default=0)
    agreement = ScopedForeignKey(
        "inclusion.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_on = models.DateField("convention signée le", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta(NetworkOwned.Meta):
        verbose_name = "don de matériel"
        verbose_name_plural = "dons de matériel"
        ordering = ["-received_on", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("donor", "agreement"),
            models.UniqueConstraint(fields=["network", "number"], name="donation_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.donor_name}"

    def get_absolute_url(self) -> str:
        return reverse("donation_detail", args=[self.network.slug, self.pk])


class DeviceQuerySet(NetworkOwnedQuerySet):
    def in_the_chain(self) -> "DeviceQuerySet":
        """Devices that have not left it."""
        return self.exclude(state__in=GONE)

    def found_by(self, typed: str) -> "DeviceQuerySet":
        """The device of this label's code or of this number."""
        code = clean_code(typed)
        return self.filter(models.Q(code=code) | models.Q(number=code))

    def matching(self, typed: str) -> "DeviceQuerySet":
        """Devices by a code as a whole, the beginning of a number, or a part of what is written on them."""
        code = clean_code(typed)
        number = models.Q(code=code) | models.Q(number__startswith=code) | models.Q(serial__startswith=code)
        return self.filter(number | models.Q(brand__icontains=typed) | models.Q(model_name__icontains=typed))

    def with_verification(self) -> "DeviceQuerySet":
        """Adds what `awaits_verification` needs, in the same query."""
        return self.annotate(unverified=models.Exists(_to_verify()))

    def awaiting_verification(self) -> "DeviceQuerySet":
        """Devices whose wipe nobody has verified."""
        return self.filter(models.Exists(_to_verify()))


def _to_verify() -> "WipeQuerySet":
    found: WipeQuerySet = Wipe.objects.to_verify().filter(device=models.OuterRef("pk"))
    return found


class Device(NetworkOwned):
    """One donated device. None leaves the chain unwiped: the database refuses it."""

    donation = ScopedForeignKey(Donation, on_delete=models.PROTECT, related_name="devices", verbose_name="don")
    number = models.CharField("numéro", max_length=40)
    code = models.CharField("code de l’étiquette", max_length=12, unique=True, default=new_code, editable=False)
    kind = models.CharField("nature", max_length=12, choices=DeviceKind)
    brand = models.CharField("marque", max_length=80, blank=True)
    model_name = models.CharField("modèle", max_length=80, blank=True)
    serial = models.CharField("numéro de série", max_length=80, blank=True)
    has_storage = models.BooleanField("garde des données", default=True)
    weight_kg = models.DecimalField("poids en kg", max_digits=6, decimal_places=2, null=True, blank=True)
    specification = models.CharField("caractéristiques", max_length=200, blank=True)
    place = models.CharField("rangé à", max_length=80, blank=True)
    state = models.CharField("état", max_length=12, choices=DeviceState, default=DeviceState.COLLECTED)
    grade = models.CharField("classe", max_length=1, choices=Grade, blank=True)
    #: `[{"label": str, "ok": bool}]`, as it was tested.
    tests = models.JSONField(default=list, blank=True)
    tested_on = models.DateField("testé le", null=True, blank=True)
    work_done = models.TextField("ce qui a été remplacé ou installé", blank=True)
    collected_at = models.DateTimeField("collecté le")
    left_on = models.DateField("parti le", null=True, blank=True)
    #: To whom it went, in words: a recycler, an association. A family is known by its aid.
    left_to = models.CharField("à", max_length=160, blank=True)
    #: The item of the bank that it became.
    item = ScopedOneToOneField(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="device")

    TRANSITIONS = {
        DeviceState.COLLECTED: {DeviceState.WIPED},
        DeviceState.WIPED: {DeviceState.TESTED, DeviceState.RECYCLED},
        DeviceState.TESTED: {DeviceState.GRADED, DeviceState.RECYCLED},
        DeviceState.GRADED: {DeviceState.REFURBISHED, DeviceState.RECYCLED},
        DeviceState.REFURBISHED: {DeviceState.READY, DeviceState.TESTED, DeviceState.RECYCLED},
        DeviceState.READY: {DeviceState.LENT, DeviceState.GIVEN, DeviceState.RECYCLED, DeviceState.REFURBISHED},
        # A device that comes back from a borrower holds data again: it goes through the chain anew.
        DeviceState.LENT: {DeviceState.COLLECTED},
        DeviceState.GIVEN: {DeviceState.COLLECTED},
        DeviceState.RECYCLED: set(),
    }

    RECORDED = (Rows("wipes", ("method", "certificate_number", "certificate", "done_on", "verified", "superseded")),)

    objects: ClassVar = NetworkManager.from_queryset(DeviceQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "appareil"
        ordering = ["number", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("donation", "item"),
            models.UniqueConstraint(
                fields=["network", "number"],
                name="device_number_once",
                violation_error_message="Un appareil porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[DeviceState.GRADED, DeviceState.REFURBISHED, DeviceState.READY])
                | ~models.Q(grade=""),
                name="device_graded",
                violation_error_message="Un appareil classé porte sa classe.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=GONE, left_on__isnull=False)
                | models.Q(~models.Q(state__in=GONE), left_on=None),
                name="device_left_dated",
                violation_error_message="Un départ porte sa date.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=DeviceState.LENT) | models.Q(item__isnull=False), name="device_lent_as_item"
            ),
            Trigger("AFTER INSERT OR UPDATE", "device_wiped_first", deferred=True),
        ]
        indexes = [models.Index(fields=["network", "state"], name="device_by_state")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("device_detail", args=[self.network.slug, self.pk])

    @property
    def shown_name(self) -> str:
        """What it is, in words: « Ordinateur portable, Marque Modèle »."""
        what = " ".join(filter(None, (self.brand, self.model_name)))
        return f"{self.get_kind_display()}, {what}" if what else self.get_kind_display()

    @property
    def state_said(self) -> str:
        """Its state, in words: one whose wipe nobody verified is not said to be wiped."""
        if self.state == DeviceState.WIPED and self.awaits_verification:
            return TO_VERIFY
        return str(self.get_state_display())

    def blockers(self, to: DeviceState) -> list[str]:
        """What is missing before this step, in French sentences."""
        found = []
        if to in _WIPED_BY_THEN and not self.is_wiped:
            found.append("Il n’est pas effacé\u00a0: notez la méthode, la date et qui l’a fait.")
        elif to in AFTER_VERIFICATION and not self.is_verified:
            found.append(
                "Son effacement n’est pas vérifié\u00a0: relisez le support, puis notez l’effacement comme vérifié."
            )
        if to == DeviceState.TESTED and not self.tests:
            found.append("Notez ce qui a été testé.")
        if to == DeviceState.GRADED and not self.grade:
            found.append("Donnez sa classe.")
        if to == DeviceState.READY and self.grade == Grade.D:
            found.append("Un appareil pour pièces ne peut pas repartir.")
        return found

    @property
    def is_wiped(self) -> bool:
        """Whether it was wiped since it was collected last."""
        return self.pk is not None and self.wipes.filter(superseded=False).exists()

    @property
    def is_verified(self) -> bool:
        """Whether the wipe that counts was verified: the device may leave."""
        return self.pk is not None and self.wipes.verified().exists()

    @property
    def awaits_verification(self) -> bool:
        """Whether it was wiped and nobody verified it; of many, read them `with_verification`."""
        known: bool | None = getattr(self, "unverified", None)
        if known is None:
            return self.pk is not None and self.wipes.to_verify().exists()
        return known


class WipeQuerySet(NetworkOwnedQuerySet):
    def verified(self) -> "WipeQuerySet":
        """Those that count and were verified, or had nothing to erase."""
        checked = models.Q(verified=True) | models.Q(method__in=NOTHING_TO_READ)
        return self.filter(checked, superseded=False)

    def to_verify(self) -> "WipeQuerySet":
        """Those that count, of which nobody has read the storage again."""
        return self.filter(superseded=False, verified=False).exclude(method__in=NOTHING_TO_READ)


class Wipe(NetworkOwned):
    """How the data of a device was erased, when and by whom; one counts at a time."""

    device = ScopedForeignKey(Device, on_delete=models.PROTECT, related_name="wipes")
    method = models.CharField("méthode", max_length=14, choices=WipeMethod)
    tool = models.CharField("outil et version", max_length=80, blank=True)
    storage_serials = ArrayField(
        models.CharField(max_length=80), verbose_name="numéros de série des supports", default=list, blank=True
    )
    certificate_number = models.CharField("numéro du certificat", max_length=60, blank=True)
    certificate = ScopedForeignKey(
        "inclusion.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    done_on = models.DateField("effacé le")
    done_by = models.CharField("effacé par", max_length=120)
    verified = models.BooleanField("effacement vérifié", default=False)
    noted_at = models.DateTimeField("noté le")
    noted_by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")
    #: The device came back and holds data again.
    superseded = models.BooleanField(default=False, editable=False)

    #: The journal lines of its device repeat its certificate.
    KEEPS_DOCUMENTS = False

    objects: ClassVar = NetworkManager.from_queryset(WipeQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "effacement de données"
        ordering = ["-done_on", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("device", "certificate"),
            models.UniqueConstraint(fields=["device"], condition=models.Q(superseded=False), name="wipe_one_stands"),
            Trigger("AFTER UPDATE OR DELETE", "device_wiped_first", deferred=True),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()}, {self.device}"

    @property
    def leaves_nothing_to_read(self) -> bool:
        """Whether there is no storage that could be read to verify the wipe."""
        return self.method in NOTHING_TO_READ

    @property
    def is_verified(self) -> bool:
        """Whether it was verified, or has nothing to verify."""
        return self.verified or self.leaves_nothing_to_read

    @property
    def done_said(self) -> str:
        """What was done with the data, and when: a storage that is destroyed or was never there was not erased."""
        day = f"le {plain_date(self.done_on)} par {self.done_by}"
        match self.method:
            case WipeMethod.DESTROYED:
                return f"Support des données détruit {day}"
            case WipeMethod.NO_STORAGE:
                return f"Aucun support de données, constaté {day}"
        return f"Données effacées {day}"

    @property
    def verified_said(self) -> str:
        """How it was verified, in words: a storage that is destroyed or was never there is not read again."""
        match self.method:
            case WipeMethod.DESTROYED:
                return "Sans objet\u00a0: le support est détruit"
            case WipeMethod.NO_STORAGE:
                return "Sans objet\u00a0: l’appareil n’a pas de support de données"
        return "Oui, le support a été relu" if self.verified else "Non"


class WorkLog(NetworkOwned):
    """Hours worked on refurbishing, by people in an insertion job or not; nobody is named."""

    donation = ScopedForeignKey(
        Donation, on_delete=models.PROTECT, null=True, blank=True, related_name="work", verbose_name="don"
    )
    device = ScopedForeignKey(
        Device, on_delete=models.PROTECT, null=True, blank=True, related_name="work", verbose_name="appareil"
    )
    worked_on = models.DateField("jour")
    hours = models.DecimalField("heures", max_digits=6, decimal_places=2)
    is_insertion = models.BooleanField("emploi d’insertion", default=True)
    note = models.CharField("travail fait", max_length=160, blank=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "heures de travail"
        ordering = ["-worked_on", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("donation", "device"),
            models.CheckConstraint(
                condition=models.Q(hours__gt=Decimal("0")),
                name="work_log_hours",
                violation_error_message="Notez au moins un quart d’heure.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours} h le {self.worked_on:%d/%m/%Y}"


class ImpactReference(NetworkOwned):
    """What giving a device a second life spares, for one kind of device, with the source of the figure."""

    kind = models.CharField("nature", max_length=12, choices=DeviceKind)
    co2_kg = models.DecimalField("kg de CO₂ évités par appareil", max_digits=8, decimal_places=2)
    weight_kg = models.DecimalField("poids moyen en kg", max_digits=6, decimal_places=2, null=True, blank=True)
    source = models.CharField("source", max_length=200)

    class Meta(NetworkOwned.Meta):
        verbose_name = "valeur environnementale"
        ordering = ["kind", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network", "kind"], name="impact_reference_once"),
            models.CheckConstraint(
                condition=models.Q(co2_kg__gte=0, weight_kg__gte=0), name="impact_reference_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
