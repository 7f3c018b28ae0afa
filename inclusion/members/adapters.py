"""How the log-in library writes and acts here: no free sign-up, e-mails by the worker, secrets encrypted."""

import base64
import hashlib
import json
import logging
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.utils import build_absolute_uri
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from inclusion.core import limits
from inclusion.core.access import LAST_VISIT
from inclusion.core.mail import outbox
from inclusion.core.mail.outbox import OBSOLETE
from inclusion.core.models.networks import User

logger = logging.getLogger(__name__)

#: The e-mail to an address that has no account leaves at most once in so many seconds: it goes to a stranger.
UNKNOWN = "account/email/unknown_account"
UNKNOWN_EVERY = 24 * 3600
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
        """Never: the page of an invitation opens the account itself (inclusion.members.actions)."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Compose the e-mail here, where its link is known; it waits encrypted until it leaves.

        Its addresses are those of PUBLIC_URL: that of the request is what the browser sent.
        """
        known = {"email": email, "public_url": settings.PUBLIC_URL}
        message = self.render_mail(template_prefix, email, known | _at_public_url(context, self.request))
        address = hashlib.sha256(email.lower().encode()).hexdigest()
        # Looked at last: the page takes as long for an address that has an account as for one that has none.
        if template_prefix != UNKNOWN or limits.consume("unknown", address, most=1, seconds=UNKNOWN_EVERY):
            outbox.enqueue("account", sealed=sealed(message), at=timezone.now())

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
                logger.warning("log-in refused after too many tries, from %s", self.get_client_ip(request))
                raise self.validation_error("too_many_login_attempts")
            self._login_failed_rl_usage.usage += usage.usage

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Forget what all others tried once the password was replaced by a link to the mailbox."""
        email = credentials["email"].lower()
        ratelimit.clear(request, app="allauth.account", action="login_failed_account", key=email)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep a line of a wrong password or an unknown address, which it does not repeat: people mistype theirs."""
        logger.warning("log-in failed, from %s", self.get_client_ip(request))

    def login(self, request: HttpRequest, user: Any) -> None:
        """Log in, and keep the day of the log-in before in the session: what changed since is shown."""
        before = user.last_login
        super().login(request, user)
        if before is not None:
            request.session[LAST_VISIT] = timezone.localdate(before).isoformat()

    def post_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse:
        """Keep a line of it, and remember that this account was opened from this browser."""
        logger.info("log-in of account %s, from %s", user.pk, self.get_client_ip(request))
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
        """The ways to confirm who one is, in the words of the portal."""
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
    cookie = request.get_signed_cookie(DEVICE_COOKIE, default="", max_age=DEVICE_SECONDS) or ""
    key, *accounts = cookie.split(".")
    return key or secrets.token_urlsafe(16), [int(one) for one in accounts]


def _device_of(request: HttpRequest, email: str) -> str:
    """The key of this browser where the account of this address was opened from it before; else empty."""
    key, accounts = _device(request)
    return key if accounts and User.objects.filter(pk__in=accounts, email__iexact=email).exists() else ""


def _at_public_url(context: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    """The context of an e-mail, its links to the host of the request made links to the portal's public address."""
    here = build_absolute_uri(request, "/")
    return {
        name: f"{settings.PUBLIC_URL}/{value.removeprefix(here)}"
        if isinstance(value, str) and value.startswith(here)
        else value
        for name, value in context.items()
    }


def sealed(message: EmailMessage) -> str:
    """What is needed to send the message later, encrypted."""
    return _vault("outgoing mail").encrypt(json.dumps([message.subject, message.body, message.to]).encode()).decode()


def unsealed(text: str) -> EmailMessage:
    """The message that was sealed."""
    subject, body, to = json.loads(_vault("outgoing mail").decrypt(text.encode()))
    return EmailMessage(subject, body, to=to)


def _vault(purpose: str) -> MultiFernet:
    """Keys drawn from SECRET_KEY and its fallbacks, so that a database alone opens no account."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"{purpose}:{secret}".encode()).digest() for secret in keys]
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
        return _vault("second factor").encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Give a stored secret back."""
        return _vault("second factor").decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """A first name for a new key, which its owner may change."""
        return "Ma clé d’accès"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The portal as the browser names it when it asks for a key."""
        return super().get_public_key_credential_rp_entity() | {"name": "Liant"}


# -- E-mails of the log-in library

outbox.register(
    "account", compose=lambda row: unsealed(row.sealed), skip_reason=lambda row: "" if row.sealed else OBSOLETE
)
