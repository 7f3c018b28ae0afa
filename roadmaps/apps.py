from django.apps import AppConfig


class RoadmapsConfig(AppConfig):
    """Roadmaps, their axes and actions.

    Holds no model yet: the room is kept so that imports and tests know the floor plan.
    """

    name = "roadmaps"
    verbose_name = "Feuilles de route"
