"""What evaluation offers to the pages of the network: navigation entries, things to do, figures."""

from evaluation.actions import invariants
from evaluation.cards import activity, method, people, surveys  # noqa: F401  (what each noun registers)
from evaluation.models import Campaign, CampaignStructure, HelpImport, HelpRecord
from inclusion.core.access import Permission
from inclusion.core.navigation import Entry, register_entry
from inclusion.partners.actions import follow_merges, refuse_merges

register_entry(
    Entry(
        29,
        "Évaluation",
        "survey_list",
        Permission.EVALUATION_VIEW,
        ("survey_", "campaign_", "questionnaire_", "version_", "help_", "paper_", "result_"),
    )
)

refuse_merges(surveys.merge_blocker)
follow_merges(Campaign, "place")
follow_merges(CampaignStructure, "partner", once_per="campaign", unite=surveys.merge_structures)
follow_merges(HelpRecord, "partner")
follow_merges(HelpImport, "partner")

invariants.register()
