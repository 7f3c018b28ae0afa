"""What stands for a model or a kit on a page: its drawing."""

from django import template
from django.templatetags.static import static

from equipment.inventory.models import EquipmentModel, Kit

register = template.Library()


@register.filter
def drawing(wanted: EquipmentModel | Kit) -> str:
    """`{{ model|drawing }}`: the address of the drawing of a model or a kit."""
    return static(f"drawings/{wanted.drawn_as}.svg")
