"""What the guides put in the menu."""

from inclusion.core.access import Permission
from inclusion.core.navigation import Entry, register_entry

register_entry(Entry(95, "Aide", "manual_list", Permission.NETWORK_VIEW, "manual_", at_foot=True))
