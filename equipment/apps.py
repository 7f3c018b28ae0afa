from django.apps import AppConfig

from inclusion.core.features import REGISTERS, load


class EquipmentConfig(AppConfig):
    """Loan banks of adapted equipment, trial feedback, refurbishing, equipment aid for families."""

    name = "equipment"
    verbose_name = "Matériel"

    def ready(self) -> None:
        load(self.name, *REGISTERS)
