"""Addresses of funding, below those of one network."""

from funding.agreements.urls import agreement_patterns, agreement_template_patterns, instalment_patterns
from funding.bank_details.urls import bank_details_patterns
from funding.contributions.urls import call_patterns, contribution_patterns
from funding.funds.urls import fund_patterns
from funding.grants.urls import grant_patterns
from funding.imports.urls import import_patterns
from funding.passes.urls import (
    follow_patterns,
    pass_patterns,
    programme_patterns,
    redemption_patterns,
    reimbursement_patterns,
    sending_patterns,
)
from funding.posts.urls import post_patterns
from funding.simulator.urls import simulator_patterns
from funding.spending.urls import spending_patterns
from funding.staff.urls import staff_patterns
from funding.statements.urls import statement_patterns
from funding.subsidies.urls import subsidy_patterns

urlpatterns = [
    *fund_patterns,
    *grant_patterns,
    *contribution_patterns,
    *call_patterns,
    *spending_patterns,
    *bank_details_patterns,
    *simulator_patterns,
    *import_patterns,
    *statement_patterns,
    *reimbursement_patterns,
    *follow_patterns,
    *redemption_patterns,  # before pass_patterns: what follows "pass/" in general is a code
    *sending_patterns,  # before what follows "pass/" in general
    *programme_patterns,  # before pass_patterns, whose last address takes what else follows "pass/"
    *pass_patterns,
    *agreement_patterns,
    *instalment_patterns,
    *agreement_template_patterns,
    *subsidy_patterns,
    *post_patterns,
    *staff_patterns,
]
