"""Addresses of what funds pay for: actions, commitments, movements."""

from django.urls import path

from funding.views import commitments, movements, spending

spending_patterns = [
    path("fonds/<int:pk>/actions/", spending.fund_actions, name="fund_actions"),
    path("fonds/<int:pk>/actions/ouvrir/", spending.fund_action_open, name="fund_action_open"),
    path("fonds/actions/<int:pk>/", spending.fund_action, name="fund_action"),
    path("fonds/actions/<int:pk>/modifier/", spending.fund_action_change, name="fund_action_change"),
    path("fonds/actions/<int:pk>/usagers/", spending.fund_action_reach, name="fund_action_reach"),
    path("fonds/actions/<int:pk>/engager/", commitments.fund_commit, name="fund_commit"),
    path("fonds/engagements/<int:pk>/", commitments.fund_commitment, name="fund_commitment"),
    path("fonds/engagements/<int:pk>/payer/", commitments.fund_pay, name="fund_pay"),
    path("fonds/engagements/<int:pk>/degager/", commitments.fund_release, name="fund_release"),
    path("fonds/<int:pk>/mouvements/", movements.fund_movements, name="fund_movements"),
    path("fonds/mouvements/<int:pk>/", movements.fund_movement, name="fund_movement"),
    path("fonds/mouvements/<int:pk>/annuler/", movements.fund_movement_reverse, name="fund_movement_reverse"),
]
