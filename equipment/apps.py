from django.apps import AppConfig


class EquipmentConfig(AppConfig):
    """Lending banks, refurbishing and family aid.

    Holds no model yet: the room is kept so that imports and tests know the floor plan.
    """

    name = "equipment"
    verbose_name = "Matériel"
