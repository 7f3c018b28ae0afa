"""What roadmaps offer to the pages of the network: navigation entries, things to do, figures."""

from inclusion.actions.partners import follow_merges
from roadmaps.models import BlockingCondition, OtherFinancing

follow_merges(BlockingCondition, "partner")
follow_merges(OtherFinancing, "partner")
