"""The account of whoever is logged in, apart from any network."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from inclusion.access import signed_in


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """What protects this account, each with the page where it is changed."""
    kinds = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "has_app": Authenticator.Type.TOTP in kinds,
        "keys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "sessions": UserSession.objects.filter(user=request.user).count(),
        "new_email": EmailAddress.objects.get_new(request.user),
    }
    return render(request, "account/overview.html", context)
