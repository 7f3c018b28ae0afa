from django.apps import AppConfig


class EquipmentConfig(AppConfig):
    """Loan banks of adapted equipment, trial feedback, refurbishing, equipment aid for families."""

    name = "equipment"
    verbose_name = "Matériel"

    def ready(self) -> None:
        from equipment import hooks  # noqa: F401  (registers navigation entries and home cards)
