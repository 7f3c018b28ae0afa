from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """Questionnaires, campaigns and results.

    Holds no model yet: the room is kept so that imports and tests know the floor plan.
    """

    name = "evaluation"
    verbose_name = "Évaluation"
