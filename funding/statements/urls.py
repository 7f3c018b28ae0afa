"""Addresses of funding statements."""

from django.urls import path

from funding.statements import views as statement_views

statement_patterns = [
    path("releve/", statement_views.statement_own, name="statement_own"),
    path("releve/telecharger/", statement_views.statement_own_issue, name="statement_own_issue"),
    path("releve/<int:pk>/", statement_views.statement_own_detail, name="statement_own_detail"),
    path("releve/<int:pk>/pdf/", statement_views.statement_own_document, name="statement_own_document"),
    path("releve/<int:pk>/preparer/", statement_views.statement_own_prepare, name="statement_own_prepare"),
    path("releves/", statement_views.statement_list, name="statement_list"),
    path("releves/etablir/", statement_views.statement_issue, name="statement_issue"),
    path("releves/apercu/", statement_views.statement_preview, name="statement_preview"),
    path("releves/annee/", statement_views.statement_year, name="statement_year"),
    path("releves/annee/<int:pk>/", statement_views.statement_batch, name="statement_batch"),
    path(
        "releves/annee/<int:pk>/reprendre/",
        statement_views.statement_batch_again,
        name="statement_batch_again",
    ),
    path(
        "releves/annee/<int:pk>/zip/",
        statement_views.statement_batch_document,
        name="statement_batch_document",
    ),
    path("releves/<int:pk>/", statement_views.statement_detail, name="statement_detail"),
    path("releves/<int:pk>/pdf/", statement_views.statement_document, name="statement_document"),
    path("releves/<int:pk>/preparer/", statement_views.statement_prepare, name="statement_prepare"),
    path("verifier/", statement_views.statement_check, name="statement_check"),
]
