from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """Questionnaires, surveys, answers that nobody can trace, results that reveal no small group, help counted."""

    name = "evaluation"
    verbose_name = "Évaluation"

    def ready(self) -> None:
        from evaluation import hooks  # noqa: F401  (registers navigation entries and home cards)
