from django.apps import AppConfig

from inclusion.core.features import REGISTERS, load


class RoadmapsConfig(AppConfig):
    """Roadmaps, local ones nested under the departmental one: axes, actions, indicators, coverage, workshops."""

    name = "roadmaps"
    verbose_name = "Feuilles de route"

    def ready(self) -> None:
        load(self.name, *REGISTERS)
