"""The tabs of the pages of evaluation."""

from typing import Any

from inclusion.core.access import Member, Permission
from inclusion.core.navigation import tabs_for

#: The pages of evaluation: key, label, URL name, who is shown it.
TABS = (
    ("surveys", "Enquêtes", "survey_list", Permission.EVALUATION_VIEW),
    ("questionnaires", "Questionnaires", "questionnaire_list", Permission.EVALUATION_VIEW),
    ("help", "Aides apportées", "help_list", Permission.EVALUATION_VIEW),
)


def tabs(member: Member, current: str) -> list[dict[str, Any]]:
    """The tabs that this member is shown, the current one marked."""
    return tabs_for(member, current, TABS)
