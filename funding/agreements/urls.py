"""Addresses of agreements, of their instalments and of their texts."""

from funding.agreements.views import pages, plan, posts, staff, steps, texts
from funding.agreements.views import texts as templates
from inclusion.core.access import page

# -- Agreements

agreement_patterns = [
    page("conventions/", pages.agreement_list),
    page("conventions/calendrier/", pages.agreement_calendar),
    page("conventions/commencer/", pages.agreement_add),
    page("postes/<int:pk>/convention/", posts.post_agreement),
    page("postes/registre/<int:pk>/convention/", staff.agreement_fte_add),
    page("postes/conventions/<int:pk>/retirer/", staff.agreement_fte_remove),
    page("conventions/<int:pk>/", pages.agreement_detail),
    page("conventions/<int:pk>/modifier/", pages.agreement_edit),
    page("conventions/<int:pk>/supprimer/", pages.agreement_discard),
    page("conventions/<int:pk>/parties/", plan.agreement_party_add),
    page("conventions/parties/<int:pk>/", plan.agreement_party_edit),
    page("conventions/parties/<int:pk>/retirer/", plan.agreement_party_remove),
    page("conventions/<int:pk>/echeances/", plan.agreement_instalment_add),
    page("conventions/<int:pk>/echeances/chaque-annee/", plan.agreement_instalments_yearly),
    page("conventions/echeances/<int:pk>/", plan.agreement_instalment_edit),
    page("conventions/echeances/<int:pk>/retirer/", plan.agreement_instalment_remove),
    page("conventions/<int:pk>/relecture/", steps.agreement_review),
    page("conventions/<int:pk>/correction/", steps.agreement_send_back),
    page("conventions/<int:pk>/a-signer/", steps.agreement_to_sign),
    page("conventions/<int:pk>/signatures/", steps.agreement_sign),
    page("conventions/<int:pk>/en-vigueur/", steps.agreement_activate),
    page("conventions/<int:pk>/fin/", steps.agreement_end),
    page("conventions/<int:pk>/resiliation/", steps.agreement_terminate),
    page("conventions/<int:pk>/suite/", steps.agreement_renew),
    page("conventions/<int:pk>/avenant/", steps.agreement_amend),
]


# -- Instalments

instalment_patterns = [
    page("conventions/echeances/<int:pk>/appeler/", plan.instalment_call),
    page("conventions/echeances/<int:pk>/engager/", plan.instalment_engage),
    page("conventions/echeances/<int:pk>/verser/", plan.instalment_settle),
]


# -- Texts of agreements

_ONE = "conventions/modeles/<slug:text_kind>/"

agreement_template_patterns = [
    page("conventions/modeles/", templates.agreement_template_list),
    page(_ONE, templates.agreement_template),
    page(f"{_ONE}versions/<int:number>/", templates.agreement_template_version),
    page(f"{_ONE}ecrire/", templates.agreement_template_edit),
    page(f"{_ONE}apercu/", templates.agreement_template_preview),
    page(f"{_ONE}publier/", templates.agreement_template_publish),
    page("conventions/<int:pk>/articles/", texts.agreement_section_add),
    page("conventions/articles/<int:pk>/", texts.agreement_section_edit),
    page("conventions/articles/<int:pk>/retirer/", texts.agreement_section_remove),
    page("conventions/articles/<int:pk>/deplacer/", texts.agreement_section_move),
    page("conventions/articles/<int:pk>/remarques/", texts.agreement_comment),
    page("conventions/remarques/<int:pk>/traitee/", texts.agreement_comment_resolve),
    page("conventions/<int:pk>/projet/", texts.agreement_preview),
    page("conventions/<int:pk>/exemplaire/", texts.agreement_document),
    page("conventions/<int:pk>/exemplaire-signe/", texts.agreement_signed),
]
