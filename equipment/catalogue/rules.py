"""The migration names the codes of labels here; they are rules of the inventory."""

from equipment.inventory.rules import new_code

__all__ = ["new_code"]
