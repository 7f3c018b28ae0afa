"""Addresses of funding, below those of one network."""

from funding.urls.agreement_templates import agreement_template_patterns
from funding.urls.agreements import agreement_patterns
from funding.urls.calls import call_patterns
from funding.urls.contributions import contribution_patterns
from funding.urls.follow import follow_patterns
from funding.urls.funds import fund_patterns
from funding.urls.imports import import_patterns
from funding.urls.instalments import instalment_patterns
from funding.urls.passes import pass_patterns
from funding.urls.posts import post_patterns
from funding.urls.programmes import programme_patterns
from funding.urls.redemptions import redemption_patterns
from funding.urls.reimbursements import reimbursement_patterns
from funding.urls.sending import sending_patterns
from funding.urls.simulator import simulator_patterns
from funding.urls.spending import spending_patterns
from funding.urls.statements import statement_patterns
from funding.urls.subsidies import subsidy_patterns

urlpatterns = [
    *fund_patterns,
    *contribution_patterns,
    *call_patterns,
    *spending_patterns,
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
]
