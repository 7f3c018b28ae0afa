"""Log-in and everything that protects an account: in French, with limits, without free sign-up."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from inclusion.core.access import LAST_VISIT
from inclusion.core.enums import Reminder
from inclusion.core.mail import emails
from inclusion.core.models.history import JournalEntry
from inclusion.core.models.networks import User
from inclusion.core.scope import scoped_to
from inclusion.members.adapters import DEVICE_ACCOUNTS, DEVICE_COOKIE, MFAAdapter
from tests.builders import AT, PASSWORD, make_membership, make_partner, make_user
from tests.conftest import StrictClient
from tests.inclusion.builders import make_invitation
from tests.setup_data import setup_data

#: Words that only an untranslated or a familiar sentence would hold.
FOREIGN = re.compile(
    r"\b(the|your|you|please|sign|password|address|click|hello|thank|account|tu|ton|ta|tes|toi)\b", re.IGNORECASE
)


def foreign(text: str) -> re.Match | None:
    """The first word that is not French, addresses of pages aside."""
    return FOREIGN.search(re.sub(r"https?://\S+", "", text))


def words(response, status=200) -> str:
    assert response.status_code == status, response
    text = re.sub(r"<(script|title|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    text = strip_tags(text).replace("\u00a0", " ")
    assert not (found := foreign(text)), text[max(0, found.start() - 80) : found.end() + 40]
    return re.sub(r"\s+", " ", text)


@setup_data
def claire() -> User:
    return make_user("claire@exemple.example", first_name="Claire")


def log_in(client, user, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": user.email, "password": password} | more)


@pytest.fixture
def inside(claire) -> StrictClient:
    """Claire, logged in, who has just said again that it is her."""
    client = StrictClient()
    log_in(client, claire)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def secret_of(client) -> str:
    return client.get(reverse("mfa_activate_totp")).context["form"].secret


@pytest.fixture
def activate_app(code_of) -> Callable[[StrictClient], str]:
    def activate(client: StrictClient) -> str:
        secret = secret_of(client)
        assert client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}).status_code == 302
        return secret

    return activate


# -- In and out -------------------------------------------------------------------------------------------------------


def test_the_right_password_opens_the_account(claire):
    client = StrictClient()
    assert "Pas encore de compte ?" in words(client.get(reverse("account_login")))
    assert log_in(client, claire).url == reverse("my_networks")
    assert "Claire Exemple" in words(client.get(reverse("account")))
    assert "Fermer la connexion ?" in words(client.get(reverse("account_logout")))
    client.post(reverse("account_logout"))
    assert client.get(reverse("account")).url.startswith(reverse("account_login"))
    User.objects.filter(pk=claire.pk).update(last_login=AT)
    log_in(client, claire)
    assert client.session[LAST_VISIT] == "2026-11-24"


def test_the_address_is_read_whatever_its_case(claire):
    assert StrictClient().post(
        reverse("account_login"), {"login": "CLAIRE@Exemple.example", "password": PASSWORD}
    ).url == reverse("my_networks")


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(claire):
    sentence = "L’adresse et le mot de passe ne vont pas ensemble"
    assert sentence in words(log_in(StrictClient(), claire, "faux"))
    unknown = {"login": "personne@exemple.example", "password": "faux"}
    assert sentence in words(StrictClient().post(reverse("account_login"), unknown))


WAIT = "Trop d’essais de suite."
#: Where the owner of an account logs in from, and an attacker.
OFFICE, ELSEWHERE = "192.0.2.7", "198.51.100.9"


def coming_from(address: str, *, device: StrictClient | None = None) -> StrictClient:
    """A browser without a session at this address, with what another one remembers of the accounts it opened."""
    client = StrictClient(REMOTE_ADDR=address)
    if device is not None:
        client.cookies[DEVICE_COOKIE] = device.cookies[DEVICE_COOKIE].value
    return client


def fail(login: str, *, times: int, address: str = ELSEWHERE, device: StrictClient | None = None) -> list[str]:
    """What the log-in page answers to so many wrong passwords, each from a browser without a session."""
    answers = []
    for _ in range(times):
        data = {"login": login, "password": "faux"}
        answer = coming_from(address, device=device).post(reverse("account_login"), data)
        # Without what is drawn anew for each page.
        drawn = r'nonce="[^"]+"|X-CSRFToken": "\w+|csrfmiddlewaretoken" value="\w+'
        answers.append(re.sub(drawn, "", answer.content.decode()))
    return answers


def refused_from(answers: list[str]) -> int | None:
    """The number of the first answer that says to wait."""
    return next((number for number, answer in enumerate(answers, start=1) if WAIT in answer), None)


def test_after_five_wrong_passwords_even_the_right_one_waits(claire):
    client = StrictClient()
    for _ in range(5):
        log_in(client, claire, "faux")
    assert WAIT in words(log_in(client, claire))


def test_who_guesses_from_elsewhere_is_stopped_and_keeps_nobody_out(claire):
    used = StrictClient(REMOTE_ADDR=OFFICE)
    assert log_in(used, claire).status_code == 302
    assert refused_from(fail(claire.email, times=50)) == 6
    # From her own connection, on a browser she used before and on a new one; the attacker still waits.
    assert log_in(coming_from(OFFICE, device=used), claire).status_code == 302
    assert log_in(coming_from(OFFICE), claire).status_code == 302
    assert WAIT in words(log_in(coming_from(ELSEWHERE), claire))
    # Even at the attacker's own address: a used browser is counted by itself.
    assert log_in(coming_from(ELSEWHERE, device=used), claire).status_code == 302


def test_a_browser_that_is_known_is_stopped_as_well(claire):
    used = StrictClient(REMOTE_ADDR=OFFICE)
    log_in(used, claire)
    assert refused_from(fail(claire.email, times=7, address=OFFICE, device=used)) == 6
    # It is known for this account alone.
    other = make_user("autre@exemple.example")
    assert refused_from(fail(other.email, times=7, address=OFFICE, device=used)) == 6


def test_what_a_browser_says_of_itself_is_believed_only_where_it_is_signed(claire):
    used = StrictClient(REMOTE_ADDR=OFFICE)
    log_in(used, claire)
    cookie = used.cookies[DEVICE_COOKIE]
    assert (cookie["httponly"], cookie["path"], cookie["max-age"]) == (True, reverse("account"), 365 * 24 * 3600)
    fail(claire.email, times=5, address=OFFICE)
    key, accounts = cookie.value.split(":")[0].split(".", 1)
    assert accounts == str(claire.pk)
    forged = coming_from(OFFICE, device=used)
    forged.cookies[DEVICE_COOKIE] = cookie.value.replace(key, "x" * len(key))
    assert WAIT in words(log_in(forged, claire))


def test_a_browser_names_the_accounts_that_it_opened_last(claire):
    reception = StrictClient(REMOTE_ADDR=OFFICE)
    others = [make_user(f"accueil{number}@exemple.example") for number in range(DEVICE_ACCOUNTS)]
    for user in (claire, *others):
        reception = coming_from(OFFICE, device=reception if reception.cookies else None)
        assert log_in(reception, user).status_code == 302
    named = reception.cookies[DEVICE_COOKIE].value.split(":")[0].split(".")[1:]
    assert named == [str(user.pk) for user in reversed(others)]


def test_many_accounts_from_one_address_are_stopped(claire):
    answers = [fail(f"personne{number}@exemple.example", times=1)[0] for number in range(31)]
    assert refused_from(answers) == 31
    assert WAIT in words(log_in(coming_from(ELSEWHERE), claire))
    assert log_in(coming_from(OFFICE), claire).status_code == 302


def test_one_account_from_very_many_addresses_is_slowed_down_except_for_its_owner(claire, settings):
    used = StrictClient(REMOTE_ADDR=OFFICE)
    log_in(used, claire)
    few = {"login_failed_account": "8/10m/key"}  # the rest is as it runs
    with override_settings(ACCOUNT_RATE_LIMITS=settings.ACCOUNT_RATE_LIMITS | few):
        answers = [fail(claire.email, times=1, address=f"203.0.113.{number}")[0] for number in range(9)]
        assert refused_from(answers) == 9
        assert WAIT in words(log_in(coming_from(OFFICE), claire))
        assert log_in(coming_from(OFFICE, device=used), claire).status_code == 302
    # The later the slower, and no single address can slow down an account by itself.
    rates = {
        name: {
            rate.duration: rate.amount
            for rate in ratelimit.parse_rates(settings.ACCOUNT_RATE_LIMITS[name])
            if rate.per == "key"
        }
        for name in ("login_failed", "login_failed_account")
    }
    own, everywhere = rates["login_failed"], rates["login_failed_account"]
    assert own[300] * 2 < everywhere[600]
    assert own[3600] < everywhere[3600]
    assert own[3600] * 24 < everywhere[86400]


def test_the_log_has_a_line_of_each_try_and_no_address_of_an_account(claire, caplog):
    caplog.set_level("INFO", "inclusion.members.adapters")
    fail(claire.email, times=6, address="203.0.113.7")
    assert log_in(coming_from(OFFICE), claire).status_code == 302
    lines = [one.getMessage() for one in caplog.records if one.name == "inclusion.members.adapters"]
    assert lines == [
        *["log-in failed, from 203.0.113.7"] * 5,
        "log-in refused after too many tries, from 203.0.113.7",
        f"log-in of account {claire.pk}, from {OFFICE}",
    ]


def test_a_new_password_ends_the_wait_that_others_caused(claire, committed, mailbox, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed_account": "2/10m/key"}
    fail(claire.email, times=3)
    assert WAIT in words(log_in(coming_from(OFFICE), claire))
    client, new = coming_from(OFFICE), "cinq autres mots bien longs"
    with committed():
        client.post(reverse("account_reset_password"), {"email": claire.email})
    link = re.search(r"http://localhost:8000(/\S+)", mailbox.taken[0].get_content())[1]
    client.post(client.get(link).url, {"password1": new, "password2": new})
    assert log_in(coming_from(OFFICE), claire, new).status_code == 302


def test_addresses_of_one_ipv6_subscriber_are_one(claire):
    answers = [fail(claire.email, times=1, address=f"2001:db8:1:2::{number}")[0] for number in range(1, 7)]
    assert refused_from(answers) == 6
    assert log_in(coming_from("2001:db8:1:3::1"), claire).status_code == 302


def test_known_and_unknown_addresses_are_refused_alike(claire):
    """The same page at the same try, and nothing is read for one that is refused."""
    seen = []
    for number, login in enumerate((claire.email, "personne@exemple.example")):
        answers = fail(login, times=5, address=f"203.0.113.{number}")
        with CaptureQueriesContext(connection) as queries:
            answers += fail(login, times=1, address=f"203.0.113.{number}")
        assert not [one["sql"] for one in queries if "inclusion_user" in one["sql"]]
        seen.append([answer.replace(login, "") for answer in answers])
    assert seen[0] == seen[1]
    assert refused_from(seen[0]) == 6


def test_somebody_who_asks_without_end_is_asked_to_wait(db):
    client = StrictClient()
    answers = [client.post(reverse("account_reset_password"), {"email": "x@exemple.example"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Trop de demandes de suite" in words(answers[-1], 429)


def test_where_one_was_going_is_where_one_arrives(claire):
    assert log_in(StrictClient(), claire, next="/compte/sessions/").url == "/compte/sessions/"
    assert log_in(StrictClient(), claire, next="https://ailleurs.example/").url == reverse("my_networks")


def test_a_closed_account_stays_closed(claire):
    claire.is_active = False
    claire.save()
    client = StrictClient()
    answer = client.get(log_in(client, claire).url)
    assert "Ce compte est fermé" in words(answer)


def test_nobody_opens_an_account_alone(db):
    address = reverse("account_signup")
    assert "Un compte s’ouvre par une invitation" in words(StrictClient().get(address))
    data = {"email": "x@exemple.example", "password1": PASSWORD, "password2": PASSWORD}
    assert "Un compte s’ouvre par une invitation" in words(StrictClient().post(address, data))
    assert not User.objects.exists()


def test_an_address_that_was_never_confirmed_is_confirmed_first(claire, committed, mailbox):
    EmailAddress.objects.update(verified=False)
    client = StrictClient()
    with committed():
        answer = log_in(client, claire)
    assert "Un message vous attend" in words(client.get(answer.url))
    (letter,) = mailbox.taken
    assert letter["Subject"] == "Confirmez votre adresse électronique"
    assert not foreign(letter.get_content())
    link = re.search(r"http://localhost:8000(/\S+)", letter.get_content())[1]
    assert "Confirmez votre adresse" in words(client.get(link))
    client.post(link)
    assert EmailAddress.objects.get().verified
    assert "Ce lien ne sert plus" in words(client.get("/compte/confirm-email/rien/"))


# -- Passwords --------------------------------------------------------------------------------------------------------


def test_a_forgotten_password_is_replaced_by_a_link_that_serves_once(claire, committed, mailbox):
    client, new = StrictClient(), "cinq autres mots bien longs"
    assert "Mot de passe oublié" in words(client.get(reverse("account_reset_password")))
    with committed():
        answer = client.post(reverse("account_reset_password"), {"email": claire.email})
    assert "Un message vous attend" in words(client.get(answer.url))
    (letter,) = mailbox.taken
    assert (letter["Subject"], letter["To"]) == ("Choisir un nouveau mot de passe", claire.email)
    assert not foreign(letter.get_content())
    link = re.search(r"http://localhost:8000(/\S+)", letter.get_content())[1]
    form = client.get(client.get(link).url)
    assert "Choisissez un nouveau mot de passe" in words(form)
    action = form.context["action_url"]
    assert "trop court" in words(client.post(action, {"password1": "court", "password2": "court"}))
    with committed():
        done = client.post(action, {"password1": new, "password2": new})
    assert "Votre mot de passe est changé" in words(client.get(done.url))
    assert mailbox.taken[-1]["Subject"] == "Votre mot de passe a changé"
    assert log_in(StrictClient(), claire, new).status_code == 302
    assert "Ce lien ne sert plus" in words(StrictClient().get(link))


def test_an_unknown_address_is_answered_by_mail_alone(db, committed, mailbox):
    with committed():
        answer = StrictClient().post(reverse("account_reset_password"), {"email": "rien@exemple.example"})
    assert answer.url == reverse("account_reset_password_done")
    (letter,) = mailbox.taken
    assert letter["Subject"] == "Aucun compte à cette adresse"
    assert "/signup" not in letter.get_content()
    assert not foreign(letter.get_content())


def test_to_an_address_without_account_leaves_one_e_mail_a_day_and_the_page_says_no_more(claire, committed, mailbox):
    def asked(email: str) -> tuple[int, str, str]:
        with committed():
            answer = StrictClient().post(reverse("account_reset_password"), {"email": email})
        return answer.status_code, answer.url, answer.content.decode()

    pages = [asked(email) for email in ("rien@exemple.example", "RIEN@exemple.example", claire.email)]
    assert pages == pages[:1] * 3
    assert [letter["To"] for letter in mailbox.taken] == ["rien@exemple.example", claire.email]
    cache.clear()  # as the day that ends does
    asked("rien@exemple.example")
    assert len(mailbox.taken) == 3


def test_the_links_of_e_mails_are_those_of_the_portal_whatever_the_browser_says(claire, committed, mailbox):
    client = StrictClient(headers={"host": "localhost:9999"})
    with committed():
        for email in (claire.email, "rien@exemple.example"):
            client.post(reverse("account_reset_password"), {"email": email})
        log_in(client, claire)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        client.post(reverse("account_email"), {"email": "nouvelle@exemple.example", "action_add": ""})
        new = "cinq autres mots bien longs"
        said = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        client.post(reverse("account_change_password"), said)
    assert len(mailbox.taken) == 4
    for letter in mailbox.taken:
        links = re.findall(r"https?://[^/\s]+", letter.get_content())
        assert set(links) == {"http://localhost:8000"}, letter["Subject"]
    with_keys = [one for one in mailbox.taken if re.search(r"http://localhost:8000/compte/", one.get_content())]
    assert len(with_keys) == 2


def test_a_password_is_changed_and_the_change_is_notified(inside, claire, committed, mailbox):
    address, new = reverse("account_change_password"), "cinq autres mots bien longs"
    assert "12 caractères au moins" in words(inside.get(address))
    wrong = {"oldpassword": "faux", "password1": new, "password2": "autre chose encore"}
    shown = words(inside.post(address, wrong))
    assert "Ce n’est pas votre mot de passe actuel." in shown
    with committed():
        answer = inside.post(address, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.url == reverse("account")
    (letter,) = mailbox.taken
    assert letter["Subject"] == "Votre mot de passe a changé"
    assert "Navigateur inconnu" in letter.get_content()
    assert not foreign(letter.get_content())


def test_a_name_is_changed_by_its_owner_and_each_network_notes_it(inside, claire, network):
    with scoped_to(network):
        make_membership(user=claire)
    address = reverse("account_name")
    assert "obligatoire" in words(inside.post(address, {"first_name": "", "last_name": "Exemple"}))
    answer = inside.post(address, {"first_name": " Clara ", "last_name": "Exemple"})
    assert answer.url == reverse("account")
    claire.refresh_from_db()
    assert claire.get_full_name() == "Clara Exemple"
    assert "Clara Exemple" in words(inside.get(reverse("account")))
    with scoped_to(network):
        line = JournalEntry.objects.get(verb="member.renamed")
    assert line.by == claire
    assert "Clara" not in line.target_label


def test_reminders_are_chosen_and_stopped_by_their_link(inside, claire, network, client):
    with scoped_to(network):
        make_membership(user=claire)
    address = reverse("account_reminders")
    assert "Une réunion où vous êtes invité approche" in words(inside.get(address))
    kept = [one for one in Reminder if one != Reminder.LOANS]
    assert inside.post(address, {"wanted": kept}).url == reverse("account")
    claire.refresh_from_db()
    assert claire.stopped_reminders == ["loans"]
    stop = emails.stop_address(claire, Reminder.MEETINGS).removeprefix("http://localhost:8000")
    assert "Ne plus recevoir ce rappel" in words(client.get(stop))
    claire.refresh_from_db()
    assert claire.stopped_reminders == ["loans"]
    program = StrictClient(enforce_csrf_checks=True)
    assert "n’arrivera plus" in words(program.post(stop, {"List-Unsubscribe": "One-Click"}))
    claire.refresh_from_db()
    assert claire.stopped_reminders == ["meetings", "loans"]
    assert client.get(reverse("reminder_stop", args=["faux"])).status_code == 404
    with scoped_to(network):
        lines = JournalEntry.objects.filter(verb="member.reminders_chosen").order_by("pk")
        assert [one.details["stopped"] for one in lines] == [["loans"], ["meetings", "loans"]]


def test_an_address_is_changed_once_it_is_confirmed(inside, claire, committed, mailbox):
    address = reverse("account_email")
    assert "Vous vous connectez avec claire@exemple.example" in words(inside.get(address))
    with committed():
        inside.post(address, {"email": "nouvelle@exemple.example", "action_add": ""})
    assert "En attente de confirmation" in words(inside.get(address))
    assert "nouvelle@exemple.example attend sa confirmation" in words(inside.get(reverse("account")))
    claire.refresh_from_db()
    assert claire.email == "claire@exemple.example"
    link = re.search(r"http://localhost:8000(/compte/confirm-email/\S+)", mailbox.taken[0].get_content())[1]
    inside.post(link)
    claire.refresh_from_db()
    assert claire.email == "nouvelle@exemple.example"


# -- Second factor ----------------------------------------------------------------------------------------------------


def test_what_protects_the_account_asks_again_who_one_is(claire):
    client = StrictClient()
    log_in(client, claire)
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        answer = client.get(reverse(name))
        assert answer.url.startswith(reverse("account_reauthenticate"))
        assert "Confirmez que c’est vous" in words(client.get(answer.url))
    again = client.post(reverse("account_reauthenticate"), {"password": "faux"})
    assert "Ce mot de passe n’est pas le bon." in words(again)


def test_an_application_of_codes_is_activated_used_and_removed(inside, claire, committed, activate_app, mailbox):
    shown = inside.get(reverse("mfa_activate_totp"))
    assert "Avec elle, visez ce carré" in words(shown)
    assert 'src="data:image/svg+xml' in shown.content.decode()
    wrong = inside.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "Ce code n’est pas le bon, ou il a expiré." in words(wrong)
    with committed():
        activate_app(inside)
    assert {letter["Subject"] for letter in mailbox.taken} >= {"Votre application de codes est activée"}
    assert not [letter for letter in mailbox.taken if foreign(letter.get_content())]
    assert "Vos codes de secours" in words(inside.get(reverse("mfa_view_recovery_codes")))
    assert (
        "Codes de secours de votre compte Liant." in inside.get(reverse("mfa_download_recovery_codes")).content.decode()
    )

    client = StrictClient()
    answer = log_in(client, claire)
    assert answer.url == reverse("mfa_authenticate")
    assert "Il reste à montrer que c’est bien vous." in words(client.get(answer.url))
    assert client.get(reverse("account")).url.startswith(reverse("account_login"))
    assert "Ce code n’est pas le bon" in words(client.post(answer.url, {"code": "000000"}))
    spare = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()[0]
    assert client.post(answer.url, {"code": spare}).url == reverse("my_networks")

    assert "Retirer l’application de codes ?" in words(inside.get(reverse("mfa_deactivate_totp")))
    inside.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()


def test_a_secret_lies_encrypted_and_opens_with_the_key_before(inside, settings, activate_app):
    secret = activate_app(inside)
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a-new-key-" * 6, [settings.SECRET_KEY]
    assert MFAAdapter().decrypt(stored) == secret
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        MFAAdapter().decrypt(stored)


def test_the_pages_of_keys_and_codes_speak_french(inside, activate_app):
    activate_app(inside)
    for name in (
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_reauthenticate",
        "account_reauthenticate",
        "usersessions_list",
        "account",
    ):
        words(inside.get(reverse(name)))


def test_no_page_of_an_account_runs_a_script_of_its_own(inside, activate_app):
    activate_app(inside)
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|\son\w+=\"|\sstyle=\"")
    for name in ("mfa_add_webauthn", "mfa_activate_totp", "mfa_index", "usersessions_list"):
        assert not inline.search(inside.get(reverse(name), follow=True).content.decode()), name
    assert not inline.search(StrictClient().get(reverse("account_login")).content.decode())


# -- Connections ------------------------------------------------------------------------------------------------------


def test_other_connections_are_seen_and_closed(claire):
    here = StrictClient(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"})
    there = StrictClient(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Safari/537.36"})
    log_in(here, claire)
    log_in(there, claire)
    for client in (here, there):
        client.get(reverse("account"))
    shown = words(here.get(reverse("usersessions_list")))
    assert "Firefox sur Windows" in shown
    assert "Chrome sur Android" in shown
    here.post(reverse("usersessions_list"))
    assert UserSession.objects.count() == 1
    assert there.get(reverse("account")).url.startswith(reverse("account_login"))
    assert here.get(reverse("account")).status_code == 200


# -- Who must have a second factor ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "must"),
    [
        ("coordinator", "Vous décidez de l’argent ou des réglages"),
        ("operator", "Vous décidez de l’argent ou des réglages"),
        ("prescriber", "Vous lisez des dossiers de personnes"),
        ("reader", ""),
    ],
)
def test_who_runs_the_network_or_its_money_or_reads_about_people_has_a_second_factor(
    network, cast, client_of, settings, role, must
):
    settings.REQUIRE_SECOND_FACTOR = True
    client, home = client_of(role), reverse("network_home", args=[network.slug])
    answer = client.get(home)
    if not must:
        assert answer.status_code == 200
        return
    assert answer.url == reverse("mfa_index")
    shown = words(client.get(answer.url))
    assert must in shown
    # The simplest way comes first.
    assert shown.index("Ajouter une clé d’accès") < shown.index("Activer une application")
    Authenticator.objects.create(user=cast[role].user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get(home).status_code == 200


def test_a_network_may_leave_it_to_those_who_read_about_people(network, client_of, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    network.second_factor_for_readers = False
    network.save()
    home = reverse("network_home", args=[network.slug])
    assert client_of("prescriber").get(home).status_code == 200
    assert client_of("school").get(home).status_code == 200
    for role in ("coordinator", "operator", "training_place"):
        assert client_of(role).get(home).url == reverse("mfa_index"), role


def test_a_newcomer_chooses_it_without_saying_again_who_she_is(network, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    with scoped_to(network):
        sent = make_invitation(make_partner("CMS"), roles=["prescriber"], sent_at=timezone.now())
    client = StrictClient()
    answer = client.post(
        reverse("invitation", args=[sent.token]),
        {"first_name": "Lou", "last_name": "Exemple", "password": PASSWORD},
        follow=True,
    )
    assert answer.redirect_chain[-1][0] == reverse("mfa_index")
    assert "Vous lisez des dossiers de personnes" in words(answer)
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200
    # The browser in which she chose her password is hers.
    assert DEVICE_COOKIE in client.cookies


def test_the_demonstration_asks_for_none(network, cast, client_of, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    assert client_of("coordinator").get(reverse("network_home", args=[network.slug])).status_code == 200
