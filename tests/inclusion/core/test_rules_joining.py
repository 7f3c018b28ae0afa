"""What newcomers are proposed."""

from inclusion.core.access import ROLES
from inclusion.core.enums import PartnerKind
from inclusion.core.roles import usual_role


def test_every_kind_is_proposed_a_role_that_exists():
    assert {usual_role(kind) for kind in PartnerKind.values} <= set(ROLES)


def test_no_kind_is_proposed_to_coordinate():
    assert "coordinator" not in {usual_role(kind) for kind in PartnerKind.values}


def test_who_sees_people_prescribes_and_who_pays_follows_its_money():
    assert (usual_role("ccas"), usual_role("operator"), usual_role("company")) == ("prescriber", "operator", "reader")
