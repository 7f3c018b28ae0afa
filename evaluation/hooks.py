"""What evaluation registers with the portal: navigation, merges of partners, rows about a person, invariants."""

from evaluation.activity import home as activity_home  # noqa: F401  (what each noun registers)
from evaluation.activity.models import HelpImport, HelpRecord
from evaluation.annual_report import home as report_home  # noqa: F401  (what each noun registers)
from evaluation.chain import home as chain_home  # noqa: F401  (what each noun registers)
from evaluation.chain.models import FundedOutput
from evaluation.exchange import home as exchange_home  # noqa: F401  (what each noun registers)
from evaluation.questionnaires.models import QuestionnaireVersion
from evaluation.results import home as results_home  # noqa: F401  (what each noun registers)
from evaluation.results.models import Publication
from evaluation.surveys import actions as survey_actions
from evaluation.surveys import home as survey_home
from evaluation.surveys import mails as survey_mails  # noqa: F401  (what each noun registers)
from evaluation.surveys.models import Answer, Campaign, CampaignStructure
from inclusion.core.access import Permission
from inclusion.core.enums import Group
from inclusion.core.navigation import Entry, register_entry
from inclusion.core.registry.people import register_person_rows
from inclusion.partners.actions import follow_merges, refuse_merges

register_entry(
    Entry(
        29,
        "Évaluation",
        "survey_list",
        Permission.EVALUATION_VIEW,
        ("survey_", "campaign_", "questionnaire_", "version_", "help_", "paper_", "result_"),
        group=Group.MEASURE,
    )
)

refuse_merges(survey_home.merge_blocker)
follow_merges(Campaign, "place")
follow_merges(CampaignStructure, "partner", once_per="campaign", unite=survey_home.merge_structures)
# A structure is tied once in a network: where the kept one is tied, the row of the one that goes is removed.
follow_merges(FundedOutput, "structure", once_per="network")
follow_merges(HelpRecord, "partner")
follow_merges(HelpImport, "partner")

survey_actions.register_invariants()


# -- Rows of surveys that may name a person helped, for the rights of that person

register_person_rows(
    Publication, QuestionnaireVersion, kept="Ce qui a été publié d’une enquête reste tel qu’il l’a été."
)
register_person_rows(
    Answer,
    unseen="Une réponse anonyme à une enquête contient son nom, son adresse ou son téléphone\u00a0: ils en sont "
    "retirés, sans que personne ne la lise.",
)
