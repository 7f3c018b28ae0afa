"""What equipment offers to the pages of the network: navigation entries, things to do, figures."""

from equipment import invariants
from equipment.bank.models import Bank
from equipment.budget import home as budget_home  # noqa: F401  (what each noun registers)
from equipment.catalogue import home as catalogue_home  # noqa: F401  (what each noun registers)
from equipment.family_aid import home as family_aid_home  # noqa: F401  (what each noun registers)
from equipment.family_aid import mails as family_aid_mails  # noqa: F401  (what each noun registers)
from equipment.family_aid.models import FamilyAid, TrainingSession
from equipment.feedback import home as feedback_home  # noqa: F401  (what each noun registers)
from equipment.follow_up import home as follow_up_home  # noqa: F401  (what each noun registers)
from equipment.loans import home as loan_home  # noqa: F401  (what each noun registers)
from equipment.loans import mails as loan_mails  # noqa: F401  (what each noun registers)
from equipment.refurbishing import home as refurbishing_home  # noqa: F401  (what each noun registers)
from equipment.refurbishing.models import Donation
from equipment.requests import home as request_home  # noqa: F401  (what each noun registers)
from equipment.schools.models import School
from inclusion.core.access import Permission
from inclusion.core.enums import Group
from inclusion.core.navigation import Entry, register_entry
from inclusion.partners.actions import follow_merges

register_entry(
    Entry(
        50,
        "Matériel",
        "equipment_home",
        Permission.EQUIPMENT_VIEW,
        (
            "equipment_",
            "loan_",
            "item_",
            "kit_",
            "supply_",
            "maintenance_",
            "stock_audit_",
            "school_",
            "pupil_",
            "bank_",
            "feedback_",
        ),
        needs=(Bank.objects.all(),),
        always_for=Permission.EQUIPMENT_MANAGE,
        opens=(Permission.EQUIPMENT_MANAGE, "loan_desk"),
        group=Group.SUPPORT,
    )
)

follow_merges(Bank, "host")
follow_merges(Bank, "dsden")
follow_merges(Bank, "mdph")
follow_merges(School, "partner")
follow_merges(Donation, "donor")
follow_merges(FamilyAid, "proposed_for")
follow_merges(TrainingSession, "trainer")

invariants.register()
