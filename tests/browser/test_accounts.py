"""Accounts in a real browser: an invitation, a passkey, an application of codes, at both widths."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from inclusion.core.scope import scoped_to
from tests.browser.conftest import DESKTOP, PHONE, log_in, open_session
from tests.builders import PASSWORD, make_membership, make_network, make_partner, make_user
from tests.inclusion.builders import make_invitation, make_join_request

#: Half minutes for which a code still serves: as many as a busy machine may take between reading and sending it.
TOLERANCE = 10
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def network(transactional_db, settings):
    """A network with its coordinator, Claire."""
    settings.MFA_TOTP_TOLERANCE = TOLERANCE
    network = make_network(phone="05 53 00 00 00", email="contact@declic47.example")
    with scoped_to(network):
        claire = make_user("claire@exemple.example", first_name="Claire")
        make_membership(roles=("coordinator",), user=claire)
    return network


def with_a_key(page):
    """Give the browser a key of its own, as a laptop has."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def confirm_it_is_me(page):
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()


def log_out(page):
    page.goto("/compte/logout/")
    page.get_by_role("main").get_by_role("button", name="Me déconnecter").click()
    page.get_by_text("La connexion est fermée.").wait_for()


def test_a_newcomer_comes_in_by_the_link(network, open_page, audit):
    with scoped_to(network):
        sent = make_invitation(make_partner("CPAM"), roles=["operator"], sent_at=timezone.now())
    page = open_page(PHONE, also=[DESKTOP])
    page.goto(reverse("invitation", args=[sent.token]))
    audit(page)
    page.get_by_label("Votre prénom").fill("Lou")
    page.get_by_label("Votre nom").fill("Exemple")
    page.get_by_label("Choisissez un mot de passe").fill("court")
    page.get_by_role("button", name="Ouvrir mon compte et entrer").click()
    page.get_by_text("Ce mot de passe est trop court").first.wait_for()
    audit(page)
    page.get_by_label("Choisissez un mot de passe").fill("quatre mots bien longs")
    page.get_by_role("button", name="Ouvrir mon compte et entrer").click()
    page.wait_for_url(f"**/{network.slug}/")
    expect(page.get_by_text("Bienvenue dans le réseau Déclic 47.")).to_be_visible()


def test_a_social_worker_comes_in_with_a_passkey(network, open_page, audit, settings):
    """From the link to her network: a password, one page that says why, a key, codes to keep; nothing twice."""
    settings.REQUIRE_SECOND_FACTOR = True
    with scoped_to(network):
        sent = make_invitation(make_partner("CMS"), roles=["prescriber"], sent_at=timezone.now())
    page = open_page(PHONE, also=[DESKTOP])
    with_a_key(page)
    page.goto(reverse("invitation", args=[sent.token]))
    page.get_by_label("Votre prénom").fill("Lou")
    page.get_by_label("Votre nom").fill("Exemple")
    page.get_by_label("Choisissez un mot de passe").fill("quatre mots bien longs")
    page.get_by_role("button", name="Ouvrir mon compte et entrer").click()
    expect(page.get_by_text("Vous lisez des dossiers de personnes")).to_be_visible()
    audit(page)
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    page.wait_for_url("**/webauthn/add/**")  # with the script that makes the key
    page.get_by_role("button", name="Créer la clé").click()
    page.wait_for_url("**/recovery-codes/")
    audit(page)
    page.get_by_role("link", name="C’est fait, aller à mon réseau").click()
    page.wait_for_url(f"**/{network.slug}/")


def test_a_passkey_is_made_and_opens_the_account_alone(network, open_page, audit, audit_each, settings):
    page = open_page(PHONE, also=[DESKTOP])
    with_a_key(page)
    page.goto("/compte/login/")
    audit(page)
    log_in(page, "claire@exemple.example", PASSWORD)
    rest = ("", "2fa/", "sessions/", "password/change/", "email/")
    audit_each(page, [f"/compte/{path}" for path in rest])
    page.goto("/compte/2fa/webauthn/add/")
    audit(page)
    confirm_it_is_me(page)
    page.get_by_label("Nom de cette clé").fill("Ordinateur du bureau")
    audit(page)
    page.get_by_role("button", name="Créer la clé").click()
    page.wait_for_url("**/recovery-codes/")
    audit(page)
    page.goto("/compte/2fa/webauthn/")
    expect(page.locator("b", has_text="Ordinateur du bureau")).to_be_visible()
    audit(page)
    log_out(page)
    # Whatever others tried meanwhile: no password is taken any more, the key is.
    settings.ACCOUNT_RATE_LIMITS = dict.fromkeys(
        ("login_failed", "login_failed_account", "login_failed_device"), "0/5m/key"
    )
    page.goto("/compte/login/")
    page.get_by_label("Votre adresse électronique").fill("claire@exemple.example")
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Me connecter", exact=True).click()
    page.get_by_text("Trop d’essais de suite.").wait_for()
    page.get_by_role("button", name="Me connecter avec une clé d’accès").click()
    page.get_by_text("Bonjour").wait_for()


def test_a_key_that_does_not_answer_says_so(network, open_page):
    page = open_page()
    with_a_key(page)  # it has no key of this portal
    page.goto("/compte/login/")
    page.get_by_role("button", name="Me connecter avec une clé d’accès").click()
    expect(page.locator(".js-passkey-problem")).to_contain_text("réessayer")


def test_an_application_of_codes_is_aimed_and_asked_for(network, open_page, audit, code_of):
    page = open_page(PHONE, also=[DESKTOP])
    log_in(page, "claire@exemple.example", PASSWORD)
    page.goto("/compte/2fa/totp/activate/")
    confirm_it_is_me(page)
    square = page.get_by_role("img", name="Code à viser")
    square.wait_for()
    audit(page)  # once all of the page has come
    assert square.evaluate("image => image.complete && image.naturalWidth > 100")
    secret = page.locator("main code").inner_text()
    page.get_by_label("Code affiché par l’application").fill(code_of(secret))
    page.get_by_role("button", name="Activer l’application").click()
    page.get_by_text("Votre application de codes est activée.").wait_for()
    log_out(page)
    log_in(page, "claire@exemple.example", PASSWORD)
    page.wait_for_url("**/compte/2fa/authenticate/")
    audit(page)
    cache.clear()  # a code serves once: forget which did, as half a minute would
    page.locator("input[name=code]").first.fill(code_of(secret))
    page.get_by_role("button", name="Me connecter", exact=True).click()
    page.get_by_text("Bonjour").wait_for()


def test_the_coordinators_pages_are_sound(network, open_page, audit, audit_each):
    with scoped_to(network):
        asked = make_join_request()
        make_partner("CCAS Marmande")
        make_invitation(make_partner("CPAM"), sent_at=timezone.now())
        member = make_membership(make_partner("CAF"), roles=("operator",))
    page = open_page(PHONE, also=[DESKTOP])
    page.goto(f"/{network.slug}/rejoindre/")
    audit(page)
    page.get_by_role("button", name="Envoyer la demande").click()
    page.get_by_text("6 points sont à corriger.").wait_for()
    audit(page)
    page.goto(f"/{network.slug}/rejoindre/merci/")
    audit(page)
    open_session(page, "claire@exemple.example")
    paths = (
        "membres/",
        "membres/inviter/",
        f"membres/{member.pk}/",
        f"membres/{member.pk}/rattacher/",
        f"membres/{member.pk}/retirer/",
        f"demandes/{asked.pk}/",
        "reglages/",
    )
    audit_each(page, [f"/{network.slug}/{path}" for path in paths])


def test_a_colour_is_tried_before_it_is_kept(network, open_page):
    page = open_page()
    open_session(page, "claire@exemple.example")
    page.goto(f"/{network.slug}/reglages/")
    verdict = page.get_by_role("status").filter(has_text="contraste")
    expect(verdict).to_contain_text("se lit bien")
    page.get_by_label("Couleur du réseau").fill("#777777")
    expect(verdict).to_contain_text("contraste de 4,4")
    expect(page.locator(".js-brand-button")).to_have_css("background-color", "rgb(119, 119, 119)")
    page.get_by_role("button", name="Enregistrer les réglages").click()
    page.get_by_text("Ni le blanc ni le noir").first.wait_for()
