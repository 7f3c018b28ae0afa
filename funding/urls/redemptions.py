"""Addresses of the use of passes in training places."""

from django.urls import path

from funding.views import redeem, redeem_phone, redemptions

redemption_patterns = [
    path("pass/utiliser/", redeem.redeem, name="redeem"),
    path("pass/utiliser/code/", redeem_phone.redeem_look, name="redeem_look"),
    path("pass/utiliser/image/", redeem_phone.redeem_read, name="redeem_read"),
    path("pass/utiliser/envoi/", redeem_phone.redeem_send, name="redeem_send"),
    path("pass/utiliser/hors-connexion.js", redeem_phone.redeem_worker, name="redeem_worker"),
    path("pass/utilisations/", redemptions.redemption_list, name="redemption_list"),
    path("pass/utilisations/<int:pk>/annuler/", redemptions.redemption_undo, name="redemption_undo"),
    path("pass/refuses/", redemptions.refusal_list, name="refusal_list"),
    path("pass/refuses/<int:pk>/decider/", redemptions.refusal_settle, name="refusal_settle"),
]
