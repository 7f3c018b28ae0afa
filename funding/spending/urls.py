"""Addresses of what funds pay for: actions, commitments, movements."""

from django.urls import path

from funding.spending import views as spending_views

spending_patterns = [
    path("fonds/<int:pk>/actions/", spending_views.fund_actions, name="fund_actions"),
    path("fonds/<int:pk>/actions/ouvrir/", spending_views.fund_action_open, name="fund_action_open"),
    path("fonds/actions/<int:pk>/", spending_views.fund_action, name="fund_action"),
    path("fonds/actions/<int:pk>/modifier/", spending_views.fund_action_change, name="fund_action_change"),
    path("fonds/actions/<int:pk>/usagers/", spending_views.fund_action_reach, name="fund_action_reach"),
    path("fonds/actions/<int:pk>/engager/", spending_views.fund_commit, name="fund_commit"),
    path("fonds/engagements/<int:pk>/", spending_views.fund_commitment, name="fund_commitment"),
    path("fonds/engagements/<int:pk>/payer/", spending_views.fund_pay, name="fund_pay"),
    path("fonds/engagements/<int:pk>/degager/", spending_views.fund_release, name="fund_release"),
    path("fonds/<int:pk>/mouvements/", spending_views.fund_movements, name="fund_movements"),
    path("fonds/mouvements/<int:pk>/", spending_views.fund_movement, name="fund_movement"),
    path(
        "fonds/mouvements/<int:pk>/annuler/",
        spending_views.fund_movement_reverse,
        name="fund_movement_reverse",
    ),
]
