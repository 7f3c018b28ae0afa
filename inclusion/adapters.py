"""How the log-in library speaks and acts here: no free sign-up, letters by the worker, secrets encrypted."""

import base64
import hashlib
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from inclusion.models import User

#: The signed cookie of a browser: its own key, and the accounts that were opened from it last.
DEVICE_COOKIE, DEVICE_SECONDS, DEVICE_ACCOUNTS = "device", 365 * 24 * 3600, 10


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are born by an invitation and nowhere else; their letters leave through the worker."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte est fermé. Écrivez à la coordination de votre réseau.",
        "email_password_mismatch": "L’adresse et le mot de passe ne vont pas ensemble\u00a0: vérifiez-les.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_password": "Ce mot de passe n’est pas le bon.",
        "duplicate_email": "C’est déjà l’adresse de votre compte.",
        "email_taken": "Un autre compte utilise déjà cette adresse.",
        "invalid_password_reset": "Ce lien a expiré ou a déjà servi. Demandez-en un autre.",
        "too_many_login_attempts": (
            "Trop d’essais de suite. Attendez cinq minutes, ou passez par votre clé d’accès ou par "
            "«\u00a0Mot de passe oublié\u00a0»."
        ),
        "rate_limited": "Trop de demandes de suite. Attendez une minute, puis réessayez.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: the page of an invitation opens the account itself (inclusion.actions.memberships)."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Compose the letter here, where the request's address is known, and let the worker send it."""
        from inclusion.tasks import send_account_mail

        known = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}
        message = self.render_mail(template_prefix, email, known | context)
        send_account_mail.delay_on_commit(subject=message.subject, body=message.body, to=email)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address; of an IPv6 one its /64, in which one subscriber has as many as they like."""
        return ratelimit.truncate_ip(super().get_client_ip(request))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a log-in as failed until it succeeds; raise ValidationError after too many.

        A browser from which this account was opened before is counted by itself, whatever others try. Any other is
        counted by its address, and with all that try this account.
        """
        email = credentials.get("email", "").lower()
        if device := _device_of(request, email):
            counted = {"login_failed_device": f"{device}:{email}"}
        else:
            here = ratelimit.get_ip(request)
            counted = {"login_failed": f"{here}:{email}", "login_failed_account": email}
        self._login_failed_rl_usage = ratelimit.RateLimitUsage(usage=[])
        for action, key in counted.items():
            usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
            if usage is None:
                raise self.validation_error("too_many_login_attempts")
            self._login_failed_rl_usage.usage += usage.usage

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Forget what all others tried once the password was replaced by a link to the mailbox."""
        email = credentials["email"].lower()
        ratelimit.clear(request, app="allauth.account", action="login_failed_account", key=email)

    def post_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse:
        """Remember that this account was opened from this browser."""
        return self.remember_device(request, super().post_login(request, user, **how), user)

    def remember_device(self, request: HttpRequest, response: HttpResponse, user: Any) -> HttpResponse:
        """Have the response say to the browser that this account was opened from it."""
        key, accounts = _device(request)
        accounts = [user.pk, *(one for one in accounts if one != user.pk)][:DEVICE_ACCOUNTS]
        response.set_signed_cookie(
            DEVICE_COOKIE,
            ".".join([key, *map(str, accounts)]),
            max_age=DEVICE_SECONDS,
            path=reverse("account"),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to confirm who one is, in the words of the house."""
        words = {
            "reauthenticate": "Donner mon mot de passe",
            "mfa_reauthenticate": "Donner un code de mon application",
            "mfa_reauthenticate:webauthn": "Utiliser ma clé d’accès",
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words[method["id"]]} for method in methods]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the account's page after a change."""
        return reverse("account")


def _device(request: HttpRequest) -> tuple[str, list[int]]:
    """The key of this browser, a new one where it has none, and the accounts that were opened from it."""
    key, *accounts = request.get_signed_cookie(DEVICE_COOKIE, default="", max_age=DEVICE_SECONDS).split(".")
    return key or secrets.token_urlsafe(16), [int(one) for one in accounts]


def _device_of(request: HttpRequest, email: str) -> str:
    """The key of this browser where the account of this address was opened from it before; else empty."""
    key, accounts = _device(request)
    return key if accounts and User.objects.filter(pk__in=accounts, email__iexact=email).exists() else ""


def _vault() -> MultiFernet:
    """Keys drawn from SECRET_KEY and its fallbacks, so that a database alone opens no account."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"second factor:{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: secrets encrypted at rest, names in French."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Ce code n’est pas le bon, ou il a expiré. Donnez celui qui s’affiche maintenant.",
        "unverified_email": "Confirmez d’abord votre adresse électronique.",
        "cannot_generate_recovery_codes": "Choisissez d’abord une application ou une clé d’accès.",
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret before it is stored."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Give a stored secret back."""
        return _vault().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """A first name for a new key, which its owner may change."""
        return "Ma clé d’accès"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The portal as the browser names it when it asks for a key."""
        return super().get_public_key_credential_rp_entity() | {"name": "Liant"}
