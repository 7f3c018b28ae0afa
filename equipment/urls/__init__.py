"""Addresses of equipment, below those of one network."""

from django.urls import URLPattern

from equipment.urls.bank import bank_patterns
from equipment.urls.catalogue import catalogue_patterns
from equipment.urls.family_aid import aid_patterns
from equipment.urls.feedback import feedback_patterns
from equipment.urls.follow import follow_patterns
from equipment.urls.lending_calendar import calendar_patterns
from equipment.urls.loan_requests import loan_request_patterns
from equipment.urls.loans import loan_patterns
from equipment.urls.refurbishing import refurbishing_patterns
from equipment.urls.schools import school_patterns
from equipment.urls.stock import stock_patterns

urlpatterns: list[URLPattern] = [
    *aid_patterns,
    *bank_patterns,
    *catalogue_patterns,
    *feedback_patterns,
    *follow_patterns,
    *calendar_patterns,
    *loan_patterns,
    *refurbishing_patterns,
    *loan_request_patterns,
    *school_patterns,
    *stock_patterns,
]
