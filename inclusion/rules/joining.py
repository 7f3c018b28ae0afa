"""What a kind of organisation usually does in a network."""

#: PartnerKind → role name. Kinds that are not named read.
_USUAL_ROLES = {
    "department": "reader",
    "prefecture": "reader",
    "operator": "operator",
    "intercommunality": "epci_referent",
    "ccas": "prescriber",
    "social_centre": "prescriber",
    "france_services": "prescriber",
    "association": "prescriber",
    "school": "school",
    "training_place": "training_place",
}


def usual_role(kind: str) -> str:
    """The role proposed to a newcomer from this kind of organisation; a coordinator may choose another."""
    return _USUAL_ROLES.get(kind, "reader")
