"""First look."""
from datetime import date
import pytest
from evaluation.chain.queries.chain import *
from evaluation.chain.queries.outcomes import *
from evaluation.chain.queries.figures import *
from inclusion.core.access import Member
from tests.setup_data import setup_data

def test_runs(network, cast, scope):
    ch = Chain(Scope(2026), Member(cast["coordinator"]), {})
    for f in ch.figures():
        print(f.key, ch.total(f), list(ch.rows(f)[:2]))
    print(outcomes_of([], date(2026,1,1), date(2027,1,1)))
