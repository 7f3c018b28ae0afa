"""The models of roadmaps: an index of their classes."""

from roadmaps.coverage.models import (
    CoverageSettings,
    EpciSeat,
    EpciSetAside,
    TrainingAllotment,
    TrainingEnvelope,
    TrainingUse,
)
from roadmaps.files.models import RoadmapImport
from roadmaps.indicators.models import Indicator, IndicatorYear
from roadmaps.plans.models.actions import Action, ActionActor, ActionLink, ActionNote, BlockingCondition
from roadmaps.plans.models.axes import Axis, Objective
from roadmaps.plans.models.budgets import FundLine, OtherFinancing, RoadmapPaper, StaffRequest
from roadmaps.plans.models.comments import ActionComment, ActionFollower, CommentMention
from roadmaps.plans.models.roadmaps import Roadmap, RoadmapCarrier, RoadmapTerritory
from roadmaps.plans.models.versions import RoadmapPrint, RoadmapSettings, RoadmapVersion
from roadmaps.workshops.models import Proposal, ProposalVote, Workshop, WorkshopTable

__all__ = [
    "Action",
    "ActionActor",
    "ActionComment",
    "ActionFollower",
    "ActionLink",
    "ActionNote",
    "Axis",
    "BlockingCondition",
    "CommentMention",
    "CoverageSettings",
    "EpciSeat",
    "EpciSetAside",
    "FundLine",
    "Indicator",
    "IndicatorYear",
    "Objective",
    "OtherFinancing",
    "Proposal",
    "ProposalVote",
    "Roadmap",
    "RoadmapCarrier",
    "RoadmapImport",
    "RoadmapPaper",
    "RoadmapPrint",
    "RoadmapSettings",
    "RoadmapTerritory",
    "RoadmapVersion",
    "StaffRequest",
    "TrainingAllotment",
    "TrainingEnvelope",
    "TrainingUse",
    "Workshop",
    "WorkshopTable",
]
