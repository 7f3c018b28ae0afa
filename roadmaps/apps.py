from django.apps import AppConfig


class RoadmapsConfig(AppConfig):
    """Roadmaps, local ones nested under the departmental one: axes, actions, indicators, coverage, workshops."""

    name = "roadmaps"
    verbose_name = "Feuilles de route"

    def ready(self) -> None:
        from roadmaps import hooks  # noqa: F401  (registers navigation entries and home cards)
