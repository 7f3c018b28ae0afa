"""Addresses of funding, below those of one network."""

from funding.agreement_template_urls import agreement_template_patterns
from funding.agreement_urls import agreement_patterns
from funding.call_urls import call_patterns
from funding.contribution_urls import contribution_patterns
from funding.fund_urls import fund_patterns
from funding.import_urls import import_patterns
from funding.instalment_urls import instalment_patterns
from funding.pass_urls import pass_patterns
from funding.post_urls import post_patterns
from funding.simulator_urls import simulator_patterns
from funding.spending_urls import spending_patterns
from funding.statement_urls import statement_patterns
from funding.subsidy_urls import subsidy_patterns

urlpatterns = [
    *fund_patterns,
    *contribution_patterns,
    *call_patterns,
    *spending_patterns,
    *simulator_patterns,
    *import_patterns,
    *statement_patterns,
    *pass_patterns,
    *agreement_patterns,
    *instalment_patterns,
    *agreement_template_patterns,
    *subsidy_patterns,
    *post_patterns,
]
