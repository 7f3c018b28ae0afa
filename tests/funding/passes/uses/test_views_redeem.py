"""The page where a place uses passes, as it works without JavaScript, and what its script asks for."""

import io
import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from funding.models import Pass, Redemption, ScanRefusal, TrainingPlace
from funding.passes.booklets import rules as booklet_rules
from funding.passes.booklets.models import Booklet
from funding.passes.enums import PassState, RefusalReason
from funding.passes.letters.papers.letters import pass_address
from funding.passes.programmes.forms import WithdrawForm
from funding.passes.reimbursements.forms import CorrectForm, UndoForm
from funding.passes.uses import views as use_views
from funding.passes.uses.actions import withdraw
from funding.passes.uses.forms import ScanForm, SettleForm
from inclusion.core.french.identifiers import NIR_REFUSED
from inclusion.core.french.periods import day_and_month
from inclusion.core.scope import scoped_to
from tests.builders import make_person
from tests.funding.pass_builders import make_place, make_programme, send
from tests.funding.redemption_builders import passes_that_left, use
from tests.inclusion.pages import page, queries, url
from tests.setup_data import setup_data


@setup_data
def programme(cast, network):
    with scoped_to(network):
        return make_programme(by=cast["coordinator"].user)


@setup_data
def passes(cast, network, programme):
    """A booklet of today, as the page goes by today."""
    with scoped_to(network):
        by = cast["prescriber"].user
        person = make_person(cast["prescriber"].partner, by=by)
        return passes_that_left(send(person, programme, by=by, at=timezone.now()))


@setup_data
def place(cast, network):
    with scoped_to(network):
        return make_place(by=cast["coordinator"].user, partner=cast["training_place"].partner)


@pytest.fixture
def client(client_of, place):
    return client_of("training_place")


def today():
    return f"{timezone.localdate():%Y-%m-%d}"


def hidden(response, name="scan"):
    """The codes that the page sends back with the next click."""
    return re.findall(rf'name="{name}" value="([^"]+)"', response.content.decode())


def look(client, network, place, codes, **data):
    return client.post(url("redeem", network), {"place": place.pk, "codes": codes, **data})


def confirm(client, network, place, scans, **data):
    said = {"place": place.pk, "scan": scans, "session": "Atelier", "used_on": today(), **data}
    return client.post(url("redeem", network), {**said, "step": "confirm"})


# -- Without JavaScript --------------------------------------------------------------------------------------


def test_codes_are_looked_at_then_used(client, network, place, passes):
    response = look(client, network, place, f"{passes[0].code}\n{passes[1].code.lower()}, 2222-2222-2223")
    words = page(response)
    assert "Confirmer 2 pass (2 × 10 €)" in words
    assert words.count("Jeanne · accepté jusqu’au") == 2
    assert "Ce code est mal recopié" in words
    assert "Exemple" not in words
    scans = hidden(response)
    assert [line.split()[0] for line in scans] == [passes[0].code, passes[1].code]
    with scoped_to(network):
        assert not Redemption.objects.exists()
    words = page(confirm(client, network, place, scans))
    assert "2 pass utilisés, 20 € vous sont dus" in words
    with scoped_to(network):
        assert [use.session for use in Redemption.objects.all()] == ["Atelier", "Atelier"]


def test_a_session_of_the_last_day_is_recorded_on_the_next(client, network, place, passes):
    yesterday = timezone.localdate() - timedelta(days=1)
    days = dict.fromkeys(("issued_on", "valid_until", "accepted_until"), yesterday)
    with scoped_to(network):
        Booklet.objects.filter(pk=passes[0].booklet_id).update(**days)
    assert hidden(look(client, network, place, passes[0].code)) == []
    said = {"place": place.pk, "code": passes[0].code, "used_on": f"{yesterday:%Y-%m-%d}"}
    assert client.post(url("redeem_look", network), said).json()["reason"] == ""
    scans = hidden(look(client, network, place, passes[0].code, used_on=f"{yesterday:%d/%m/%Y}"))
    done = confirm(client, network, place, scans, used_on=f"{yesterday:%Y-%m-%d}")
    assert "Un pass utilisé, 10 € vous sont dus" in page(done)


def test_the_same_click_twice_counts_once(client, network, place, passes):
    scans = hidden(look(client, network, place, passes[0].code))
    for _ in (1, 2):
        assert "Un pass utilisé, 10 € vous sont dus" in page(confirm(client, network, place, scans))
    with scoped_to(network):
        assert Redemption.objects.count() == 1
        assert not ScanRefusal.objects.exists()


def test_a_list_grows_and_shrinks_and_keeps_the_identity_of_its_scans(client, network, place, passes):
    first = hidden(look(client, network, place, passes[0].code, session="Atelier"))
    response = look(client, network, place, passes[1].code, scan=first, session="Atelier")
    assert first[0] in hidden(response)
    assert 'value="Atelier"' in page(response)
    scans = hidden(response)
    response = look(client, network, place, "", scan=scans, drop=passes[0].code)
    assert [line.split()[0] for line in hidden(response)] == [passes[1].code]


def test_codes_typed_beside_the_list_are_shown_before_anything_is_used(client, network, place, passes):
    scans = hidden(look(client, network, place, passes[0].code))
    response = confirm(client, network, place, scans, codes=passes[1].code)
    assert "Vérifiez les pass ajoutés" in page(response)
    assert "Confirmer 2 pass" in page(response)
    with scoped_to(network):
        assert not Redemption.objects.exists()


def test_a_session_is_asked_for_and_nothing_is_lost(client, network, place, passes):
    scans = hidden(look(client, network, place, passes[0].code))
    response = confirm(client, network, place, scans, session=" ")
    assert "Indiquez pour quelle séance ces pass sont utilisés." in page(response)
    assert hidden(response) == scans


@pytest.mark.parametrize("number", ["1 85 05 47 001 001", "185054700100182"])
def test_a_session_named_by_a_social_security_number_is_refused(client, network, place, passes, number):
    scans = hidden(look(client, network, place, passes[0].code))
    words = page(confirm(client, network, place, scans, session=f"Mme Exemple {number}"))
    assert NIR_REFUSED in words.replace(" :", "\u00a0:")
    scan = {"key": str(uuid4()), "code": passes[0].code, "session": number, "used_on": today()}
    assert list(ScanForm(scan).errors) == ["session"]
    with scoped_to(network):
        assert not Redemption.objects.exists()


@pytest.mark.parametrize(
    ("form", "field"), [(SettleForm, "how"), (WithdrawForm, "reason"), (CorrectForm, "reason"), (UndoForm, "reason")]
)
def test_no_reason_holds_a_social_security_number(form, field):
    assert form({field: "Mme Exemple, 1 85 05 47 001 001"}).errors == {field: [NIR_REFUSED]}


def test_what_was_used_meanwhile_is_reported_and_kept(client, cast, network, place, passes):
    scans = hidden(look(client, network, place, f"{passes[0].code},{passes[1].code}"))
    with scoped_to(network):
        use(
            passes[0],
            make_place("Ailleurs", by=cast["coordinator"].user),
            by=cast["coordinator"].user,
            at=timezone.now(),
        )
    words = page(confirm(client, network, place, scans))
    assert "Un pass utilisé, 10 € vous sont dus" in words
    assert "1 pass refusé : gardez-le à part" in words
    assert f"Ce pass a déjà servi le {day_and_month(timezone.localdate())}, dans un autre lieu." in words
    assert "Ailleurs" not in words
    with scoped_to(network):
        assert ScanRefusal.objects.get().reason == RefusalReason.USED


def test_a_code_of_the_address_is_filled_in(client, network, place, passes):
    response = client.get(url("redeem", network), {"code": passes[0].code})
    assert "Confirmer 1 pass (10 €)" in page(response)


@pytest.mark.parametrize("nonsense", ["a\x00b", "👩‍🦽" * 20, "'; DROP TABLE", "x" * 7000, "{{ 7 }}", "\n,;\n"])
def test_nonsense_is_no_code(client, network, place, nonsense):
    assert look(client, network, place, nonsense).status_code == 200
    assert client.get(url("redeem", network), {"code": nonsense}).status_code == 200
    garbled = client.post(url("redeem", network), {"place": place.pk, "scan": [nonsense, "", "a b"], "step": "confirm"})
    assert garbled.status_code == 200


def test_another_organisations_place_is_not_there(client, cast, network, other_network):
    with scoped_to(network):
        other = make_place("Ailleurs", by=cast["coordinator"].user)
    with scoped_to(other_network):
        foreign = make_place("Étranger", by=cast["stranger"].user)
    for where in (other.pk, foreign.pk, "zz", ""):
        assert client.post(url("redeem", network), {"place": where, "codes": "x"}).status_code == 404
        assert client.post(url("redeem_look", network), {"place": where, "code": "x"}).status_code == 404
        sent = json.dumps({"place": where, "scans": []})
        assert client.post(url("redeem_send", network), sent, content_type="application/json").status_code == 404


def test_several_places_are_chosen_from(client, cast, network, place, passes):
    with scoped_to(network):
        second = make_place("Annexe", by=cast["coordinator"].user, partner=cast["training_place"].partner)
    assert "Annexe" in page(client.get(url("redeem", network)))
    confirm(client, network, second, hidden(look(client, network, second, passes[0].code)))
    with scoped_to(network):
        assert Redemption.objects.get().place == second


def test_without_a_place_the_page_says_what_is_missing(client_of, network):
    assert "Aucun de vos lieux n’accepte les pass" in page(client_of("training_place").get(url("redeem", network)))


def test_a_full_list_is_not_looked_at_and_not_lost(client, network, place):
    codes = "\n".join(booklet_rules.generate() for _ in range(101))
    response = look(client, network, place, codes)
    assert "Confirmez au plus 100 pass à la fois" in page(response)
    assert codes.split("\n")[100] in page(response)


def test_a_list_that_is_too_long_is_not_confirmed_and_not_lost(client, network, place, passes):
    codes = [passes[0].code, *(booklet_rules.generate() for _ in range(100))]
    response = confirm(client, network, place, [f"{code} {uuid4()}" for code in codes])
    assert "Confirmez au plus 100 pass à la fois" in page(response)
    assert codes[100] in page(response)
    with scoped_to(network):
        assert not Redemption.objects.exists()
        assert not ScanRefusal.objects.exists()


def test_codes_are_not_tried_at_will(client, network, place, passes, monkeypatch):
    monkeypatch.setattr(use_views, "MAX_BY_MEMBER", 3)
    codes = "\n".join([booklet_rules.generate(), booklet_rules.generate(), passes[0].code, booklet_rules.generate()])
    response = look(client, network, place, codes)
    assert response.status_code == 429
    assert "Trop de codes ont été essayés." in response.content.decode()
    assert passes[0].code in response.content.decode()
    looked = client.post(url("redeem_look", network), {"place": place.pk, "code": passes[0].code})
    assert looked.status_code == 429
    assert "Attendez cinq minutes" in looked.json()["sentence"]
    sent = {"place": place.pk, "scans": [scan_of(passes[0].code)]}
    assert post_json(client, network, sent).status_code == 429
    assert client.get(url("pass_public", network, passes[0].code)).status_code == 429


def test_the_page_asks_no_more_for_three_places_than_for_one(client, cast, network):
    before = queries(client, url("redeem", network))
    with scoped_to(network):
        for name in ("B", "C"):
            make_place(name, by=cast["coordinator"].user, partner=cast["training_place"].partner)
    assert queries(client, url("redeem", network)) == before


# -- Requests of the script ------------------------------------------------------------------------------------


def test_one_code_is_looked_at(client, network, place, passes):
    answer = client.post(url("redeem_look", network), {"place": place.pk, "code": passes[0].code}).json()
    assert (answer["value"], answer["first_name"], answer["reason"]) == ("10.00", "Jeanne", "")
    assert set(answer) == {"code", "reason", "value", "shown", "first_name", "until"}
    answer = client.post(url("redeem_look", network), {"place": place.pk, "code": booklet_rules.generate()}).json()
    assert answer["reason"] == "Ce code n’est pas celui d’un pass."
    assert set(answer) == {"code", "reason"}


def qr(text, **changes):
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=6, border=4)
    picture = Image.open(io.BytesIO(out.getvalue())).convert("L")
    out = io.BytesIO()
    picture.save(out, "JPEG", **changes)
    return out.getvalue()


def read(client, network, data):
    frame = SimpleUploadedFile("image.jpg", data, content_type="image/jpeg")
    response = client.post(url("redeem_read", network), {"frame": frame})
    assert response.status_code == 200
    return response.json()["codes"]


def test_a_frame_of_a_camera_is_read(client, network, passes):
    assert read(client, network, qr(pass_address(passes[0].code, network))) == [passes[0].code]
    assert read(client, network, qr(passes[0].code)) == [passes[0].code]


def test_a_frame_without_a_pass_is_answered_quietly(client, network, monkeypatch):
    large = io.BytesIO()
    Image.new("L", (2500, 2500)).save(large, "PNG")
    for data in (b"", b"no picture", qr("https://exemple.example/"), qr("x")[:300], large.getvalue(), b"x" * 700_000):
        assert read(client, network, data or b" ") == []
    assert client.post(url("redeem_read", network)).json() == {"codes": []}
    monkeypatch.setattr(use_views, "MAX_PICTURES", 1)
    assert client.post(url("redeem_read", network)).status_code == 429


def scan_of(code, **fields):
    return {"key": str(uuid4()), "code": code, "session": "Atelier", "used_on": today(), "offline": True, **fields}


def post_json(client, network, sent):
    return client.post(url("redeem_send", network), json.dumps(sent), content_type="application/json")


def test_who_is_signed_in_is_answered_before_anything_is_sent(client, cast, network, place):
    answer = client.get(url("redeem_send", network)).json()
    assert answer["account"] == cast["training_place"].user.pk
    assert answer["places"] == [place.pk]
    assert answer["token"]


def test_kept_scans_are_answered_one_by_one_and_nothing_is_dropped(client, cast, network, place, passes):
    with scoped_to(network):
        use(passes[1], place, by=cast["coordinator"].user, at=timezone.now())
    scans = [
        scan_of(passes[0].code),
        scan_of(passes[1].code),
        scan_of(booklet_rules.generate()),
        scan_of(passes[2].code, session=""),
        scan_of(passes[3].code, used_on="hier"),
        scan_of(passes[4].code, key="pas une clé"),
        scan_of(passes[5].code, used_on=f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}"),
        scan_of("a\x00b"),
        scan_of(passes[6].code, used_on=20261101),
    ]
    for _ in (1, 2):  # the answer was lost on its way: the telephone sends the same again
        answers = post_json(client, network, {"place": place.pk, "scans": scans}).json()["answers"]
        assert [one["key"] for one in answers] == [one["key"] for one in scans]
        assert [one["state"] for one in answers] == ["accepted"] + ["refused"] * 8
        assert answers[1]["sentence"].startswith(
            f"Ce pass a déjà servi ici, le {day_and_month(timezone.localdate())} à "
        )
        assert answers[3]["sentence"].startswith("Ce scan est incomplet")
        assert answers[6]["sentence"] == "La séance n’a pas encore eu lieu."
    with scoped_to(network):
        assert Redemption.objects.get(offline=True).one_pass == passes[0]
        assert {one.reason for one in ScanRefusal.objects.all()} == {"used", "unknown", "future"}
        assert Pass.objects.filter(state=PassState.REDEEMED).count() == 2


@pytest.mark.parametrize("sent", [[], "x", {}, {"place": 1}, {"place": 1, "scans": 3}, {"scans": [{}]}])
def test_a_batch_that_is_none_is_refused(client, network, sent):
    assert post_json(client, network, sent).status_code == 400


def test_brackets_without_end_are_no_batch(client, network):
    answer = client.post(url("redeem_send", network), "[" * 100_000, content_type="application/json")
    assert answer.status_code == 400


def test_half_an_emoji_or_a_nested_value_stops_no_other_scan(client, network, place, passes):
    """A telephone may cut a character in two: the use counts without it, and a code of nothing else is none."""
    scans = [
        scan_of(passes[0].code, session="Atelier \ud83d"),
        scan_of("\ud83d" * 5),
        scan_of(passes[1].code, session=["Atelier"]),
        scan_of(passes[2].code, used_on="\ud83d"),
        scan_of(passes[3].code),
    ]
    answers = post_json(client, network, {"place": place.pk, "scans": scans}).json()["answers"]
    assert [one["key"] for one in answers] == [one["key"] for one in scans]
    assert [one["state"] for one in answers] == ["accepted", "refused", "refused", "refused", "accepted"]
    assert all("incomplet" in answers[rank]["sentence"] for rank in (1, 2, 3))
    with scoped_to(network):
        assert Redemption.objects.get(one_pass=passes[0]).session == "Atelier"
        assert not ScanRefusal.objects.exists()


def test_a_batch_is_not_endless(client, network, place):
    scans = [scan_of("x") for _ in range(26)]
    assert post_json(client, network, {"place": place.pk, "scans": scans}).status_code == 400


def test_scans_for_a_place_that_takes_no_passes_any_more_come_back(client, network, place, passes):
    with scoped_to(network):
        TrainingPlace.objects.update(accepts_passes=False)
    answers = post_json(client, network, {"place": place.pk, "scans": [scan_of(passes[0].code)]}).json()["answers"]
    assert answers[0]["sentence"] == "Ce lieu n’accepte pas ce pass."


def test_the_worker_keeps_one_page_and_what_it_is_made_of(client_of, network):
    response = client_of("visitor").get(url("redeem_worker", network))
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Service-Worker-Allowed"] == url("redeem", network)
    assert response.headers["Cache-Control"] == "no-cache"
    source = response.content.decode()
    assert f'"page": "{url("redeem", network)}"' in source
    assert "@version@" not in source


# -- The page of a pass ------------------------------------------------------------------------------------------


def test_the_page_of_a_pass_leads_a_place_to_its_use(client, client_of, network, passes):
    address = url("pass_public", network, passes[0].code)
    link = f"{url('redeem', network)}?code={passes[0].code}"
    assert link in page(client.get(address))
    for role in ("visitor", "coordinator", "stranger"):
        assert link not in page(client_of(role).get(address))


def test_the_page_of_a_pass_says_that_it_served_and_not_where(client, cast, network, place, passes):
    with scoped_to(network):
        use(passes[0], place, by=cast["coordinator"].user, at=timezone.now())
    words = page(client.get(url("pass_public", network, passes[0].code)))
    assert "Ce pass numérique a déjà servi" in words
    assert "Cyber-base" not in words
    assert "Utiliser ce pass" not in words


def test_other_passes_are_said_to_be_good_only_where_one_is(client_of, cast, network, place, passes):
    by, now, address = cast["coordinator"].user, timezone.now(), url("pass_public", network, passes[0].code)
    with scoped_to(network):
        for one in passes[:8]:
            use(one, place, by=by, at=now)
    assert "Vos autres pass restent valables." in page(client_of("visitor").get(address))
    with scoped_to(network):
        use(passes[8], place, by=by, at=now)
    assert "Votre autre pass reste valable." in page(client_of("visitor").get(address))
    with scoped_to(network):
        withdraw(passes[0].booklet, reason="Perdu", by=by, at=now)
    words = page(client_of("visitor").get(address))
    assert "Un pass sert une seule fois." in words
    assert "valable." not in words and "valables." not in words
