from django.apps import AppConfig


class FundingConfig(AppConfig):
    """Funds, their ledger, leverage and attribution, passes numériques and statements."""

    name = "funding"
    verbose_name = "Financement"

    def ready(self) -> None:
        from funding import hooks  # noqa: F401  (registers navigation entries and home cards)
