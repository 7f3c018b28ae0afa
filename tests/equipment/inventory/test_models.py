"""Each model and each kit can be drawn."""

from django.contrib.staticfiles import finders

from equipment.enums import Need
from equipment.inventory.enums import DRAWING_OF, KIT_DRAWING, Drawing
from equipment.models import EquipmentModel, Kit


def test_every_drawing_is_there_and_every_need_has_one():
    assert set(DRAWING_OF) == set(Need)
    assert [one for one in (*Drawing.values, KIT_DRAWING) if not finders.find(f"drawings/{one}.svg")] == []


def test_a_model_is_drawn_as_it_says_else_as_its_first_need():
    assert EquipmentModel(needs=["seeing", "reading"]).drawn_as.endswith("drawings/magnifier.svg")
    assert EquipmentModel(needs=["seeing"], drawing="tablet").drawn_as.endswith("drawings/tablet.svg")
    assert Kit().drawn_as.endswith("drawings/kit.svg")
