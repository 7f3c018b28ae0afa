"""Addresses of funding, below those of one network."""

from funding.fund_urls import fund_patterns
from funding.pass_urls import pass_patterns

urlpatterns = [*fund_patterns, *pass_patterns]
