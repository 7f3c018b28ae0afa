"""The model classes of evaluation, by name."""

from evaluation.activity.models import HelpImport, HelpRecord
from evaluation.annual_report.models import AnnualReport, ReportEdition, ReportFile
from evaluation.chain.models import FundedOutput
from evaluation.questionnaires.models import Questionnaire, QuestionnaireVersion
from evaluation.results.models import Publication
from evaluation.surveys.models import (
    Answer,
    AnswerLink,
    Campaign,
    CampaignReminder,
    CampaignStructure,
    Response,
    Survey,
)

__all__ = [
    "AnnualReport",
    "Answer",
    "AnswerLink",
    "Campaign",
    "CampaignReminder",
    "CampaignStructure",
    "FundedOutput",
    "HelpImport",
    "HelpRecord",
    "Publication",
    "Questionnaire",
    "QuestionnaireVersion",
    "ReportEdition",
    "ReportFile",
    "Response",
    "Survey",
]
