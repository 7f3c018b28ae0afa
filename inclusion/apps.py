from django.apps import AppConfig


class InclusionConfig(AppConfig):
    """Networks, partners, territories, people, and the house's shared doors."""

    name = "inclusion"
    verbose_name = "Réseau"

    def ready(self) -> None:
        from inclusion import cards, home_cards, navigation  # noqa: F401  (they register what the network itself shows)
