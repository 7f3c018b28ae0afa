"""What equipment offers to the pages of the network: navigation entries, things to do, figures."""

from equipment.actions import invariants
from equipment.cards import devices, feedback, measures  # noqa: F401  (what each noun registers)
from equipment.models import Bank, Donation, FamilyAid, School, TrainingSession
from inclusion.actions.partners import follow_merges

follow_merges(Bank, "host")
follow_merges(Bank, "dsden")
follow_merges(Bank, "mdph")
follow_merges(School, "partner")
follow_merges(Donation, "donor")
follow_merges(FamilyAid, "proposed_for")
follow_merges(TrainingSession, "trainer")

invariants.register()
