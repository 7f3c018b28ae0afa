"""Every setting, from the environment; in production an unsafe value refuses to start.

The modes: DEBUG (a developer's machine), DEMO (the demonstration: real but local, no second factor asked), otherwise
production. docs/hosting.md and .env.example list the variables.
"""

import os
import warnings
from decimal import Decimal
from pathlib import Path
from typing import Any

import dj_database_url
import fontpkg_atkinson_hyperlegible
import fontpkg_bricolage_grotesque
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from environs import Env
from xstatic.pkg import leaflet, leaflet_markercluster

from inclusion.production import refuse_unsafe
from inclusion.schedule import schedule

# Before numpy is loaded: its threads, one for each core and worker, wait for each other longer than they compute.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

env = Env()


def _list(name: str, default: list[str]) -> list[str]:
    """A variable whose values are separated by commas, with spaces around them or without."""
    return [value for value in env.list(name, default, subcast=str.strip) if value]


BASE_DIR = Path(__file__).resolve().parent.parent

# -- Mode ---------------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
TESTING = env.bool("TESTING", False)
PRODUCTION = not (DEBUG or DEMO or TESTING)

SECRET_KEY = env.str("SECRET_KEY", "")
SECRET_KEY_FALLBACKS = _list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = _list("ALLOWED_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"])
PUBLIC_URL = env.str("PUBLIC_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS", [PUBLIC_URL])
#: Unsafe values that are meant; see inclusion/production.py.
ACCEPTED_RISKS = _list("ACCEPTED_RISKS", [])
DATA_DIR = env.path("DATA_DIR", BASE_DIR / ".data")

if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set: give a long random value that is kept.")

# -- Applications
INSTALLED_APPS = [
    "inclusion",
    "funding",
    "roadmaps",
    "equipment",
    "evaluation",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "inclusion.apps.StaticFiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "inclusion.core.web.body_size.BodySizeMiddleware",  # before what reads the body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "inclusion.core.web.connections.ConnectionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "inclusion.core.access.AccessMiddleware",
    "inclusion.core.web.numbers.NumbersMiddleware",
    "inclusion.core.web.parameters.TextMiddleware",
    "inclusion.core.web.errors.ErrorPagesMiddleware",
]

ROOT_URLCONF = "inclusion.urls"
WSGI_APPLICATION = "inclusion.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "inclusion.core.navigation.portal",
            ],
            "builtins": ["inclusion.templatetags.liant"],
            # An undefined variable is a fault, not a blank: the tests look for this mark in every page.
            "string_if_invalid": "⟦%s⟧" if TESTING else "",
        },
    }
]
FORM_RENDERER = "inclusion.core.web.forms.LiantRenderer"
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# -- Data -----------------------------------------------------------------------------------------------------------
#: Which kind of process this is: "web" (inclusion/wsgi.py says so), or empty for workers and commands.
PROCESS = env.str("PROCESS", "")
#: Seconds after which PostgreSQL gives up. Somebody waits for a page; background work has more time, so that only
#: what would never end is given up.
DATABASE_SECONDS = (
    {"lock_timeout": 3, "statement_timeout": 20, "idle_in_transaction_session_timeout": 30}
    if PROCESS == "web"
    else {"lock_timeout": 600, "statement_timeout": 3600, "idle_in_transaction_session_timeout": 3600}
)
DATABASE_URL = env.str("DATABASE_URL", "postgres://liant@localhost/liant")
if not DATABASE_URL.startswith(("postgres://", "postgresql://")):
    raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database: postgres://…")
DATABASES = {
    "default": dj_database_url.parse(
        DATABASE_URL, engine="inclusion.database", conn_max_age=0 if TESTING else 60, conn_health_checks=not TESTING
    )
}
if PROCESS == "web" or not TESTING:
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options["options"] = " ".join(
        [_options.get("options", ""), *(f"-c {name}={most}s" for name, most in DATABASE_SECONDS.items())]
    ).strip()
#: The role of the application, which owns nothing; see inclusion/core/privileges.py.
DATABASE_ROLE = DATABASES["default"]["USER"]
if env.str("DATABASE_OWNER_URL", ""):  # for `manage.py prepare` and `migrate` alone
    DATABASES["owner"] = dj_database_url.parse(env.str("DATABASE_OWNER_URL"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", "redis://localhost:6379/0")
#: Seconds that a page waits for Redis; the suite runs on busy machines.
REDIS_TIMEOUT = 5.0 if TESTING else 0.2
CACHES = {
    "default": {
        "BACKEND": "inclusion.cache.FallbackCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "liant",
        "OPTIONS": {
            "serializer": "inclusion.cache.JSONSerializer",
            "socket_connect_timeout": REDIS_TIMEOUT,
            "socket_timeout": REDIS_TIMEOUT,
        },
    }
}

# -- Background work ------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True  # the outcome of work is kept on its row
CELERY_TASK_ACKS_LATE = True  # a task whose worker died is given to another one
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kB; looked at between two tasks
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Paris"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": env.str("BROKER_PREFIX", "liant:"),
    "visibility_timeout": 3600,
    "priority_steps": [0, 5, 9],
    "queue_order_strategy": "priority",
}
#: 0 is the most pressing: what somebody waits for before what prepares a whole batch. A letter's task says itself which
#: of the two it is (funding/passes/letters/tasks.py); with one task taken at a time, a click waits for one letter at
#: most.
CELERY_TASK_ROUTES = {
    "funding.tasks.build_postal_batch": {"priority": 9},
    "funding.tasks.issue_statements": {"priority": 9},
    "funding.tasks.carry_out_mailing": {"priority": 9},
    "roadmaps.tasks.print_version": {"priority": 9},
    "evaluation.tasks.publish_survey": {"priority": 9},
    "inclusion.tasks.send_issue_slice": {"priority": 9},
    "inclusion.tasks.prepare_guide_files": {"priority": 9},
    "inclusion.tasks.sweep_guide_files": {"priority": 9},
    "*": {"priority": 0},
}
#: Seconds after which work that was claimed and never finished is taken up again.
CLAIM_LEASE_SECONDS = env.int("CLAIM_LEASE_SECONDS", 120)
CELERY_BEAT_SCHEDULE = schedule(sweep_seconds=env.int("SWEEP_SECONDS", 30))
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

# -- People and log-in ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "inclusion.User"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # the address is unique whatever its case: a constraint on Lower(email)
    "security.W005",  # whether the names below the portal's have https, and
    "security.W021",  # whether browsers are to know it beforehand, is for whoever owns the name to say
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_networks"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "inclusion.members.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_CHANGE_EMAIL = True  # one address per account; the old one stays until the new one is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a change of password or second factor is announced by e-mail
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PUBLIC_URL.startswith("https:") else "http"
ACCOUNT_FORMS = {
    "login": "inclusion.members.forms.LoginForm",
    "change_password": "inclusion.members.forms.ChangePasswordForm",
    "set_password": "inclusion.members.forms.SetPasswordForm",
    "reset_password": "inclusion.members.forms.ResetPasswordForm",
    "reset_password_from_key": "inclusion.members.forms.ResetPasswordKeyForm",
    "add_email": "inclusion.members.forms.ChangeEmailForm",
    "reauthenticate": "inclusion.members.forms.ReauthenticateForm",
}
# Browser tests log in many times from one address; everywhere else the library's limits hold, and these. What counts
# as one key, and which browsers are counted apart: inclusion.members.adapters.
ACCOUNT_RATE_LIMITS = (
    False
    if TESTING and env.bool("NO_RATE_LIMITS", False)
    else {
        # All log-ins: right ones need no limit, and a known browser waits for nobody else at its address.
        "login": None,
        # Wrong passwords from one address, for one account and for all.
        "login_failed": "5/5m/key,20/h/key,30/5m/ip,200/h/ip",
        # For one account from everywhere, slower the longer it goes on: more than a single address can fail.
        "login_failed_account": "50/10m/key,150/h/key,500/d/key",
        # For one account from a browser that has opened it before.
        "login_failed_device": "5/5m/key,20/h/key",
    }
)
#: How many proxies are in front of the portal: limits count visitors by the address that the outermost saw.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 1 if PRODUCTION and env.bool("BEHIND_PROXY", True) else 0)
MFA_ADAPTER = "inclusion.members.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "inclusion.members.forms.SecondFactorForm",
    "reauthenticate": "inclusion.members.forms.ConfirmSecondFactorForm",
    "activate_totp": "inclusion.members.forms.ActivateAppForm",
    "add_webauthn": "inclusion.members.forms.AddKeyForm",
    "edit_webauthn": "inclusion.members.forms.RenameKeyForm",
}
# Every account was born from a link that reached its address; a change of address stays possible with a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": None}  # nothing can be guessed, and many people share one address
MFA_TOTP_ISSUER = "Liant"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
#: Whoever runs the network or its money, or reads about people, must have a second factor (inclusion.core.roles).
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", PRODUCTION)

# -- Security -------------------------------------------------------------------------------------------------------
SECURE_CSP: dict[str, Any] = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "inclusion.core.web.errors.csrf_failure"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", True)
    SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", False)  # browsers forget it after months only
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", True) else None

# -- Mail -----------------------------------------------------------------------------------------------------------
#: How the mail server is reached; the arguments of Django's SMTP backend.
SMTP: dict[str, Any] = {
    "host": env.str("EMAIL_HOST", "localhost"),
    "port": env.int("EMAIL_PORT", 25),
    "username": env.str("EMAIL_HOST_USER", ""),
    "password": env.str("EMAIL_HOST_PASSWORD", ""),
    "use_tls": env.bool("EMAIL_USE_TLS", False),
    "timeout": 20,  # seconds
}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": SMTP}}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Liant <ne-pas-repondre@liant.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
#: Where e-mails that cannot be delivered come back: each has its own address, as in rebonds+MARK@liant.example. Without
#: one they come back to the sender.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", "")
#: The mailbox in which they arrive, read each five minutes; without a host none is.
BOUNCE_IMAP: dict[str, Any] = {
    "host": env.str("BOUNCE_IMAP_HOST", ""),
    "port": env.int("BOUNCE_IMAP_PORT", 993),
    "user": env.str("BOUNCE_IMAP_USER", ""),
    "password": env.str("BOUNCE_IMAP_PASSWORD", ""),
    "folder": env.str("BOUNCE_IMAP_FOLDER", "INBOX"),
    "ssl": env.bool("BOUNCE_IMAP_SSL", True),
}
#: How SMS are sent: a request whose places {phone}, {text} and {reference} are filled; without an address none is.
SMS_GATEWAY = {
    "url": env.str("SMS_URL", ""),
    "method": env.str("SMS_METHOD", "POST"),
    "header": env.str("SMS_HEADER", ""),
    "content_type": env.str("SMS_CONTENT_TYPE", "application/json"),
    "body": env.str("SMS_BODY", "") or '{"to": "{phone}", "text": "{text}", "reference": "{reference}"}',
}
#: What the gateway posts STOP to: /sms/stop/SECRET/. Without one the address does not exist.
SMS_STOP_SECRET = env.str("SMS_STOP_SECRET", "")
#: Euros that the gateway charges for one part of a message; 0 where that is not said.
SMS_PRICE = Decimal(env.str("SMS_PRICE", "") or 0)

# -- French throughout ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# -- Static files ---------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("fonts/atkinson", Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"),
    ("fonts/bricolage", Path(fontpkg_bricolage_grotesque.__file__).parent / "files"),
    ("leaflet", Path(leaflet.BASE_DIR)),
    ("leaflet-markercluster", Path(leaflet_markercluster.BASE_DIR)),
]
STATICFILES_FINDERS = [
    "inclusion.core.web.sheets.SheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION  # straight from static/, no collectstatic

# -- Logs: to standard error
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "inclusion.core.logs.Formatter", "fmt": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {name: {"level": "WARNING"} for name in ("weasyprint", "pikepdf", "fontTools")},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
}

# fontTools and allauth announce changes of their own dependencies; nothing in this project can act on them.
warnings.filterwarnings("ignore", module="fontTools")

if PRODUCTION:
    refuse_unsafe(globals())
