"""Addresses of funding statements."""

from django.urls import path

from funding.views import statements

statement_patterns = [
    path("releve/", statements.statement_own, name="statement_own"),
    path("releve/telecharger/", statements.statement_own_issue, name="statement_own_issue"),
    path("releve/<int:pk>/", statements.statement_own_document, name="statement_own_document"),
    path("releves/", statements.statement_list, name="statement_list"),
    path("releves/etablir/", statements.statement_issue, name="statement_issue"),
    path("releves/<int:pk>/", statements.statement_document, name="statement_document"),
    path("verifier/", statements.statement_check, name="statement_check"),
]
