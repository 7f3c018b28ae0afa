from django.apps import AppConfig

from inclusion.core.features import REGISTERS, load


class EvaluationConfig(AppConfig):
    """Questionnaires, surveys, answers that nobody can trace, results that reveal no small group, help counted."""

    name = "evaluation"
    verbose_name = "Évaluation"

    def ready(self) -> None:
        load(self.name, *REGISTERS)
