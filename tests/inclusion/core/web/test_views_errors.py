"""What is said when a page cannot be shown: in French, with a way on, and nothing that should not be known."""

import re
from html import unescape

import pytest
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.http import UnreadablePostError
from django.test import Client
from django.urls import reverse

from inclusion.core.web import errors
from inclusion.events.models import EventSeries
from inclusion.networks import views as network_views
from tests.inclusion.pages import url


def said(response, status) -> str:
    assert response.status_code == status, response
    return unescape(response.content.decode()).replace("\u00a0", " ")


def test_a_member_without_the_right_sees_whom_to_ask(network, client_of):
    network.email, network.phone = "contact@declic.example", "05 36 49 00 47"
    network.save()
    shown = said(client_of("reader").get(url("journal_list", network)), 403)
    assert "Cette page n’est pas ouverte à vos fonctions" in shown
    assert "contact@declic.example" in shown
    assert "05 36 49 00 47" in shown
    assert f'href="{url("network_home", network)}"' in shown


def test_a_page_that_is_not_there_leads_back_into_the_network(network, client_of):
    shown = said(client_of("reader").get(url("partner_detail", network, 999_999)), 404)
    assert "Cette page n’existe pas" in shown
    assert f'href="{url("network_home", network)}"' in shown
    nowhere = said(client_of("reader").get("/lot-et-garonne/nulle-part/"), 404)
    assert "Cette page n’existe pas" in nowhere


def test_a_network_one_is_not_in_looks_like_one_that_is_not_there(network, other_network, client_of):
    client = client_of("reader")
    real = said(client.get(url("network_home", other_network)), 404)
    unreal = said(client.get("/nulle-part/"), 404)
    assert "Aucun réseau à cette adresse" in real
    assert other_network.name not in real
    of_the_moment = re.compile(r'nonce="[^"]+"|"X-CSRFToken": "[^"]+"')
    pages = (real.replace(other_network.slug, ""), unreal.replace("nulle-part", ""))
    assert len({of_the_moment.sub("", shown) for shown in pages}) == 1


def test_a_visitor_is_led_to_the_networks_or_the_login(db, client):
    shown = said(client.get("/nulle-part/"), 404)
    assert f'href="{reverse("account_login")}"' in shown


def test_a_form_from_elsewhere_changes_nothing_and_says_so(network, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["coordinator"].user, backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = said(client.post(url("partner_add", network), {"name": "CAF", "kind": "operator"}), 403)
    assert "Cette page est restée ouverte trop longtemps" in shown
    assert "Rien n’a été changé." in shown


@pytest.fixture
def refused_by(monkeypatch, network, client_of):
    """Send a new partner while its action breaks what the database holds to; the answer."""

    def send(fault):
        monkeypatch.setattr("inclusion.partners.actions.add_partner", transaction.atomic(lambda **fields: fault()))
        return client_of("coordinator").post(url("partner_add", network), {"name": "CAF", "kind": "operator"})

    return send


def a_second_time():
    for _ in (1, 2):
        EventSeries.objects.create(title="Les Jeudis")


def without_its_name():
    EventSeries.objects.create(title=None)


def too_long():
    EventSeries.objects.create(title="x" * 161)


def test_what_the_database_refuses_is_no_fault_and_says_why(network, refused_by, caplog):
    shown = said(refused_by(a_second_time), 409)
    assert "Rien n’est enregistré" in shown
    assert "Des rendez-vous réguliers portent déjà ce nom." in shown
    assert f"the database refused a row at {url('partner_add', network)}" in caplog.text


def test_where_it_has_no_sentence_a_general_one_is_said(refused_by):
    assert "une valeur est hors des limites" in said(refused_by(without_its_name), 409)
    assert "une valeur est hors des limites" in said(refused_by(too_long), 400)


def test_a_fault_of_ours_is_reported_without_a_database(rf):
    """No database fixture: the page must not need one."""
    shown = said(errors.server_error(rf.get("/")), 500)
    assert "Le portail a rencontré un problème" in shown
    assert "Ce n’est pas de votre fait." in shown
    assert "⟦" not in shown


def test_the_log_has_a_line_for_a_refusal_and_no_traceback(network, client_of, caplog):
    client_of("reader").get(url("journal_list", network))
    (line,) = [one for one in caplog.records if one.name == "django.request"]
    assert (line.getMessage(), line.exc_info) == (f"Forbidden: {url('journal_list', network)}", None)


LATE = "Le portail n’a pas pu répondre à temps"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("55P03", "Quelqu’un d’autre modifie la même chose"),
        ("40P01", "Quelqu’un d’autre modifie la même chose"),
        ("57014", LATE),
        ("25P03", LATE),
    ],
)
def test_what_takes_the_database_too_long_is_reported_with_when_to_try_again(
    network, client_of, monkeypatch, code, sentence
):
    """PostgreSQL raises it itself, in a view of the portal."""

    def raised(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'late' USING ERRCODE = '{code}'; END $$")

    monkeypatch.setattr(network_views, "listing", raised)
    response = client_of("coordinator").get(url("journal_list", network))
    assert sentence in said(response, 503)
    assert response.headers["Retry-After"] == "5"


def test_so_is_what_happens_around_the_views(db, rf):
    """In a middleware, where Django asks for the page of a fault."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'late' USING ERRCODE = '55P03'; END $$")
    except OperationalError:
        assert "Quelqu’un d’autre modifie la même chose" in said(errors.server_error(rf.get("/")), 503)


def test_another_fault_of_the_database_stays_a_fault(network, client_of, monkeypatch):
    def raised(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM nowhere")

    monkeypatch.setattr(network_views, "listing", raised)
    with pytest.raises(ProgrammingError):
        client_of("coordinator").get(url("journal_list", network))


def test_a_body_that_did_not_arrive_is_answered_as_such(rf):
    answer = errors.ErrorPagesMiddleware(lambda request: None).process_exception(rf.post("/"), UnreadablePostError())
    assert answer.status_code == 408
