"""The network: one département, its brand, its settings. The tenant of everything else."""

from django.core.validators import RegexValidator
from django.db import models

from inclusion.enums import ContributionSight


class NetworkQuerySet(models.QuerySet["Network"]):
    """Reads of networks; a network is global, its data is not."""

    def of_user(self, user: models.Model) -> "NetworkQuerySet":
        """Networks in which this user has a membership in force."""
        from inclusion.models.memberships import Membership
        from inclusion.scope import every_network

        with every_network():
            ids = list(Membership.objects.in_force().filter(user=user).values_list("network_id", flat=True))
        return self.filter(pk__in=ids)

    def are_real(self) -> bool:
        """Whether there are any, and none of the demonstration: one that it began may hold some that visitors made."""
        return self.exists() and not self.filter(is_demo=True).exists()


class Network(models.Model):
    """A departmental network of digital inclusion."""

    slug = models.SlugField("adresse dans le portail", unique=True)
    name = models.CharField("nom du réseau", max_length=80, help_text="Par exemple : Déclic 47.")
    department = models.ForeignKey(
        "inclusion.Department", on_delete=models.PROTECT, related_name="+", verbose_name="département"
    )
    tagline = models.CharField("en une phrase", max_length=200, blank=True)
    description = models.TextField(
        "en quelques phrases", blank=True, help_text="Qui en fait partie, ce que vous faites ensemble."
    )
    brand = models.CharField(
        "couleur du réseau",
        max_length=7,
        default="#1f5fa8",
        validators=[
            RegexValidator(r"^#[0-9a-fA-F]{6}$", "Donnez une couleur sous la forme #1f5fa8."),
        ],
    )
    logo = models.BinaryField("logo", null=True, blank=True, editable=False)
    logo_type = models.CharField(max_length=20, blank=True, editable=False)
    host_name = models.CharField(
        "organisme qui écrit aux personnes", max_length=120, help_text="En tête des lettres."
    )
    host_address = models.TextField("adresse de cet organisme", blank=True, help_text="Une ligne par ligne.")
    host_service = models.CharField("service", max_length=120, blank=True)
    signatory = models.CharField(
        "signataire des lettres", max_length=120, blank=True, help_text="Une fonction plutôt qu’un nom."
    )
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    second_factor_for_readers = models.BooleanField(
        "demander une seconde vérification à qui lit des dossiers de personnes",
        default=True,
        help_text="Prescription, écoles, banque de prêt, évaluation\u00a0: une clé d’accès ou un code en plus du mot "
        "de passe. La coordination et qui décide de l’argent l’ont toujours.",
    )
    contribution_sight = models.CharField(
        "ce que chacun voit des contributions aux fonds",
        max_length=10,
        choices=ContributionSight,
        default=ContributionSight.EVERYTHING,
        help_text="Vaut pour les opérateurs, les intercommunalités et la lecture\u00a0; la coordination voit tout. "
        "Un total qui ne réunit pas au moins trois autres contributeurs n’est pas montré.",
    )
    is_demo = models.BooleanField("réseau de démonstration", default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = "réseau"
        verbose_name_plural = "réseaux"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def initial(self) -> str:
        """The letter that stands for the network where it has no logo."""
        return self.name[:1].upper()
