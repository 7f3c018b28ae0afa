"""Addresses of agreements, below those of one network."""

from django.urls import path

from funding.views import agreement_calendar, agreement_plan, agreement_steps, agreements

agreement_patterns = [
    path("conventions/", agreements.agreement_list, name="agreement_list"),
    path("conventions/calendrier/", agreement_calendar.agreement_calendar, name="agreement_calendar"),
    path("conventions/commencer/", agreements.agreement_add, name="agreement_add"),
    path("conventions/<int:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("conventions/<int:pk>/modifier/", agreements.agreement_edit, name="agreement_edit"),
    path("conventions/<int:pk>/supprimer/", agreements.agreement_discard, name="agreement_discard"),
    path("conventions/<int:pk>/parties/", agreement_plan.agreement_party_add, name="agreement_party_add"),
    path("conventions/parties/<int:pk>/", agreement_plan.agreement_party_edit, name="agreement_party_edit"),
    path(
        "conventions/parties/<int:pk>/retirer/",
        agreement_plan.agreement_party_remove,
        name="agreement_party_remove",
    ),
    path(
        "conventions/<int:pk>/echeances/",
        agreement_plan.agreement_instalment_add,
        name="agreement_instalment_add",
    ),
    path(
        "conventions/<int:pk>/echeances/chaque-annee/",
        agreement_plan.agreement_instalments_yearly,
        name="agreement_instalments_yearly",
    ),
    path(
        "conventions/echeances/<int:pk>/",
        agreement_plan.agreement_instalment_edit,
        name="agreement_instalment_edit",
    ),
    path(
        "conventions/echeances/<int:pk>/retirer/",
        agreement_plan.agreement_instalment_remove,
        name="agreement_instalment_remove",
    ),
    path("conventions/<int:pk>/relecture/", agreement_steps.agreement_review, name="agreement_review"),
    path("conventions/<int:pk>/correction/", agreement_steps.agreement_send_back, name="agreement_send_back"),
    path("conventions/<int:pk>/a-signer/", agreement_steps.agreement_to_sign, name="agreement_to_sign"),
    path("conventions/<int:pk>/signatures/", agreement_steps.agreement_sign, name="agreement_sign"),
    path("conventions/<int:pk>/en-vigueur/", agreement_steps.agreement_activate, name="agreement_activate"),
    path("conventions/<int:pk>/fin/", agreement_steps.agreement_end, name="agreement_end"),
    path(
        "conventions/<int:pk>/resiliation/", agreement_steps.agreement_terminate, name="agreement_terminate"
    ),
    path("conventions/<int:pk>/suite/", agreement_steps.agreement_renew, name="agreement_renew"),
    path("conventions/<int:pk>/avenant/", agreement_steps.agreement_amend, name="agreement_amend"),
]
