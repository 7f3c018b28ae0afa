from django.apps import AppConfig

from inclusion.core.features import REGISTERS, load


class FundingConfig(AppConfig):
    """Funds, their ledger, leverage and attribution, passes numériques and statements."""

    name = "funding"
    verbose_name = "Financement"

    def ready(self) -> None:
        load(self.name, *REGISTERS)
