"""Addresses of funding statements."""

from funding.statements import views as statement_views
from inclusion.core.access import page

statement_patterns = [
    page("releve/", statement_views.statement_own),
    page("releve/telecharger/", statement_views.statement_own_issue),
    page("releve/<int:pk>/", statement_views.statement_own_detail),
    page("releve/<int:pk>/pdf/", statement_views.statement_own_document),
    page("releve/<int:pk>/preparer/", statement_views.statement_own_prepare),
    page("releves/", statement_views.statement_list),
    page("releves/etablir/", statement_views.statement_issue),
    page("releves/apercu/", statement_views.statement_preview),
    page("releves/annee/", statement_views.statement_year),
    page("releves/annee/<int:pk>/", statement_views.statement_batch),
    page("releves/annee/<int:pk>/reprendre/", statement_views.statement_batch_again),
    page("releves/annee/<int:pk>/zip/", statement_views.statement_batch_document),
    page("releves/<int:pk>/", statement_views.statement_detail),
    page("releves/<int:pk>/pdf/", statement_views.statement_document),
    page("releves/<int:pk>/preparer/", statement_views.statement_prepare),
    page("releves/<int:pk>/envoyer/", statement_views.statement_send),
    page("verifier/", statement_views.statement_check),
]
