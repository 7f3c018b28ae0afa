"""Roles, members and the guards of views; who opens which page is in tests/test_access.py."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse

from inclusion.core import access
from inclusion.core.access import ROLES, Member, Permission
from inclusion.core.models.networks import Membership, Network
from inclusion.core.roles import READS_ABOUT_PEOPLE, RUNS_NETWORK_OR_MONEY
from inclusion.core.scope import ScopeMissing, active_network, scoped_to
from inclusion.partners.models import Partner
from tests.builders import AT, make_membership, make_partner
from tests.conftest import StrictClient


def test_roles_add_up_and_an_unknown_one_gives_nothing():
    both = access.permissions_of(["reader", "prescriber"])
    assert both == ROLES["reader"].permissions | ROLES["prescriber"].permissions
    assert access.permissions_of(["roi"]) == access.permissions_of([]) == frozenset()


def test_every_role_says_what_it_is_in_french_and_sees_its_network():
    for name, role in ROLES.items():
        assert role.name == name
        assert role.label
        assert role.description.endswith(".")
        assert {Permission.NETWORK_VIEW, Permission.PARTNERS_VIEW} <= role.permissions
    assert access.ROLE_CHOICES[0] == ("coordinator", "Coordination")


@pytest.mark.parametrize(
    ("readers_asked", "who"),
    [
        (False, {"coordinator", "operator", "training_place"}),
        (
            True,
            {
                "coordinator",
                "operator",
                "training_place",
                "prescriber",
                "school",
                "bank_manager",
                "evaluator",
                "epci_referent",
            },
        ),
    ],
)
def test_who_runs_the_network_or_its_money_or_reads_about_people_has_a_second_factor(readers_asked, who):
    network = Network(second_factor_for_readers=readers_asked)
    assert {name for name in ROLES if Member(Membership(roles=[name], network=network)).needs_second_factor} == who


def test_what_asks_for_a_second_factor_is_said_of_permissions_and_grows_with_them():
    """Whatever lets somebody edit, decide or send something about a person is in one of the two sets."""
    asked = RUNS_NETWORK_OR_MONEY | READS_ABOUT_PEOPLE
    about_people = {
        one for one in Permission if one.value.split(".")[0] in ("people", "aid", "reimbursements", "referrals")
    }
    # Counts of referrals hide groups of few people.
    assert about_people - {Permission.REFERRALS_COUNT} <= asked


@pytest.mark.parametrize("permission", [Permission.FUNDS_MANAGE, Permission.PARTNERS_EDIT])
def test_managing_is_for_coordinators_alone(permission):
    assert [name for name, role in ROLES.items() if permission in role.permissions] == ["coordinator"]


def test_a_member_may_what_one_of_the_roles_may():
    network = Network(second_factor_for_readers=False)
    member = Member(Membership(roles=["reader", "prescriber", "gone"], network=network))
    assert member.may(Permission.PEOPLE_EDIT)
    assert member.may("people.edit")
    assert not member.may(Permission.MEMBERS_MANAGE)
    assert member.role_labels == [ROLES["reader"].label, "Prescription"]
    assert not member.needs_second_factor
    assert Member(Membership(roles=["reader", "operator"])).needs_second_factor


def request_of(rf, user, method="get"):
    request = getattr(rf, method)("/ici/?a=1")
    request.user = user
    return request


@access.requires(Permission.PEOPLE_VIEW)
def people_view(request, pk=None):
    return HttpResponse(f"{active_network().slug} {request.member.partner} {pk}")


def test_the_decorator_gives_the_view_its_network_and_its_member(rf, cast, network):
    answer = people_view(request_of(rf, cast["prescriber"].user), network=network.slug, pk=7)
    assert answer.content.decode() == "lot-et-garonne Organisme prescriber 7"
    with pytest.raises(ScopeMissing):
        Partner.objects.count()


def test_the_decorator_refuses_by_who_asks(rf, cast, network):
    with pytest.raises(PermissionDenied):
        people_view(request_of(rf, cast["reader"].user), network=network.slug)
    for user, slug in ((cast["stranger"].user, network.slug), (cast["prescriber"].user, "inconnu")):
        with pytest.raises(access.NetworkUnknown) as refused:
            people_view(request_of(rf, user), network=slug)
        assert isinstance(refused.value, Http404)
    answer = people_view(request_of(rf, AnonymousUser()), network=network.slug)
    assert (answer.status_code, answer.url) == (302, "/compte/login/?next=/ici/%3Fa%3D1")


def test_who_left_is_a_stranger_and_who_came_back_is_not(rf, cast, network):
    with scoped_to(network):
        Membership.objects.filter(pk=cast["prescriber"].pk).update(ended_at=AT)
    request = request_of(rf, cast["prescriber"].user)
    with pytest.raises(access.NetworkUnknown):
        people_view(request, network=network.slug)
    with scoped_to(network):
        make_membership(make_partner("Retour"), roles=("prescriber",), user=cast["prescriber"].user)
    assert b"Retour" in people_view(request, network=network.slug).content


def test_a_member_of_two_networks_is_in_each_what_they_are_there(rf, cast, network, other_network):
    with scoped_to(other_network):
        make_membership(make_partner("Ailleurs"), roles=("reader",), user=cast["prescriber"].user)
    request = request_of(rf, cast["prescriber"].user)
    assert people_view(request, network=network.slug).status_code == 200
    with pytest.raises(PermissionDenied):
        people_view(request, network=other_network.slug)


@pytest.mark.parametrize(("role", "led_away"), [("coordinator", True), ("operator", True), ("reader", False)])
def test_without_a_second_factor_money_stays_closed(client_of, network, settings, role, led_away):
    settings.REQUIRE_SECOND_FACTOR = True
    answer = client_of(role).get(f"/{network.slug}/")
    assert answer.status_code == (302 if led_away else 200)
    if led_away:
        assert answer.url.startswith("/compte/2fa/")


def test_a_post_may_write_and_a_get_may_not(rf, cast, network):
    from django.db import InternalError

    @access.requires(Permission.NETWORK_VIEW)
    def writing(request):
        return HttpResponse(str(Partner.objects.update(phone="1")))

    user = cast["reader"].user
    assert int(writing(request_of(rf, user, "post"), network=network.slug).content) > 0
    with pytest.raises(InternalError, match="read-only"):
        writing(request_of(rf, user, "head"), network=network.slug)


def test_public_views_know_the_network_and_perhaps_the_member(rf, cast, network):
    @access.public_in_network
    def public_view(request):
        return HttpResponse(f"{active_network().slug} {request.member and request.member.partner}")

    def answer(user):
        return public_view(request_of(rf, user), network=network.slug).content.decode()

    assert answer(AnonymousUser()) == answer(cast["stranger"].user) == "lot-et-garonne None"
    assert answer(cast["reader"].user) == "lot-et-garonne Organisme reader"
    with pytest.raises(access.NetworkUnknown):
        public_view(request_of(rf, AnonymousUser()), network="inconnu")


@pytest.mark.parametrize(("role", "opens"), [("coordinator", True), ("training_place", True), ("reader", False)])
def test_a_page_of_two_permissions_opens_for_who_holds_one_of_them(rf, cast, network, role, opens):
    @access.requires(Permission.REIMBURSEMENTS_OWN, Permission.REIMBURSEMENTS_DECIDE)
    def both(request):
        return HttpResponse("ok")

    request = request_of(rf, cast[role].user)
    if opens:
        assert both(request, network=network.slug).content == b"ok"
    else:
        with pytest.raises(PermissionDenied):
            both(request, network=network.slug)


def test_views_outside_networks(rf, cast):
    @access.signed_in
    def own(request):
        return HttpResponse("ok")

    @access.public
    def everybody(request):
        return HttpResponse("ok")

    assert own(request_of(rf, AnonymousUser())).url.startswith("/compte/login/")
    assert own(request_of(rf, cast["reader"].user)).content == b"ok"
    assert everybody(request_of(rf, AnonymousUser())).content == b"ok"
    assert (own.access, everybody.access, people_view.access) == ("signed_in", "public", "people.view")


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("invitation", ["rien"]),
        ("account_confirm_email", ["rien"]),
        ("account_reset_password_from_key", ["1", "set-password"]),
        ("simulator_shared", ["lot-et-garonne", "rien"]),
        ("pass_public", ["lot-et-garonne", "rien"]),
        ("statement_check", ["lot-et-garonne"]),
    ],
)
def test_what_a_secret_link_opens_is_kept_out_of_search_engines(network, name, args):
    response = StrictClient().get(reverse(name, args=args))
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()


@pytest.mark.parametrize(("name", "args"), [("home", []), ("join", ["lot-et-garonne"])])
def test_what_is_for_everybody_is_not(network, name, args):
    response = StrictClient().get(reverse(name, args=args))
    assert "X-Robots-Tag" not in response.headers
    assert 'name="robots"' not in response.content.decode()


def test_what_a_member_reads_is_kept_by_no_browser(network, client_of):
    reader = client_of("reader")
    for page in (reverse("network_home", args=[network.slug]), reverse("account")):
        assert reader.get(page).headers["Cache-Control"] == "private, no-store"
    assert "Clear-Site-Data" not in reader.get(reverse("account_logout")).headers
    assert reader.post(reverse("account_logout")).headers["Clear-Site-Data"] == '"cache"'


def test_a_view_may_say_for_how_long_its_answer_is_kept(rf, network, cast):
    @access.requires(Permission.NETWORK_VIEW)
    def kept(request):
        return HttpResponse(headers={"Cache-Control": "private, max-age=60"})

    answer = kept(request_of(rf, cast["reader"].user), network=network.slug)
    assert answer.headers["Cache-Control"] == "private, max-age=60"


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE", "PROPFIND"])
def test_other_methods_are_refused_for_everybody(client_of, network, method):
    for role in ("visitor", "coordinator"):
        answer = client_of(role).generic(method, f"/{network.slug}/")
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")


def test_who_a_button_is_not_for_does_not_learn_that_it_is_one(client_of, network):
    """A page that only a POST reaches."""
    address = reverse("member_invitation_resend", args=[network.slug, 1])
    asked = {role: client_of(role).get(address).status_code for role in ("coordinator", "reader", "stranger")}
    assert asked == {"coordinator": 405, "reader": 403, "stranger": 404}


def test_every_answer_says_what_a_browser_may_do_with_it(network, client_of):
    answers = (
        client_of("reader").get(reverse("network_home", args=[network.slug])),
        client_of("visitor").get(reverse("site_home", args=[network.slug])),
        client_of("visitor").get("/nulle-part/"),
    )
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        for rule in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert rule in policy
        assert "unsafe-inline" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
