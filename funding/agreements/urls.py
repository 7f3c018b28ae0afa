"""Addresses of agreements, of their instalments and of their texts."""

from django.urls import path

from funding.agreements.views import pages, plan, posts, steps, texts
from funding.agreements.views import texts as templates

# -- Agreements

agreement_patterns = [
    path("conventions/", pages.agreement_list, name="agreement_list"),
    path("conventions/calendrier/", pages.agreement_calendar, name="agreement_calendar"),
    path("conventions/commencer/", pages.agreement_add, name="agreement_add"),
    path("postes/<int:pk>/convention/", posts.post_agreement, name="post_agreement"),
    path("conventions/<int:pk>/", pages.agreement_detail, name="agreement_detail"),
    path("conventions/<int:pk>/modifier/", pages.agreement_edit, name="agreement_edit"),
    path("conventions/<int:pk>/supprimer/", pages.agreement_discard, name="agreement_discard"),
    path("conventions/<int:pk>/parties/", plan.agreement_party_add, name="agreement_party_add"),
    path("conventions/parties/<int:pk>/", plan.agreement_party_edit, name="agreement_party_edit"),
    path(
        "conventions/parties/<int:pk>/retirer/",
        plan.agreement_party_remove,
        name="agreement_party_remove",
    ),
    path(
        "conventions/<int:pk>/echeances/",
        plan.agreement_instalment_add,
        name="agreement_instalment_add",
    ),
    path(
        "conventions/<int:pk>/echeances/chaque-annee/",
        plan.agreement_instalments_yearly,
        name="agreement_instalments_yearly",
    ),
    path(
        "conventions/echeances/<int:pk>/",
        plan.agreement_instalment_edit,
        name="agreement_instalment_edit",
    ),
    path(
        "conventions/echeances/<int:pk>/retirer/",
        plan.agreement_instalment_remove,
        name="agreement_instalment_remove",
    ),
    path("conventions/<int:pk>/relecture/", steps.agreement_review, name="agreement_review"),
    path("conventions/<int:pk>/correction/", steps.agreement_send_back, name="agreement_send_back"),
    path("conventions/<int:pk>/a-signer/", steps.agreement_to_sign, name="agreement_to_sign"),
    path("conventions/<int:pk>/signatures/", steps.agreement_sign, name="agreement_sign"),
    path("conventions/<int:pk>/en-vigueur/", steps.agreement_activate, name="agreement_activate"),
    path("conventions/<int:pk>/fin/", steps.agreement_end, name="agreement_end"),
    path("conventions/<int:pk>/resiliation/", steps.agreement_terminate, name="agreement_terminate"),
    path("conventions/<int:pk>/suite/", steps.agreement_renew, name="agreement_renew"),
    path("conventions/<int:pk>/avenant/", steps.agreement_amend, name="agreement_amend"),
]


# -- Instalments

instalment_patterns = [
    path("conventions/echeances/<int:pk>/appeler/", plan.instalment_call, name="instalment_call"),
    path("conventions/echeances/<int:pk>/engager/", plan.instalment_engage, name="instalment_engage"),
    path("conventions/echeances/<int:pk>/verser/", plan.instalment_settle, name="instalment_settle"),
]


# -- Texts of agreements

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
