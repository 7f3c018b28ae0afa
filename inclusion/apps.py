from django.apps import AppConfig


class InclusionConfig(AppConfig):
    """Networks, partners, territories, people, and the house's shared doors."""

    name = "inclusion"
    verbose_name = "Réseau"

    def ready(self) -> None:
        from inclusion import navigation  # noqa: F401  (registers the network's own entries)
