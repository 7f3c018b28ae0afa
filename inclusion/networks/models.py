"""What a network says about itself on its public site, and what the law asks it to say."""

from django.core.validators import RegexValidator
from django.db import models

from inclusion.core.french.names import of
from inclusion.core.scope import NetworkOwned


class NetworkSite(NetworkOwned):
    """The settings of a network's public site, of its guide and of its hub days: one row a network at most.

    What is blank is left out of the pages, which then say what is missing to whoever may fill it in.
    """

    welcome = models.TextField("mot d’accueil", blank=True)
    publisher = models.CharField("organisme éditeur", max_length=160, blank=True)
    publication_director = models.CharField("directeur ou directrice de la publication", max_length=160, blank=True)
    hosting = models.TextField("hébergeur", blank=True, help_text="Nom, adresse et téléphone.")
    data_controller = models.CharField("responsable de traitement", max_length=160, blank=True)
    dpo_contact = models.CharField("délégué ou déléguée à la protection des données", max_length=200, blank=True)
    accessibility_rate = models.PositiveSmallIntegerField(
        "taux de conformité au RGAA", null=True, blank=True, help_text="En pourcentage, mesuré par un audit."
    )
    accessibility_audit = models.CharField("audit réalisé par", max_length=200, blank=True)
    accessibility_on = models.DateField("déclaration établie le", null=True, blank=True)
    accessibility_contact = models.CharField("contact pour l’accessibilité", max_length=200, blank=True)
    tiles_url = models.CharField(
        "fond de carte",
        max_length=300,
        blank=True,
        validators=[RegexValidator(r"^https://[^\s;,'\"]+$", "Donnez une adresse qui commence par https://.")],
        help_text="Laissez vide\u00a0: la carte montre alors les contours, sans rien demander à un tiers.",
    )
    tiles_credit = models.CharField("mention du fond de carte", max_length=200, blank=True)
    embed_hosts = models.TextField(
        "sites qui peuvent intégrer le guide", blank=True, help_text="Une adresse par ligne\u00a0: https://www.ville.fr"
    )
    hub_days = models.DecimalField("jours Hub par an", max_digits=4, decimal_places=1, default=20)
    guide_expressions = models.TextField(
        "expressions de votre territoire",
        blank=True,
        help_text="Une par ligne\u00a0: l’expression, deux-points, un ou plusieurs services. Par exemple "
        "«\u00a0bus numérique\u00a0: Aide aux démarches administratives\u00a0».",
    )
    asks_places = models.BooleanField("demander chaque mois aux lieux si leur fiche est juste", default=True)

    class Meta(NetworkOwned.Meta):
        verbose_name = "site public"
        verbose_name_plural = "sites publics"
        constraints = [
            *NetworkOwned.Meta.constraints,
            models.UniqueConstraint(fields=["network"], name="network_site_one"),
            models.CheckConstraint(
                condition=models.Q(accessibility_rate=None) | models.Q(accessibility_rate__lte=100),
                name="network_site_rate",
                violation_error_message="Un taux va de 0 à 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"Site {of(self.network)}"


#: What the law asks a site to say, by field.
MISSING_FIELDS = (
    "publisher",
    "publication_director",
    "hosting",
    "data_controller",
    "dpo_contact",
    "accessibility_contact",
    "accessibility_on",
)
