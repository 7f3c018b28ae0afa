"""The questionnaires that come with the portal, written for it in plain French, each scale with its source."""

from evaluation.questionnaires.library.network import ACTORS, EVENT, POPULATION, TRIAL
from evaluation.questionnaires.library.people import AFTER, BEFORE
from evaluation.questionnaires.library.shapes import Model

LIBRARY: dict[str, Model] = {model.key: model for model in (BEFORE, AFTER, ACTORS, POPULATION, TRIAL, EVENT)}
