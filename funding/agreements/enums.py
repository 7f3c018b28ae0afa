"""The closed lists of agreements, and of the requests to operators that they serve, with their French labels."""

from django.db.models import TextChoices

from inclusion.core import looks


class AgreementKind(TextChoices):
    """What an agreement binds its parties to."""

    FRAMEWORK = "framework", "Convention cadre"
    COOPERATION = "cooperation", "Convention de coopération"
    COFINANCING_TWO = "cofinancing_two", "Convention de cofinancement bipartite"
    COFINANCING_THREE = "cofinancing_three", "Convention de cofinancement tripartite"
    CTG = "ctg", "Convention territoriale globale (CTG)"


#: The template of an amendment is one more text besides those of the kinds of agreements.
AMENDMENT_TEXT = "amendment"


TEXT_CHOICES = [*AgreementKind.choices, (AMENDMENT_TEXT, "Avenant")]


class PartyRole(TextChoices):
    """Why an organisation signs an agreement."""

    CARRIER = "carrier", "Porteur"
    FUNDER = "funder", "Financeur"
    COLLECTIVITE = "collectivite", "Collectivité"
    EMPLOYER = "employer", "Employeur"
    PARTNER = "partner", "Partenaire"


class InstalmentFlow(TextChoices):
    """How the euros of an instalment go: into the fund, out of it, or from one party to another beside it."""

    CALLED = "called", "Versée au fonds"
    PAID_BY_FUND = "paid_by_fund", "Payée par le fonds"
    DIRECT = "direct", "Versée directement"


class SubsidyState(TextChoices):
    """Life of the yearly request to an operator; what became of its money is shown by the instalments of the year."""

    DRAFT = "draft", looks.DRAFT.label("À compléter")
    SUBMITTED = "submitted", looks.ASKED.label("Déposée")
    GRANTED = "granted", looks.DONE.label("Accordée")
    REFUSED = "refused", looks.FAILED.label("Refusée")
