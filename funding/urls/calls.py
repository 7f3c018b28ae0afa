"""Addresses of what contributors are asked: requests, calls for funds, reminders; and of their own space."""

from django.urls import path

from funding.views import calls, own_contributions, requests

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
    path("vos-contributions/", own_contributions.own_contributions, name="own_contributions"),
    path("vos-contributions/reponses/<int:pk>/", own_contributions.own_answer, name="own_answer"),
    path(
        "vos-contributions/appels/<int:pk>/appel.pdf",
        own_contributions.own_call_document,
        name="own_call_document",
    ),
]
