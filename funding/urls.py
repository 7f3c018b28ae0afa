"""Addresses of funding, below those of one network."""

from funding.call_urls import call_patterns
from funding.contribution_urls import contribution_patterns
from funding.fund_urls import fund_patterns
from funding.import_urls import import_patterns
from funding.pass_urls import pass_patterns
from funding.simulator_urls import simulator_patterns
from funding.spending_urls import spending_patterns
from funding.statement_urls import statement_patterns

urlpatterns = [
    *fund_patterns,
    *contribution_patterns,
    *call_patterns,
    *spending_patterns,
    *simulator_patterns,
    *import_patterns,
    *statement_patterns,
    *pass_patterns,
]
