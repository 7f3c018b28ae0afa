"""Addresses of the texts of agreements, below those of one network: templates, articles, remarks, papers."""

from django.urls import path

from funding.views import agreement_templates as templates
from funding.views import agreement_texts as texts

_ONE = "conventions/modeles/<slug:text_kind>/"

agreement_template_patterns = [
    path("conventions/modeles/", templates.agreement_template_list, name="agreement_template_list"),
    path(_ONE, templates.agreement_template, name="agreement_template"),
    path(
        f"{_ONE}versions/<int:number>/",
        templates.agreement_template_version,
        name="agreement_template_version",
    ),
    path(f"{_ONE}ecrire/", templates.agreement_template_edit, name="agreement_template_edit"),
    path(f"{_ONE}apercu/", templates.agreement_template_preview, name="agreement_template_preview"),
    path(f"{_ONE}publier/", templates.agreement_template_publish, name="agreement_template_publish"),
    path("conventions/<int:pk>/articles/", texts.agreement_section_add, name="agreement_section_add"),
    path("conventions/articles/<int:pk>/", texts.agreement_section_edit, name="agreement_section_edit"),
    path(
        "conventions/articles/<int:pk>/retirer/",
        texts.agreement_section_remove,
        name="agreement_section_remove",
    ),
    path(
        "conventions/articles/<int:pk>/deplacer/", texts.agreement_section_move, name="agreement_section_move"
    ),
    path("conventions/articles/<int:pk>/remarques/", texts.agreement_comment, name="agreement_comment"),
    path(
        "conventions/remarques/<int:pk>/traitee/",
        texts.agreement_comment_resolve,
        name="agreement_comment_resolve",
    ),
    path("conventions/<int:pk>/projet/", texts.agreement_preview, name="agreement_preview"),
    path("conventions/<int:pk>/exemplaire/", texts.agreement_document, name="agreement_document"),
    path("conventions/<int:pk>/exemplaire-signe/", texts.agreement_signed, name="agreement_signed"),
]
