"""Models of roadmaps, by noun."""

from roadmaps.models.actions import Action, ActionActor, ActionNote, BlockingCondition
from roadmaps.models.axes import Axis, Objective
from roadmaps.models.coverage import EpciSeat, TrainingAllotment, TrainingEnvelope, TrainingUse
from roadmaps.models.imports import RoadmapImport
from roadmaps.models.indicators import Indicator, IndicatorYear
from roadmaps.models.money import FundLine, OtherFinancing
from roadmaps.models.papers import RoadmapPaper, StaffRequest
from roadmaps.models.roadmaps import Roadmap, RoadmapCarrier, RoadmapTerritory
from roadmaps.models.settings import RoadmapSettings
from roadmaps.models.versions import RoadmapPrint, RoadmapVersion
from roadmaps.models.workshops import Proposal, ProposalVote, Workshop, WorkshopTable

__all__ = [
    "Action",
    "ActionActor",
    "ActionNote",
    "Axis",
    "BlockingCondition",
    "EpciSeat",
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
