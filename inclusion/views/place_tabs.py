"""The pages of the guide as members see it, beside one another."""

from typing import Any

from inclusion.access import Member, Permission
from inclusion.navigation import tabs_for

_MANAGE = Permission.GUIDE_MANAGE
_ROOMS = (
    ("places", "Lieux", "place_list", Permission.GUIDE_VIEW),
    ("checks", "Réponses des lieux", "place_check_list", _MANAGE),
    ("imports", "Fichiers apportés", "place_import_list", _MANAGE),
    ("sources", "Sources", "place_source_list", _MANAGE),
    ("doubles", "Doublons", "place_double_list", _MANAGE),
    ("left_out", "Export national", "guide_left_out", _MANAGE),
)


def place_tabs(member: Member, current: str) -> list[dict[str, Any]]:
    """The pages of whoever keeps the guide, beside one another; none for whoever has but one."""
    shown = tabs_for(member, current, _ROOMS)
    return shown if len(shown) > 1 else []
