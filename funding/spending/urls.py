"""Addresses of what funds pay for: actions, commitments, movements."""

from funding.spending import views as spending_views
from inclusion.core.access import page

spending_patterns = [
    page("fonds/<int:pk>/actions/", spending_views.fund_actions),
    page("fonds/<int:pk>/actions/ouvrir/", spending_views.fund_action_open),
    page("fonds/actions/<int:pk>/", spending_views.fund_action),
    page("fonds/actions/<int:pk>/modifier/", spending_views.fund_action_change),
    page("fonds/actions/<int:pk>/usagers/", spending_views.fund_action_reach),
    page("fonds/actions/<int:pk>/engager/", spending_views.fund_commit),
    page("fonds/engagements/<int:pk>/", spending_views.fund_commitment),
    page("fonds/engagements/<int:pk>/payer/", spending_views.fund_pay),
    page("fonds/engagements/<int:pk>/piece/", spending_views.fund_document_add),
    page("fonds/pieces/<int:pk>/", spending_views.fund_document),
    page("fonds/paiements-demandes/<int:pk>/confirmer/", spending_views.fund_payment_confirm),
    page("fonds/paiements-demandes/<int:pk>/retirer/", spending_views.fund_payment_withdraw),
    page("fonds/engagements/<int:pk>/degager/", spending_views.fund_release),
    page("fonds/<int:pk>/destinataires/", spending_views.fund_payees),
    page("fonds/<int:pk>/mouvements/", spending_views.fund_movements),
    page("fonds/mouvements/<int:pk>/", spending_views.fund_movement),
    page("fonds/mouvements/<int:pk>/annuler/", spending_views.fund_movement_reverse),
]
