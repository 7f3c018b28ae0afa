"""The sign of a need, for models that have no picture of their own."""

from collections.abc import Sequence

from django import template

from equipment.enums import Need

register = template.Library()

_ICONS = {
    Need.READING: "book-open",
    Need.WRITING: "pencil",
    Need.ATTENTION: "target",
    Need.ORGANISATION: "list-checks",
    Need.MATHS: "calculator",
    Need.HEARING: "ear",
    Need.SEEING: "eye",
    Need.MOTOR: "hand",
    Need.COMMUNICATION: "message-circle",
    Need.CALM: "leaf",
}


@register.filter
def need_icon(needs: Sequence[str]) -> str:
    """The icon of the first of these needs."""
    return _ICONS[Need(needs[0])] if needs else "package"
