"""Addresses of funding statements."""

from django.urls import path

from funding.views import own_statements, statement_batches, statements

statement_patterns = [
    path("releve/", own_statements.statement_own, name="statement_own"),
    path("releve/telecharger/", own_statements.statement_own_issue, name="statement_own_issue"),
    path("releve/<int:pk>/", own_statements.statement_own_detail, name="statement_own_detail"),
    path("releve/<int:pk>/pdf/", own_statements.statement_own_document, name="statement_own_document"),
    path("releve/<int:pk>/preparer/", own_statements.statement_own_prepare, name="statement_own_prepare"),
    path("releves/", statements.statement_list, name="statement_list"),
    path("releves/etablir/", statements.statement_issue, name="statement_issue"),
    path("releves/apercu/", statements.statement_preview, name="statement_preview"),
    path("releves/annee/", statement_batches.statement_year, name="statement_year"),
    path("releves/annee/<int:pk>/", statement_batches.statement_batch, name="statement_batch"),
    path(
        "releves/annee/<int:pk>/reprendre/",
        statement_batches.statement_batch_again,
        name="statement_batch_again",
    ),
    path(
        "releves/annee/<int:pk>/zip/",
        statement_batches.statement_batch_document,
        name="statement_batch_document",
    ),
    path("releves/<int:pk>/", statements.statement_detail, name="statement_detail"),
    path("releves/<int:pk>/pdf/", statements.statement_document, name="statement_document"),
    path("releves/<int:pk>/preparer/", statements.statement_prepare, name="statement_prepare"),
    path("verifier/", statements.statement_check, name="statement_check"),
]
