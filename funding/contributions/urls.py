"""Addresses of contributions, of receipts, of calls for funds and of requests."""

from funding.contributions.views import calls, own, pledges, requests
from inclusion.core.access import page

# -- Contributions and receipts

contribution_patterns = [
    page("fonds/<int:pk>/contributions/", pledges.fund_contributions),
    page("fonds/<int:pk>/contributions/promettre/", pledges.fund_pledge),
    page("fonds/contributions/<int:pk>/", pledges.fund_contribution),
    page("fonds/contributions/<int:pk>/montant/", pledges.fund_contribution_change),
    page("fonds/contributions/<int:pk>/retirer/", pledges.fund_contribution_withdraw),
    page("fonds/contributions/<int:pk>/actions/", pledges.fund_contribution_earmark),
    page("fonds/contributions/<int:pk>/versement/", pledges.fund_receipt),
    page("fonds/contributions/<int:pk>/remboursement/", pledges.fund_refund),
]


# -- Requests, calls for funds, the contributor's own pages

call_patterns = [
    page("fonds/<int:pk>/appels/", calls.fund_calls),
    page("fonds/<int:pk>/appels/annee/", calls.fund_call_promised),
    page("fonds/contributions/<int:pk>/appeler/", calls.fund_call),
    page("fonds/appels/<int:pk>/", calls.fund_call_detail),
    page("fonds/appels/<int:pk>/appel.pdf", calls.fund_call_document),
    page("fonds/appels/<int:pk>/envoyer/", calls.fund_call_send),
    page("fonds/appels/<int:pk>/annuler/", calls.fund_call_cancel),
    page("fonds/<int:pk>/reponses/", requests.fund_requests),
    page("fonds/<int:pk>/reponses/demander/", requests.fund_request_ask),
    page("fonds/<int:pk>/reponses/relancer/", requests.fund_requests_remind),
    page("vos-contributions/", own.own_contributions),
    page("vos-contributions/reponses/<int:pk>/", own.own_answer),
    page("vos-contributions/appels/<int:pk>/appel.pdf", own.own_call_document),
]
