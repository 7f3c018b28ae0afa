"""What the bank owns and lends: equipment models, purchases, items, kits, and supplies that are counted."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Replace
from django.urls import reverse

from equipment.bank.models import Bank
from equipment.enums import Condition, ItemState, LoanState, Need
from equipment.inventory.enums import DRAWING_OF, KIT_DRAWING, Drawing, SupplyKind
from equipment.inventory.rules import clean_code, new_code
from inclusion.core.constraints import ScopedForeignKey, same_network
from inclusion.core.models.columns import WithoutAccents, sort_key
from inclusion.core.scope import AppendOnly, NetworkManager, NetworkOwned, NetworkOwnedQuerySet


def needs_field(**options: Any) -> ArrayField:
    """The needs that something answers, in the order of the list."""
    return ArrayField(models.CharField(max_length=20, choices=Need), verbose_name="aide à", **options)


def euros_field(label: str, **options: Any) -> models.DecimalField:
    """An amount in euros with two places."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, **options)


class NamedQuerySet(NetworkOwnedQuerySet):
    """Reads of what has a name to search by."""

    def matching(self, text: str) -> Self:
        """Rows of which every word is in the name, accents and case aside."""
        found = self
        for word in text.split():
            found = found.filter(sort_name__contains=models.functions.Lower(WithoutAccents(models.Value(word))))
        return found


class CatalogueQuerySet(NamedQuerySet):
    def offered(self) -> "CatalogueQuerySet":
        """What a school may ask for."""
        return self.filter(withdrawn_at=None)

    def helping(self, needs: Iterable[str]) -> "CatalogueQuerySet":
        """What helps one of these needs at least."""
        return self.filter(needs__overlap=list(needs))


class EquipmentModel(NetworkOwned):
    """A kind of equipment, of which the bank holds some items."""

    name = models.CharField("nom", max_length=120)
    brand = models.CharField("marque", max_length=80, blank=True)
    reference = models.CharField("référence", max_length=80, blank=True)
    needs = needs_field()
    description = models.TextField("ce que c’est et ce que cela aide à faire")
    advice = models.TextField("conseils pour l’essai", blank=True)
    picture = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    drawing = models.CharField("dessin", max_length=20, choices=Drawing, blank=True)
    #: What is looked at, item by item, at hand-over and at return.
    check_list = ArrayField(
        models.CharField(max_length=80), verbose_name="à vérifier à la remise et au retour", default=list, blank=True
    )
    value = euros_field("valeur à neuf", null=True, blank=True)
    added_at = models.DateTimeField("ajouté le")
    withdrawn_at = models.DateTimeField("retiré du catalogue le", null=True, blank=True)
    sort_name = sort_key("name", "brand", "reference")

    objects: ClassVar = NetworkManager.from_queryset(CatalogueQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "modèle"
        ordering = ["sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("picture"),
            models.UniqueConstraint(
                fields=["network", "name", "brand"],
                name="equipment_model_once",
                violation_error_message="Un modèle de cette marque porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=models.Q(needs__len__gt=0),
                name="equipment_model_helps",
                violation_error_message="Indiquez au moins un besoin auquel ce modèle répond.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("equipment_model_detail", args=[self.network.slug, self.pk])

    @property
    def needs_shown(self) -> list[str]:
        """Its needs in words."""
        return [Need(one).label for one in self.needs]

    @property
    def drawn_as(self) -> str:
        """The static file of the drawing that stands for it: its own, else that of its first need."""
        return f"drawings/{self.drawing or DRAWING_OF[Need(self.needs[0])]}.svg"

    @property
    def choice(self) -> str:
        """How forms and addresses name it among models and kits."""
        return f"model-{self.pk}"


class Purchase(NetworkOwned):
    """What the bank bought from its budget."""

    bank = ScopedForeignKey(Bank, on_delete=models.PROTECT, related_name="purchases")
    bought_on = models.DateField("acheté le")
    supplier = models.CharField("fournisseur", max_length=120)
    label = models.CharField("objet", max_length=160)
    reference = models.CharField("numéro de facture", max_length=60, blank=True)
    amount = euros_field("montant toutes taxes comprises")
    model = ScopedForeignKey(
        EquipmentModel, on_delete=models.PROTECT, null=True, blank=True, related_name="purchases", verbose_name="modèle"
    )
    quantity = models.PositiveSmallIntegerField("quantité", default=1)
    invoice = ScopedForeignKey("inclusion.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    RECORDED = ("bank", "bought_on", "amount", "quantity", "model")

    class Meta(NetworkOwned.Meta):
        verbose_name = "achat"
        ordering = ["-bought_on", "-pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("bank", "model", "invoice"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="purchase_positive"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="purchase_quantity"),
        ]

    def __str__(self) -> str:
        return self.label


class ItemQuerySet(NetworkOwnedQuerySet):
    def in_service(self) -> "ItemQuerySet":
        """Items that the bank has to lend."""
        return self.filter(state=ItemState.IN_SERVICE)

    def found_by(self, typed: str) -> "ItemQuerySet":
        """The item of this label's code or of this inventory number, with its hyphens or without."""
        code = clean_code(typed)
        plain = self.annotate(plain_number=Replace("inventory_number", models.Value("-"), models.Value("")))
        exact = self.filter(models.Q(code=code) | models.Q(inventory_number=code))
        return exact if exact.exists() else plain.filter(plain_number=code.replace("-", ""))

    def numbered(self, typed: str) -> "ItemQuerySet":
        """Items whose inventory number or serial holds what was typed, or whose label has this very code."""
        number = models.Q(inventory_number__icontains=typed) | models.Q(serial__icontains=typed)
        return self.filter(number | models.Q(code=typed.upper()))


class Item(NetworkOwned):
    """One piece of equipment, known by its inventory number and the code on its label."""

    model = ScopedForeignKey(EquipmentModel, on_delete=models.PROTECT, related_name="items", verbose_name="modèle")
    inventory_number = models.CharField("numéro d’inventaire", max_length=40)
    serial = models.CharField("numéro de série", max_length=80, blank=True)
    code = models.CharField("code de l’étiquette", max_length=12, unique=True, default=new_code, editable=False)
    state = models.CharField("état", max_length=12, choices=ItemState, default=ItemState.IN_SERVICE)
    condition = models.CharField("usure", max_length=10, choices=Condition, default=Condition.NEW)
    place = models.CharField("rangé à", max_length=80, blank=True)
    acquired_on = models.DateField("acquis le", null=True, blank=True)
    purchase = ScopedForeignKey(
        Purchase, on_delete=models.PROTECT, null=True, blank=True, related_name="items", verbose_name="achat"
    )
    note = models.TextField("remarques", blank=True)
    added_at = models.DateTimeField("inventorié le")

    TRANSITIONS = {
        ItemState.IN_SERVICE: {ItemState.LOST, ItemState.RETIRED},
        ItemState.LOST: {ItemState.IN_SERVICE, ItemState.RETIRED},
        ItemState.RETIRED: {ItemState.IN_SERVICE},
    }

    objects: ClassVar = NetworkManager.from_queryset(ItemQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "matériel"
        ordering = ["inventory_number", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("model", "purchase"),
            models.UniqueConstraint(
                fields=["network", "inventory_number"],
                name="item_inventory_number_once",
                violation_error_message="Un matériel porte déjà ce numéro d’inventaire.",
            ),
            models.CheckConstraint(condition=~models.Q(inventory_number=""), name="item_has_an_inventory_number"),
        ]
        indexes = [models.Index(fields=["network", "model", "state"], name="item_by_model")]

    def __str__(self) -> str:
        return self.inventory_number

    def get_absolute_url(self) -> str:
        return reverse("item_detail", args=[self.network.slug, self.pk])

    def blockers(self, to: ItemState) -> list[str]:
        """What prevents this state: an item that is out or promised stays in service."""
        if to != ItemState.RETIRED:
            return []
        standing = self.loan_items.filter(returned_at=None).exclude(loan__state=LoanState.CANCELLED)
        return [f"Il est attendu pour le prêt {one.loan}." for one in standing.select_related("loan")[:5]]


class Kit(NetworkOwned):
    """Items that leave together, in one case."""

    name = models.CharField("nom", max_length=120)
    needs = needs_field()
    description = models.TextField("ce qu’elle contient et ce qu’elle aide à faire")
    added_at = models.DateTimeField("composée le")
    withdrawn_at = models.DateTimeField("retirée du catalogue le", null=True, blank=True)
    items = models.ManyToManyField(Item, through="KitPart", related_name="kits")
    sort_name = sort_key("name")

    #: The static file of the drawing that stands for it.
    drawn_as = f"drawings/{KIT_DRAWING}.svg"

    objects: ClassVar = NetworkManager.from_queryset(CatalogueQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "mallette"
        ordering = ["sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["network", "name"],
                name="kit_name_once",
                violation_error_message="Une mallette porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=models.Q(needs__len__gt=0),
                name="kit_helps",
                violation_error_message="Indiquez au moins un besoin auquel cette mallette répond.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("kit_detail", args=[self.network.slug, self.pk])

    @property
    def needs_shown(self) -> list[str]:
        """Its needs in words."""
        return [Need(one).label for one in self.needs]

    @property
    def choice(self) -> str:
        """How forms and addresses name it among models and kits."""
        return f"kit-{self.pk}"


class KitPart(NetworkOwned):
    """One item of a kit; an item may be a part of several, which then never leave at once."""

    kit = ScopedForeignKey(Kit, on_delete=models.CASCADE, related_name="parts")
    item = ScopedForeignKey(Item, on_delete=models.PROTECT, related_name="kit_parts")

    class Meta(NetworkOwned.Meta):
        verbose_name = "pièce d’une mallette"
        ordering = ["kit", "item__inventory_number", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("kit", "item"),
            models.UniqueConstraint(fields=["kit", "item"], name="kit_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} dans {self.kit}"


class Supply(NetworkOwned):
    """Accessories and consumables: counted, not tracked one by one."""

    name = models.CharField("nom", max_length=120)
    kind = models.CharField("nature", max_length=12, choices=SupplyKind)
    model = ScopedForeignKey(
        EquipmentModel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supplies",
        verbose_name="pour le modèle",
    )
    stock = models.PositiveIntegerField("en stock", default=0)
    low_at = models.PositiveIntegerField("prévenir à partir de", default=0)
    place = models.CharField("rangé à", max_length=80, blank=True)
    sort_name = sort_key("name")

    objects: ClassVar = NetworkManager.from_queryset(NamedQuerySet)()

    class Meta(NetworkOwned.Meta):
        verbose_name = "fourniture"
        ordering = ["sort_name", "pk"]
        constraints = [
            *NetworkOwned.Meta.constraints,
            *same_network("model"),
            models.UniqueConstraint(
                fields=["network", "name"],
                name="supply_name_once",
                violation_error_message="Une fourniture porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=models.Q(stock__gte=0),
                name="supply_never_below_zero",
                violation_error_message="Il n’y en a pas autant en stock.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_low(self) -> bool:
        """Whether it is time to buy some again."""
        return self.stock <= self.low_at


class SupplyMove(AppendOnly):
    """One change of a stock, for good: bought, given with a loan, come back, counted."""

    supply = ScopedForeignKey(Supply, on_delete=models.PROTECT, related_name="moves")
    change = models.IntegerField("variation")
    reason = models.CharField("raison", max_length=120)
    loan = ScopedForeignKey(
        "equipment.Loan", on_delete=models.PROTECT, null=True, blank=True, related_name="supply_moves"
    )
    at = models.DateTimeField("le")
    by = models.ForeignKey("inclusion.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(AppendOnly.Meta):
        verbose_name = "mouvement de stock"
        ordering = ["-at", "-pk"]
        constraints = [
            *AppendOnly.Meta.constraints,
            *same_network("supply", "loan"),
            models.CheckConstraint(condition=~models.Q(change=0), name="supply_move_moves"),
        ]

    def __str__(self) -> str:
        return f"{self.supply}\u00a0: {self.change:+d}"
