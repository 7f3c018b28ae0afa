"""What is kept of evaluations."""

from evaluation.models.activity import HelpImport, HelpRecord
from evaluation.models.publications import Publication
from evaluation.models.questionnaires import Questionnaire, QuestionnaireVersion
from evaluation.models.reminders import CampaignReminder
from evaluation.models.responses import Answer, Response
from evaluation.models.surveys import AnswerLink, Campaign, CampaignStructure, Survey

__all__ = [
    "Answer",
    "AnswerLink",
    "Campaign",
    "CampaignReminder",
    "CampaignStructure",
    "HelpImport",
    "HelpRecord",
    "Publication",
    "Questionnaire",
    "QuestionnaireVersion",
    "Response",
    "Survey",
]
