"""Addresses of funds, their movements and their statements."""

from django.urls import path

from funding.views import funds, statements

fund_patterns = [
    path("fonds/", funds.fund_list, name="fund_list"),
    path("fonds/<int:pk>/", funds.fund_detail, name="fund_detail"),
    path("fonds/<int:pk>/mouvements/", funds.fund_movements, name="fund_movements"),
    path("fonds/actions/<int:pk>/", funds.fund_action, name="fund_action"),
    path("fonds/contributions/<int:pk>/versement/", funds.fund_receipt, name="fund_receipt"),
    path("releve/", statements.statement_own, name="statement_own"),
    path("releve/telecharger/", statements.statement_own_issue, name="statement_own_issue"),
    path("releve/<int:pk>/", statements.statement_own_document, name="statement_own_document"),
    path("releves/", statements.statement_list, name="statement_list"),
    path("releves/etablir/", statements.statement_issue, name="statement_issue"),
    path("releves/<int:pk>/", statements.statement_document, name="statement_document"),
    path("verifier/", statements.statement_check, name="statement_check"),
]
