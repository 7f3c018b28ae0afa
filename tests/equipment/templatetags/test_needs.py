"""Each need has a sign that can be drawn."""

import pytest
from django.template import Context, Template

from equipment.enums import Need
from equipment.templatetags.needs import need_icon


@pytest.mark.parametrize("need", Need)
def test_each_need_has_its_own_sign(need):
    assert "<svg" in Template("{% icon name %}").render(Context({"name": need_icon([need.value, "reading"])}))
    assert sum(need_icon([need]) == need_icon([other]) for other in Need) == 1


def test_nothing_helped_is_a_parcel():
    assert need_icon([]) == "package"
