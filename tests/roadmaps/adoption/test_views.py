"""The page of an adoption: its answer, what is taken up, the act with its minutes, refused and kept."""

from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inclusion.core.access import Member
from inclusion.core.models.documents import Document
from inclusion.core.models.jobs import Job
from inclusion.core.navigation import Home
from inclusion.core.scope import scoped_to
from inclusion.meetings.models import Body
from roadmaps.adoption import views
from roadmaps.adoption.actions import keep_print
from roadmaps.enums import RoadmapState
from roadmaps.models import Axis, Roadmap, RoadmapVersion
from roadmaps.plans.actions.actions import change_action
from tests.builders import AT, make_epci
from tests.funding.post_builders import make_request
from tests.pages import address, words
from tests.roadmaps.builders import make_action, make_adopted, make_axis, make_body, make_local, make_roadmap
from tests.setup_data import setup_data


@setup_data
def made(network, cast):
    """An adopted departmental roadmap of three axes, and a local one of the referent that takes one up."""
    with scoped_to(network):
        above = make_roadmap("Feuille départementale")
        for title in ("Accès aux droits", "Parcours", "Filière"):
            make_action(make_axis(above, title))
        make_adopted(above)
        above.refresh_from_db()
        local = make_local(above, "Pays d’Orange", territories=[make_epci()], carriers=[cast["epci_referent"].partner])
        first, *_ = above.axes.all()
        make_action(make_axis(local, "Aller vers", takes_up=first), "Permanences")
        make_axis(local, "Se former")
        make_body("Conseil communautaire", epci=make_epci())
    return above, local


@cache  # a file that is written again carries another identifier
def paper(pages=1):
    out = BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def minutes(data=None, name="compte-rendu.pdf"):
    return SimpleUploadedFile(name, paper() if data is None else data, content_type="application/pdf")


def typed(network, **fields):
    with scoped_to(network):
        body = make_body_known()
    return {"body": body.pk, "on": "2026-06-01", "file": minutes(), **fields}


def make_body_known():
    return Body.objects.get(name="Conseil communautaire")


@pytest.fixture
def page(client_of):
    def get(roadmap, role="epci_referent", **query):
        return words(client_of(role).get(address("roadmap_adoption", roadmap.pk), query))

    return get


def take(client, network, axis_title, taken, **headers):
    with scoped_to(network):
        axis = Axis.objects.get(title=axis_title)
        key = Axis.objects.get(title=taken).pk if taken else ""
    return client.post(address("axis_take_up", axis.pk), {"taken_up": key}, headers=headers)


def test_the_title_says_what_is_missing(made, page):
    said = page(made[1])
    assert "Il manque un axe pour adopter" in said
    assert "Un seul axe départemental repris : il en faut 2." in said
    assert "Fait : </span>Un porteur au moins est nommé." in said


def test_without_a_body_that_adopts_nothing_is_ready_and_no_form_is_shown(made, network, page):
    with scoped_to(network):
        Body.objects.filter(name="Conseil communautaire").update(closed_on=date(2026, 1, 1))
    said = page(made[1])
    assert "2 points manquent pour adopter" in said
    assert "Aucune instance de ce territoire n’est encore connue : ajoutez celle qui adopte." in said
    assert "Demandez à la coordination d’ajouter celle qui a adopté" in said
    assert "Compte rendu de l’instance" not in said
    with scoped_to(network):
        Roadmap.objects.filter(pk=made[1].pk).update(has_content=False)
    assert "1 point manque pour adopter" in page(made[1])


def test_one_axis_is_refused_with_the_sentence_and_what_was_typed_is_kept(made, network, client_of):
    client = client_of("epci_referent")
    said = words(client.post(address("roadmap_adoption", made[1].pk), typed(network)))
    assert "Un seul axe départemental repris : il en faut 2." in said
    assert 'value="2026-06-01"' in said
    assert "selected>Conseil communautaire, " in said
    assert "Choisissez-le de nouveau" in said
    with scoped_to(network):
        assert not RoadmapVersion.objects.filter(roadmap=made[1]).exists()
        assert not Document.objects.filter(filename__contains=f"-{made[1].pk}-2026").exists()


def test_a_choice_changes_the_check_list_and_the_answer_at_once(made, network, client_of):
    said = words(take(client_of("epci_referent"), network, "Se former", "Parcours", HX_Request="true"))
    assert 'id="adoption-headline" hx-swap-oob="true">Tout y est' in said
    assert "2 axes départementaux distincts repris" in said
    assert "<h1>" not in said


def test_without_javascript_a_choice_leads_back_to_the_page(made, network, client_of):
    answer = take(client_of("epci_referent"), network, "Se former", "Accès aux droits")
    assert answer.status_code == 302
    with scoped_to(network):
        assert Axis.objects.get(title="Se former").taken_up.title == "Accès aux droits"
    answer = take(client_of("epci_referent"), network, "Se former", "")
    with scoped_to(network):
        assert Axis.objects.get(title="Se former").taken_up is None


def test_an_axis_that_cannot_be_taken_up_is_refused(made, network, client_of):
    answer = take(client_of("epci_referent"), network, "Se former", "Aller vers", HX_Request="true")
    assert "ne peut pas être repris ici" in words(answer)
    assert "Rien n’a changé" in words(answer)
    with scoped_to(network):
        assert Axis.objects.get(title="Se former").taken_up is None


@pytest.fixture
def ready(made, network, client_of):
    take(client_of("epci_referent"), network, "Se former", "Parcours")
    return made[1]


def test_an_adoption_keeps_the_version_the_minutes_and_asks_for_its_pdf(ready, network, client_of, page):
    client = client_of("epci_referent")
    answer = client.post(address("roadmap_adoption", ready.pk), typed(network))
    assert answer.status_code == 302
    with scoped_to(network):
        version = RoadmapVersion.objects.get(roadmap=ready)
        assert (version.number, version.adopted_on, str(version.body)) == (1, date(2026, 6, 1), "Conseil communautaire")
        assert version.minutes.data == paper()
        assert Roadmap.objects.get(pk=ready.pk).state == RoadmapState.DRAFT
        assert not Job.objects.filter(kind="roadmap_print").exists()  # nothing is set as adopted before it is
    said = page(ready)
    assert "Notée adoptée le 1er juin 2026, à confirmer par la coordination" in said
    assert version.sha256 in said
    assert "PDF de la version" not in said
    client_of("coordinator").post(address("roadmap_confirm", ready.pk, 1))
    assert "Le PDF se prépare" in page(ready)
    with scoped_to(network):
        assert Job.objects.filter(kind="roadmap_print", subject_id=version.pk).count() == 1
    assert client.get(address("roadmap_minutes", ready.pk, 1)).content == version.minutes.data


def test_an_adoption_of_a_referent_counts_once_the_coordination_confirms_it(ready, network, client_of, cast, page):
    referent, coordinator = client_of("epci_referent"), client_of("coordinator")
    text = words(referent.post(address("roadmap_adoption", ready.pk), typed(network), follow=True))
    assert "La coordination doit encore la confirmer" in text
    assert "Confirmer cette adoption" not in page(ready)
    assert "Noter l’adoption" not in page(ready)

    def todo():
        with scoped_to(network):
            shown = Home(Member(cast["coordinator"]), date(2026, 11, 24)).todos()
            return [one.url for one in shown if one.action == "Relire et confirmer"]

    visitor, public = client_of("visitor"), address("roadmap_public_detail", ready.pk)
    confirm, withdraw = (address(name, ready.pk, 1) for name in ("roadmap_confirm", "roadmap_withdraw"))
    assert todo() == [address("roadmap_adoption", ready.pk)]
    assert visitor.get(public).status_code == 404
    assert "Pays d’Orange" not in words(visitor.get(address("roadmap_public")))
    assert "Confirmer cette adoption" in page(ready, role="coordinator")
    assert referent.post(confirm).status_code == 403

    text = words(coordinator.post(confirm, follow=True))
    assert "L’adoption est confirmée" in text
    assert todo() == []
    assert visitor.get(public).status_code == 200
    assert "version 1 · rien n’a changé depuis" in page(ready)
    assert "n’attend pas d’être confirmée" in words(coordinator.post(confirm, follow=True))

    assert referent.post(withdraw, {"reason": "À moi"}).status_code == 403  # it counts: the coordination's word
    assert "de nouveau en préparation" in words(coordinator.get(withdraw))
    assert "Indiquez pourquoi" in words(coordinator.post(withdraw, {"reason": " "}))
    text = words(coordinator.post(withdraw, {"reason": "Le conseil a seulement débattu"}, follow=True))
    assert "La version 1 est retirée" in text and "Le conseil a seulement débattu" in text
    assert visitor.get(public).status_code == 404
    assert "Cette adoption est retirée" in words(coordinator.get(address("roadmap_version", ready.pk, 1)))
    assert "Noter l’adoption de la version 2" in page(ready)
    record = address("roadmap_minutes", ready.pk, 1)
    assert coordinator.get(record).status_code == 200
    assert "Retirée le" in page(ready, role="reader")
    assert "Le conseil a seulement débattu" not in page(ready, role="reader")
    assert client_of("reader").get(record).status_code == 404
    shown = address("roadmap_version", ready.pk, 1)
    assert record in coordinator.get(shown).content.decode()
    assert record not in client_of("reader").get(shown).content.decode()


def test_what_was_paid_for_a_post_is_read_by_who_may_see_the_post(ready, network, cast, client_of, page, monkeypatch):
    coordinator = client_of("coordinator")
    coordinator.post(address("roadmap_adoption", ready.pk), typed(network))
    coordinator.post(address("roadmap_withdraw", ready.pk, 1), {"reason": "Mauvaise date"})
    with scoped_to(network):
        post = make_request(by=cast["coordinator"].user)
        monkeypatch.setattr(views, "paid_since", lambda version: [(post, Decimal("6000.00"))])
        assert "6 000,00 €" in page(ready, role="coordinator")
        for role in ("school", "prescriber"):
            assert views.paid_seen(Member(cast[role]), ready.versions.get()) == []


def test_a_referent_withdraws_what_still_waits(ready, network, client_of, page):
    referent = client_of("epci_referent")
    referent.post(address("roadmap_adoption", ready.pk), typed(network))
    withdraw = address("roadmap_withdraw", ready.pk, 1)
    assert withdraw in page(ready)
    assert client_of("reader").get(withdraw).status_code == 403
    text = words(referent.post(withdraw, {"reason": "Mauvaise date"}, follow=True))
    assert "La version 1 est retirée" in text


def test_while_a_later_version_waits_the_one_before_counts(ready, network, client_of, page):
    client_of("coordinator").post(address("roadmap_adoption", ready.pk), typed(network))
    later = typed(network, on="2026-11-02")
    text = words(client_of("epci_referent").post(address("roadmap_adoption", ready.pk), later, follow=True))
    assert "d’ici là, la version 1 compte encore" in text
    assert "à confirmer par la coordination ; la version 1 compte encore" in text
    assert "la version confirmée avant elle continue de compter partout" in page(ready)
    assert "elle ne compte ni pour les postes" not in page(ready)


def test_withdrawing_a_departmental_adoption_names_what_counts_no_more(ready, network, client_of):
    coordinator = client_of("coordinator")
    coordinator.post(address("roadmap_adoption", ready.pk), typed(network))
    asked = words(coordinator.get(address("roadmap_withdraw", ready.parent_id, 1)))
    assert "Ce qui ne comptera plus pour les postes" in asked and str(ready) in asked
    coordinator.post(address("roadmap_withdraw", ready.parent_id, 1), {"reason": "Débattue seulement"})
    assert "n’est pas encore adoptée" in words(coordinator.get(address("roadmap_adoption", ready.pk)))


def test_what_the_coordination_notes_itself_is_confirmed(ready, network, client_of, page):
    client_of("coordinator").post(address("roadmap_adoption", ready.pk), typed(network))
    assert "Adoptée le 1er juin 2026, version 1 · rien" in page(ready)


def test_the_title_counts_what_changed_since(ready, network, client_of, cast, page):
    client_of("coordinator").post(address("roadmap_adoption", ready.pk), typed(network))
    with scoped_to(network):
        action = ready.axes.first().actions.get()
        change_action(action, title="Permanences à deux", by=cast["epci_referent"].user, at=AT)
        make_axis(Roadmap.objects.get(pk=ready.pk), "Émergent")
    assert "Adoptée le 1er juin 2026, version 1 · 2 changements depuis" in page(ready)
    said = words(client_of("epci_referent").get(address("roadmap_differences", ready.pk)))
    assert "2 changements depuis la version 1" in said
    assert "Permanences</ins>" not in said
    assert "<ins> à deux</ins>" in said


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"on": "2030-01-01"}, "est à venir"),
        ({"on": ""}, "Indiquez quel jour."),
        ({"body": ""}, "Choisissez l’instance qui a adopté."),
        ({"body": "999999"}, "Sélectionnez un choix valide"),
        ({"file": ""}, "Choisissez le PDF du compte rendu."),
        ({"file": lambda: minutes(b"bonjour")}, "n’est pas un PDF"),
        ({"file": lambda: minutes(b"%PDF-1.7 rien")}, "est abîmé"),
        ({"file": lambda: minutes(paper(0))}, "Choisissez le compte rendu en PDF"),
        ({"file": lambda: minutes(b"%PDF-" + b"0" * (20 * 1024 * 1024))}, "le portail en accepte 20 Mo"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(ready, network, client_of, fields, sentence):
    fields = {name: value() if callable(value) else value for name, value in fields.items()}
    said = words(client_of("epci_referent").post(address("roadmap_adoption", ready.pk), typed(network, **fields)))
    assert sentence in said
    with scoped_to(network):
        assert not RoadmapVersion.objects.filter(roadmap=ready).exists()
        assert Roadmap.objects.get(pk=ready.pk).state == RoadmapState.DRAFT


@pytest.mark.parametrize("role", ["reader", "operator", "prescriber"])
def test_who_only_reads_sees_versions_and_no_form(made, client_of, network, role):
    client, above = client_of(role), made[0]
    said = words(client.get(address("roadmap_adoption", above.pk)))
    assert "Version 1" in said
    assert "Adopter la version" not in said
    assert client.post(address("roadmap_adoption", above.pk), typed(network)).status_code == 403
    assert client.post(address("roadmap_version_print", above.pk, 1)).status_code == 403


def test_a_referent_adopts_no_departmental_roadmap(made, network, client_of):
    client = client_of("epci_referent")
    assert client.post(address("roadmap_adoption", made[0].pk), typed(network)).status_code == 403
    assert client.post(address("roadmap_version_print", made[0].pk, 1)).status_code == 403


def test_a_draft_of_others_is_not_found(made, client_of):
    for name in ("roadmap_adoption", "roadmap_differences", "roadmap_pdf", "roadmap_progress", "roadmap_timeline"):
        assert client_of("prescriber").get(address(name, made[1].pk)).status_code == 404
    assert client_of("coordinator").get(address("roadmap_version", made[1].pk, 1)).status_code == 404


def test_a_pdf_that_is_missing_is_asked_for_once(made, network, client_of, cast):
    client, above = client_of("coordinator"), made[0]
    assert client.get(address("roadmap_version_pdf", above.pk, 1)).status_code == 404
    first, second = (client.post(address("roadmap_version_print", above.pk, 1)) for _ in "ab")
    assert first.url == second.url
    with scoped_to(network):
        keep_print(above.versions.get(), pdf=paper(), by=cast["coordinator"].user, at=AT)
    assert client.get(address("roadmap_version_pdf", above.pk, 1)).content == paper()
    assert client.post(address("roadmap_version_print", above.pk, 1)).url == address("roadmap_adoption", above.pk)
