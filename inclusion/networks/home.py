"""What a network's settings and its journal put in the menu."""

from inclusion.core.access import Permission
from inclusion.core.enums import Group
from inclusion.core.navigation import Entry, register_entry

register_entry(Entry(85, "Historique", "journal_list", Permission.JOURNAL_VIEW, "journal_", group=Group.NETWORK))
register_entry(
    Entry(
        90,
        "Réglages",
        "network_settings",
        Permission.NETWORK_SETTINGS,
        "network_settings",
        pages=("network_activities", "network_close", "network_reopen", "site_settings"),
        at_foot=True,
    )
)
