"""Pages of posts: the list, one of them, the request in three steps; hidden, refused, explained at its field."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.models import Post
from funding.posts.actions.requests import accept_post, refuse_post, reopen_post
from funding.posts.enums import PostState
from inclusion.core.access import Member
from inclusion.core.models.networks import Membership
from inclusion.core.scope import scoped_to
from roadmaps.adoption.actions import confirm_adoption
from roadmaps.models import Roadmap
from tests.builders import AT, make_commune, make_epci, make_user
from tests.funding.builders import make_fund
from tests.funding.post_builders import (
    D,
    association,
    bring,
    make_accepted,
    make_post,
    make_request,
    make_roadmap,
    offer,
    town,
    worked_schedule,
)
from tests.funding.post_pages import typed, url, wrong
from tests.funding.staff_builders import hold
from tests.inclusion.pages import csv_rows
from tests.pages import plain, words
from tests.roadmaps.builders import make_noted
from tests.setup_data import setup_data

DECIDING = ("post_plan", "post_reopen", "post_decide", "post_agreement")
ASKING = ("post_edit", "post_discard", "post_submit")


@setup_data
def by(network):
    return make_user()


@setup_data
def fund(network, by):
    with scoped_to(network):
        return make_fund()


@setup_data
def referent(network, cast):
    """The referent's partner, in an intercommunalité."""
    with scoped_to(network):
        partner = cast["epci_referent"].partner
        partner.kind, partner.epci = "intercommunality", make_epci()
        partner.save()
    return partner


# -- Who sees what -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["operator", "reader"])
def test_those_who_only_read_change_nothing_and_see_no_draft(made, fund, by, client_of, role):
    draft, post = made(make_post, fund, by=by), made(make_accepted, fund, by=by, title="Retenu ici")
    client = client_of(role)
    page = words(client.get(url("post_list")))
    assert "Retenu ici" in page
    assert "Conseiller numérique, Marmande" not in page
    assert "Demander un poste" not in page
    assert client.get(url("post_detail", draft)).status_code == 404
    shown = words(client.get(url("post_detail", post)))
    assert "Changer les parts" not in shown
    assert {client.post(url(name, post), {}).status_code for name in (*DECIDING, *ASKING)} == {403}
    assert client.post(url("post_add"), {}).status_code == 403


def test_a_referent_sees_the_posts_of_its_organisation_and_territory_alone(made, fund, by, referent, client_of):
    own = made(make_post, fund, by=by, employer=referent, title="Chez nous")
    near = made(make_request, fund, by=by, title="Dans la commune")
    other = made(
        make_request,
        fund,
        by=by,
        employer=made(town, "Ville d’Agen", epci=make_epci("200000002", "Agen")),
        title="Ailleurs",
    )
    client = client_of("epci_referent")
    page = words(client.get(url("post_list")))
    assert "Chez nous" in page
    assert "Dans la commune" in page
    assert "Ailleurs" not in page
    assert client.get(url("post_detail", own)).status_code == 200
    assert client.get(url("post_detail", other)).status_code == 404
    assert client.post(url("post_discard", other)).status_code == 404
    assert {client.post(url(name, near), {}).status_code for name in DECIDING} == {403}


# -- The list ------------------------------------------------------------------------------------------------------


def test_the_list_ranks_requests_with_their_reason(made, fund, by, client_of):
    made(make_request, fund, by=by, title="Continue", on=date(2026, 10, 1))
    made(make_request, fund, by=by, title="Crée", on=date(2026, 11, 3), creation=True)
    page = words(client_of("coordinator").get(url("post_list")))
    assert "2 demandes de poste attendent votre décision" in page
    assert page.index("<b>Crée</b>") < page.index("<b>Continue</b>")
    assert "Crée un poste là où il n’y en a pas, feuille de route locale pas encore rédigée" in page


def test_the_list_says_what_is_to_be_found_and_what_is_vacant(made, fund, by, client_of):
    post = made(make_request, fund, by=by)
    made(offer, post, "8000", by=by)
    post = made(accept_post, post, on=date(2026, 11, 20), by=by, at=AT)
    made(hold, post.staff, date(2026, 9, 1), until=date(2026, 10, 1), by=by)
    page = words(client_of("reader").get(url("post_list")))
    assert "6 500,00 € à trouver" in page
    assert '<td class="num">8 000,00 €</td>' in page
    assert "depuis le 1er octobre 2026" in page


def test_the_list_is_filtered_and_exported(made, fund, by, client_of):
    made(make_post, fund, by=by, title="Brouillon")
    made(make_accepted, fund, by=by, title="En place")
    client = client_of("coordinator")
    page = words(client.get(url("post_list"), {"state": "accepted"}))
    assert "En place" in page
    assert ">Brouillon<" not in page
    file = client.get(url("post_list"), {"export": "csv"}).content.decode()
    assert "Brouillon" in file
    assert "11250" in file


def test_an_empty_list_says_how_to_begin(network, client_of):
    assert "Aucun poste n’est encore demandé" in words(client_of("coordinator").get(url("post_list")))
    assert "Demander un poste" not in words(client_of("reader").get(url("post_list")))


# -- One post ------------------------------------------------------------------------------------------------------


def test_the_page_explains_the_ceiling_and_what_stays_to_find(made, fund, by, client_of):
    post = made(make_request, fund, by=by)
    made(offer, post, "8000", by=by)
    page = words(client_of("operator").get(url("post_detail", post)))
    assert "Il reste 6 500,00 € à trouver" in page
    assert (
        "Le fonds peut payer jusqu’à 11 250,00 € parce que sa part est limitée à la moitié de ce que les aides "
        "laissent à financer." in page
    )
    assert "22 500 ÷ 2 = 11 250,00 €" in page
    assert "Le fonds ne paie pas plus que la collectivité, donc 8 000,00 €." in page
    assert "L’État paie 17 500,00 € cette année-là, d’après le barème « Exemple »." in page
    assert "22 500 − 8 000 − 8 000 = 6 500,00 €" in page
    assert "Première demande sur 1" in plain(page).replace("</h2>", " ").replace("<h2>", "")


def test_a_request_that_the_fund_cannot_pay_says_so(made, by, client_of):
    """The fund would pay 11 250 € of the worked example and has 5 000 €: 6 250 € would be missing."""
    post = made(make_post, made(make_fund, envelope=D("5000")), by=by)
    client, said = (
        client_of("coordinator"),
        "aux postes. Ce plan lui en demande 11 250,00 € : il resterait 6 250,00 €",
    )
    assert said in words(client.get(url("post_detail", post)))
    assert said in words(client.get(url("post_submit", post)))


def test_the_page_says_what_the_roadmap_lacks(made, fund, by, client_of):
    post = made(make_accepted, fund, by=by, end=date(2028, 9, 1))
    client = client_of("coordinator")
    page = words(client.get(url("post_detail", post)))
    assert page.count("Il manque :") == 2
    made(make_roadmap)
    assert words(client.get(url("post_detail", post))).count("Il manque :") == 1


@pytest.mark.parametrize(
    ("make", "heading", "main"),
    [
        (make_post, "Demande à compléter : Conseiller numérique, Marmande", "Déposer la demande"),
        (make_request, "Demande en attente d’une décision : Conseiller numérique, Marmande", "Décider"),
        (make_accepted, "Ce poste est financé en entier : Conseiller numérique, Marmande", "Préparer la convention"),
    ],
)
def test_the_page_s_title_answers_and_one_step_comes_next(made, fund, by, client_of, make, heading, main):
    page = words(client_of("coordinator").get(url("post_detail", made(make, fund, by=by))))
    assert f"{heading}</h1>" in page
    assert f">{main}</a>" in page


def test_a_page_asks_the_same_of_the_database_at_one_year_and_three(made, fund, by, client_of):
    client = client_of("coordinator")

    def queries(post):
        with CaptureQueriesContext(connection) as asked:
            client.get(url("post_detail", post))
        return len(asked)

    one = made(make_request, fund, by=by, end=date(2028, 9, 1))
    three = made(make_request, fund, by=by, end=date(2029, 9, 1), title="Trois")
    queries(one)
    assert queries(one) == queries(three)


# -- The request in three steps ------------------------------------------------------------------------------------


@setup_data
def marmande(made):
    return made(town)


FIRST = {
    "private_employer": "",
    "collectivite": "",
    "start": "2026-09-01",
    "end": "2027-08-31",
    "yearly_cost": "40 000",
}


def first(marmande, **fields):
    return {**FIRST, "employer": marmande.pk, **fields}


def test_the_worked_example_through_the_forms(made, fund, by, marmande, network, client_of):
    """40 000, State 17 500: 11 250 at most; the town offers 8 000: 8 000 and 6 500 to find; handed in and accepted."""
    made(worked_schedule)
    made(bring, fund, D("8000"), by=by)
    client = client_of("coordinator")
    answer = client.post(url("post_add"), first(marmande))
    post = made(lambda: Post.objects.get())
    assert answer.url == f"{url('post_edit', post)}?etape=2"
    answer = client.post(
        answer.url,
        {
            "kind": "digital_adviser",
            "title": "Conseillère à Marmande",
            "territory": make_epci().pk,
            "fte": "1",
            "need": "Deux cents personnes attendent.",
        },
    )
    third = f"{url('post_edit', post)}?etape=3"
    # The intercommunalité has no commune here yet: it is none of the département.
    assert "territory" in answer.context["form"].errors
    with scoped_to(network):
        make_commune(epci=make_epci())
    answer = client.post(
        f"{url('post_edit', post)}?etape=2",
        {
            "kind": "digital_adviser",
            "title": "Conseillère à Marmande",
            "territory": make_epci().pk,
            "fte": "1",
            "need": "Deux cents personnes attendent.",
        },
    )
    assert answer.url == third
    assert "le fonds peut payer jusqu’à 11 250 €" in words(client.get(third))
    assert client.post(third, {"offered_1": "8 000"}).url == url("post_detail", post)
    assert client.post(url("post_submit", post), {"on": "2026-11-03"}).url == url("post_detail", post)
    decided = {"decision": "accept", "on": "2026-11-20", "reason": ""}
    assert client.post(url("post_decide", post), decided).url == url("post_detail", post)
    with scoped_to(network):
        post = Post.objects.get()
        assert post.state == PostState.ACCEPTED
        year = post.years.get()
    assert (year.fund_share, year.collectivite_share, year.to_find) == (D("8000"), D("8000"), D("6500"))
    assert "Il reste 6 500 € à trouver : Conseillère à Marmande</h1>" in words(client.get(url("post_detail", post)))


WRONG = {
    "37 months": ({"end": "2029-09-30"}, "end", "36 mois au plus, et non 37 : jusqu’au 31 août 2029"),
    "not the first": ({"start": "2026-09-02"}, "start", "choisissez le 1er septembre 2026"),
    "the end inside a month": ({"end": "2027-08-15"}, "end", "dernier jour d’un mois"),
    "end before start": ({"end": "2026-07-31"}, "end", "est avant le début"),
    "no cost": ({"yearly_cost": "0"}, "yearly_cost", "plus de 0"),
    "words for a cost": ({"yearly_cost": "beaucoup"}, "yearly_cost", "Écrivez un montant"),
    "before the fund": ({"start": "2025-09-01", "end": "2026-08-31"}, "start", "choisissez un début"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_the_first_step_is_reported_at_its_field_and_kept(made, fund, marmande, client_of, name):
    change, field, sentence = WRONG[name]
    answer = client_of("coordinator").post(url("post_add"), first(marmande, **change))
    assert sentence in wrong(answer, field)
    for typed_in, value in change.items():
        assert typed(answer, typed_in) == value
    assert not made(lambda: Post.objects.exists())


def test_all_that_is_wrong_is_reported_at_once(fund, marmande, client_of):
    answer = client_of("coordinator").post(
        url("post_add"), first(marmande, start="2026-09-02", end="2029-09-30", yearly_cost="0")
    )
    assert set(answer.context["form"].errors) >= {"start", "end", "yearly_cost"}


@pytest.mark.parametrize("fte", ["0", "3"])
def test_a_number_of_people_that_is_none_is_reported_at_its_field(made, fund, by, client_of, fte):
    post = made(make_post, fund, by=by)
    answer = client_of("coordinator").post(
        f"{url('post_edit', post)}?etape=2", {"kind": "digital_adviser", "title": "Poste", "fte": fte, "need": "Oui"}
    )
    assert "équivalent" in wrong(answer, "fte")
    assert typed(answer, "fte") == fte


def test_private_is_decided_by_the_kind_and_may_be_changed(made, fund, marmande, client_of):
    club = made(association)
    client = client_of("coordinator")
    answer = client.post(url("post_add"), first(club))
    assert "quelle collectivité cofinance" in wrong(answer, "collectivite")
    client.post(url("post_add"), first(club, collectivite=marmande.pk))
    assert made(lambda: Post.objects.get().private_employer)
    client.post(url("post_add"), first(marmande, private_employer="yes"))
    assert made(lambda: Post.objects.count()) == 1
    client.post(url("post_add"), first(marmande, private_employer="no"))
    assert made(lambda: Post.objects.filter(private_employer=False).count()) == 1


def test_a_public_employer_co_finances_itself(made, fund, marmande, client_of):
    other = made(town, "Ville de Tonneins")
    answer = client_of("coordinator").post(url("post_add"), first(marmande, collectivite=other.pk))
    assert "employeur public" in wrong(answer, "collectivite")


def test_left_half_way_the_draft_is_there(made, fund, marmande, client_of):
    client = client_of("coordinator")
    client.post(url("post_add"), first(marmande))
    page = words(client.get(url("post_list")))
    assert "À compléter" in page
    post = made(lambda: Post.objects.get())
    assert "Compléter la demande" in words(client.get(url("post_detail", post)))
    answer = client.get(f"{url('post_edit', post)}?etape=1")
    assert typed(answer, "end") == date(2027, 8, 31)
    client.post(f"{url('post_edit', post)}?etape=1", first(marmande, yearly_cost="50 000"))
    assert made(lambda: Post.objects.get().yearly_cost) == 50000


def test_what_is_announced_beyond_the_cost_is_said(made, fund, by, client_of):
    aids = {"other_aid_yearly": D(30000), "other_aid_source": "Région"}
    post = made(lambda: make_post(fund, by=by, offers=[D(300)], **aids))
    page = words(client_of("coordinator").get(url("post_detail", post)))
    assert "30 000,00 € annoncés par an, Région" in page
    assert (
        "1re année : l’État paie 17 500,00 € et 30 000,00 € d’autres aides sont annoncées, pour un coût de "
        "40 000,00 € : 22 500,00 € de celles-ci comptent." in page
    )
    assert "1re année : la collectivité propose 300,00 €, il n’y a rien à financer." in page


def test_who_pays_other_aids_is_asked_at_its_field(made, fund, by, client_of):
    post = made(make_post, fund, by=by)
    step = f"{url('post_edit', post)}?etape=3"
    client = client_of("coordinator")
    answer = client.post(step, {"other_aid_yearly": "2 500", "offered_1": "8 000,50"})
    assert "qui verse" in wrong(answer, "other_aid_source")
    assert typed(answer, "offered_1") == "8 000,50"
    client.post(step, {"other_aid_yearly": "2 500", "other_aid_source": "Région", "offered_1": "8 000,50"})
    year = made(lambda: Post.objects.get().years.get())
    assert (year.other_aid, year.fund_share) == (D("2500.00"), D("8000.50"))


def test_no_step_has_more_than_seven_fields(made, fund, by, client_of):
    post = made(make_post, fund, by=by, end=date(2029, 9, 1))
    client = client_of("coordinator")
    pages = [url("post_add"), *(f"{url('post_edit', post)}?etape={step}" for step in "123")]
    assert max(len(client.get(page).context["form"].fields) for page in pages) == 7
    assert len(client.get(url("post_plan", post)).context["form"].fields) == 5


def test_a_referent_asks_for_its_own_territory(made, fund, referent, marmande, network, client_of):
    client = client_of("epci_referent")
    elsewhere = made(town, "Ville d’Agen", epci=make_epci("200000002", "Agen"))
    club, pot = made(association), made(make_fund, "Autre fonds", finances_posts=False)
    offered = client.get(url("post_add")).context["form"]
    assert (
        offered["employer"].value() == referent.pk
    )  # the own one is chosen; only those that may be helped are offered
    assert made(lambda: set(offered.fields["employer"].queryset)) == {referent, marmande, club}
    assert offered.only_fund == fund != pot
    answer = client.post(url("post_add"), first(elsewhere))
    assert "n’est pas de votre territoire" in wrong(answer, "employer")
    client.post(url("post_add"), first(marmande))
    post = made(lambda: Post.objects.get())
    assert post.territory_id == make_epci().pk
    second = f"{url('post_edit', post)}?etape=2"
    assert "territory" not in client.get(second).context["form"].fields
    client.post(second, {"kind": "coordinator", "title": "Animer", "fte": "0,5", "need": "Pour animer."})
    assert client.post(url("post_submit", post)).status_code == 302
    post = made(lambda: Post.objects.get())
    assert (post.state, post.fte, post.asked_by.email) == ("submitted", D("0.50"), "epci-referent@exemple.example")


def test_a_referent_without_intercommunalite_asks_for_its_own_organisation(made, fund, marmande, cast, client_of):
    client = client_of("epci_referent")
    assert "n’est pas de votre territoire" in wrong(client.post(url("post_add"), first(marmande)), "employer")
    own = cast["epci_referent"].partner
    assert client.post(url("post_add"), first(own)).status_code == 302
    post = made(lambda: Post.objects.get())
    assert client.get(url("post_detail", post)).status_code == 200


def test_what_is_submitted_is_not_edited(made, fund, by, client_of):
    post = made(make_request, fund, by=by)
    client = client_of("coordinator")
    assert client.get(url("post_edit", post)).url == url("post_detail", post)
    client.post(url("post_discard", post))
    client.post(url("post_edit", post), {**FIRST, "employer": post.employer_id, "yearly_cost": "1"})
    assert made(lambda: Post.objects.get().yearly_cost) == 40000


def test_a_draft_is_discarded_after_a_question(made, fund, by, client_of):
    post = made(make_post, fund, by=by)
    client = client_of("coordinator")
    assert "Supprimer le brouillon" in words(client.get(url("post_discard", post)))
    assert client.post(url("post_discard", post)).url == url("post_list")
    assert not made(lambda: Post.objects.exists())


def test_a_request_is_not_handed_in_before_it_is_complete_nor_tomorrow(made, fund, by, client_of):
    client = client_of("coordinator")
    post = made(make_post, fund, by=by, need="")
    assert "pourquoi ce poste" in wrong(client.post(url("post_submit", post), {"on": "2026-11-03"}))
    ready = made(make_post, fund, by=by, title="Prêt")
    answer = client.post(url("post_submit", ready), {"on": "2100-01-01"})
    assert "pas encore venu" in wrong(answer, "on")


def test_a_request_that_was_sent_back_shows_why(made, fund, by, client_of):
    post = made(make_request, fund, by=by)
    made(reopen_post, post, reason="Joignez le contrat.", by=by, at=AT)
    client = client_of("coordinator")
    assert "Joignez le contrat." in words(client.get(url("post_detail", post)))
    assert "Joignez le contrat." in words(client.get(url("post_edit", post)))


def test_what_was_not_accepted_says_why(made, fund, by, client_of):
    post = made(make_request, fund, by=by)
    made(refuse_post, post, reason="L’enveloppe est épuisée.", by=by, at=AT)
    page = words(client_of("reader").get(url("post_detail", post)))
    assert "Ce poste n’est pas retenu : Conseiller numérique, Marmande</h1>" in page
    assert "L’enveloppe est épuisée." in page


# -- Local roadmaps ------------------------------------------------------------------------------------------------


@setup_data
def epci(network):
    with scoped_to(network):
        make_commune(epci=make_epci())
        return make_epci()


def test_the_register_of_roadmaps_is_read_with_each_one_on_its_own_days(epci, made, network, cast, client_of):
    client, listed = client_of("coordinator"), url("local_roadmap_list")
    assert "Pas rédigée" in words(client.get(listed))
    waiting = made(make_noted, epci, title="Première", adopted_on=date(2026, 6, 1), confirmed=False)
    page = words(client.get(listed))
    assert "Adoption à confirmer" in page and "sans contenu dans le portail" in page
    assert "Aucune feuille de route locale n’est encore adoptée" in page
    with scoped_to(network):
        confirm_adoption(waiting.versions.get(), by=make_user(), at=AT)
    made(make_noted, epci, title="Seconde", drafted_on=date(2026, 9, 7))
    page = client_of("epci_referent").get(listed)
    with scoped_to(network):
        referent = Membership.objects.get(pk=cast["epci_referent"].pk)
        seen = Roadmap.objects.visible_to(Member(referent)).local()
        addresses = {one.title: one.get_absolute_url() for one in seen}
    assert list(addresses) == ["Première"]  # the other one is in preparation, and not theirs
    assert re.findall(r'<a href="([^"]+/adoption/)"', page.content.decode()) == list(addresses.values())
    page = words(page)
    assert "1 intercommunalité sur 1 a adopté sa feuille de route" in page
    assert "ses axes repris ne sont pas connus : aucune deuxième année ne se paie" in page
    assert page.index("Première") < page.index("01/06/2026") < page.index("Seconde") < page.index("07/09/2026")
    assert "Noter une feuille de route" not in page
    rows = csv_rows(client.get(listed, {"export": "csv"}))
    assert [row[1] for row in rows[1:]] == ["Première", "Seconde"]
