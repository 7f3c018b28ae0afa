"""Addresses of roadmaps, below those of one network."""

from roadmaps.urls.coverage import coverage_patterns
from roadmaps.urls.exchange import exchange_patterns
from roadmaps.urls.grid import grid_patterns
from roadmaps.urls.indicators import indicators_patterns
from roadmaps.urls.nesting import nesting_patterns
from roadmaps.urls.papers import papers_patterns
from roadmaps.urls.progress import progress_patterns
from roadmaps.urls.public import public_patterns
from roadmaps.urls.roadmaps import roadmaps_patterns
from roadmaps.urls.tree import tree_patterns
from roadmaps.urls.workshops import workshops_patterns

urlpatterns = [
    *roadmaps_patterns,
    *tree_patterns,
    *grid_patterns,
    *exchange_patterns,
    *nesting_patterns,
    *progress_patterns,
    *indicators_patterns,
    *coverage_patterns,
    *workshops_patterns,
    *papers_patterns,
    *public_patterns,
]
