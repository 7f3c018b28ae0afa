"""Addresses of contributions, of receipts, of calls for funds and of requests."""

from django.urls import path

from funding.contributions.views import calls, own, pledges, requests

# -- Contributions and receipts

contribution_patterns = [
    path("fonds/<int:pk>/contributions/", pledges.fund_contributions, name="fund_contributions"),
    path("fonds/<int:pk>/contributions/promettre/", pledges.fund_pledge, name="fund_pledge"),
    path("fonds/contributions/<int:pk>/", pledges.fund_contribution, name="fund_contribution"),
    path(
        "fonds/contributions/<int:pk>/montant/",
        pledges.fund_contribution_change,
        name="fund_contribution_change",
    ),
    path(
        "fonds/contributions/<int:pk>/retirer/",
        pledges.fund_contribution_withdraw,
        name="fund_contribution_withdraw",
    ),
    path(
        "fonds/contributions/<int:pk>/actions/",
        pledges.fund_contribution_earmark,
        name="fund_contribution_earmark",
    ),
    path("fonds/contributions/<int:pk>/versement/", pledges.fund_receipt, name="fund_receipt"),
    path("fonds/contributions/<int:pk>/remboursement/", pledges.fund_refund, name="fund_refund"),
]


# -- Requests, calls for funds, the contributor's own pages

call_patterns = [
    path("fonds/<int:pk>/appels/", calls.fund_calls, name="fund_calls"),
    path("fonds/<int:pk>/appels/annee/", calls.fund_call_promised, name="fund_call_promised"),
    path("fonds/contributions/<int:pk>/appeler/", calls.fund_call, name="fund_call"),
    path("fonds/appels/<int:pk>/", calls.fund_call_detail, name="fund_call_detail"),
    path("fonds/appels/<int:pk>/appel.pdf", calls.fund_call_document, name="fund_call_document"),
    path("fonds/appels/<int:pk>/envoyer/", calls.fund_call_send, name="fund_call_send"),
    path("fonds/appels/<int:pk>/annuler/", calls.fund_call_cancel, name="fund_call_cancel"),
    path("fonds/<int:pk>/reponses/", requests.fund_requests, name="fund_requests"),
    path("fonds/<int:pk>/reponses/demander/", requests.fund_request_ask, name="fund_request_ask"),
    path("fonds/<int:pk>/reponses/relancer/", requests.fund_requests_remind, name="fund_requests_remind"),
    path("vos-contributions/", own.own_contributions, name="own_contributions"),
    path("vos-contributions/reponses/<int:pk>/", own.own_answer, name="own_answer"),
    path(
        "vos-contributions/appels/<int:pk>/appel.pdf",
        own.own_call_document,
        name="own_call_document",
    ),
]
