"""A place uses passes at phone width: typed, scanned, kept without a connection and sent when it is back."""

import io
import json
from pathlib import Path

import pytest
import segno
from django.utils import timezone
from PIL import Image

from funding.models import Pass, Redemption, ScanRefusal, TrainingPlace
from funding.passes.booklets import rules as booklet_rules
from funding.passes.enums import RefusalReason
from funding.passes.letters.papers.letters import pass_address
from inclusion.core.scope import scoped_to
from tests.browser.conftest import CHROMIUM, DESKTOP, FLAGS, PHONE, is_headed, new_page, open_session, says, until
from tests.builders import PASSWORD, make_membership, make_network, make_partner, make_person, make_user
from tests.funding.pass_builders import make_place, make_programme, send
from tests.funding.redemption_builders import passes_that_left, use

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/lot-et-garonne/"
PAGE = f"{HOME}pass/utiliser/"
#: Whether the page has been kept in the browser with all that it is made of, for when there is no connection.
ALL_IS_KEPT = """async () => {
  const [name] = await caches.keys();
  if (!name) return false;
  const kept = new Set((await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname));
  const pieces = performance.getEntriesByType("resource").map((one) => new URL(one.name).pathname);
  const wanted = pieces.filter((path) => path.startsWith("/static/") || path.endsWith("/theme.css"));
  return [location.pathname, ...wanted].every((path) => kept.has(path));
}"""


@pytest.fixture
def booklet(live_server):
    """A place with its member, and a booklet of today."""
    network = make_network(brand="#1f5fa8", phone="05 36 49 00 47", email="contact@declic.example")
    with scoped_to(network):
        by = make_user("formatrice@declic.example", first_name="Nadia")
        partner = make_partner("Association Clic")
        make_membership(partner, roles=("training_place",), user=by)
        place = make_place(by=by, partner=partner)
        programme = make_programme(by=by)
        person = make_person(make_partner("CMS"), by=by)
        codes = [one.code for one in passes_that_left(send(person, programme, by=by, at=timezone.now()))]
    return network, place, by, codes


@pytest.fixture
def phone(browser, live_server):
    """A phone, with what went wrong on its pages; a connection that is cut on purpose is nothing wrong."""
    contexts, faults = [], []

    def open_phone(chromium=browser):
        page = new_page(chromium, live_server, viewport=PHONE, permissions=["camera"])
        contexts.append(page.context)
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on(
            "console",
            lambda line: (
                faults.append(f"console: {line.text}")
                if line.type == "error" and "ERR_INTERNET_DISCONNECTED" not in line.text
                else None
            ),
        )
        return page

    yield open_phone
    for context in contexts:
        context.close()
    assert not faults


def type_code(page, code: str) -> None:
    page.get_by_label("Code du pass").fill(code)
    page.get_by_role("button", name="Ajouter", exact=True).click()


def count(network, model=Redemption) -> int:
    with scoped_to(network):
        return model.objects.count()


@pytest.mark.journey("training_place")
def test_codes_are_typed_and_confirmed(booklet, phone, audit):
    network, _, _, codes = booklet
    page = phone()
    open_session(page, "formatrice@declic.example")
    page.goto(HOME)
    page.get_by_role("link", name="Utiliser un pass").last.click()
    audit(page)
    type_code(page, codes[0][:-1] + ("2" if codes[0][-1] != "2" else "3"))
    page.get_by_text("est mal recopié").wait_for()
    type_code(page, codes[0].lower().replace("-", ""))
    page.get_by_text("Jeanne · accepté jusqu’au").wait_for()
    type_code(page, f"{codes[1]}, {codes[2]}")
    page.get_by_role("button", name="Confirmer 3 pass (3 × 10 €)").wait_for()
    page.get_by_role("button", name=f"Retirer {codes[2]}").click()
    unknown = booklet_rules.generate()
    type_code(page, unknown)
    page.get_by_text("Ce code n’est pas celui d’un pass.").last.wait_for()
    confirm = page.get_by_role("button", name="Confirmer 2 pass (2 × 10 €)")
    confirm.click()
    page.get_by_text("Indiquez pour quelle séance").wait_for()
    page.get_by_label("Nom de la séance").fill("Atelier smartphone")
    audit(page)
    confirm.dblclick()
    page.get_by_text("2 pass utilisés : 20 € vous sont dus.").wait_for()
    audit(page)
    assert count(network) == 2
    assert page.locator(".btn:visible").evaluate_all(
        "all => all.every((one) => one.getBoundingClientRect().height >= 44)"
    )


def fake_camera(path: Path, text: str) -> str:
    """A film of one picture: a sheet on which the QR code of a pass is seen."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=8, border=4)
    frame = Image.new("RGB", (640, 480), "white")
    frame.paste(Image.open(io.BytesIO(out.getvalue())).convert("RGB"), (150, 60))
    jpeg = io.BytesIO()
    frame.save(jpeg, "JPEG", quality=90)
    path.write_bytes(jpeg.getvalue() * 4)
    return str(path)


def test_a_pass_is_scanned_by_the_camera(booklet, phone, browser, tmp_path):
    network, _, _, codes = booklet
    film = fake_camera(tmp_path / "pass.mjpeg", pass_address(codes[3], network))
    chromium = browser.browser_type.launch(
        executable_path=CHROMIUM,
        args=[
            *FLAGS,
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    try:
        page = phone(chromium)
        open_session(page, "formatrice@declic.example")
        page.goto(PAGE)
        page.get_by_role("button", name="Scanner avec l’appareil photo").click()
        page.locator("#pass-list b").get_by_text(codes[3]).wait_for()
        page.get_by_text("Jeanne · accepté jusqu’au").wait_for()
        page.get_by_role("button", name="Arrêter").click()
        page.get_by_label("Nom de la séance").fill("Atelier smartphone")
        page.get_by_role("button", name="Confirmer 1 pass (10 €)").click()
        page.get_by_text("1 pass utilisé : 10 € vous sont dus.").wait_for()
    finally:
        chromium.close()
    assert count(network) == 1


def test_scans_are_kept_without_a_connection_and_sent_later(booklet, phone, audit):
    network, place, by, codes = booklet
    page = phone()
    open_session(page, "formatrice@declic.example")
    page.goto(PAGE)
    until(lambda: page.evaluate(ALL_IS_KEPT), "the page was not kept with all that it is made of")
    with scoped_to(network):
        TrainingPlace.objects.filter(pk=place.pk).update(name="Renommé depuis")
    page.context.set_offline(True)
    page.reload()
    says(page, "Cyber-base")  # the copy, not the portal
    is_headed(page, "Utiliser un pass")
    type_code(page, codes[0])
    page.get_by_text("Pas de connexion : il sera vérifié à l’envoi.").last.wait_for()
    type_code(page, codes[1])
    page.get_by_label("Nom de la séance").fill("Atelier smartphone")
    page.get_by_role("button", name="Confirmer 2 pass").click()
    page.get_by_text("2 pass sont confirmés et attendent").wait_for()
    page.reload()
    page.get_by_text("2 pass sont confirmés et attendent").wait_for()
    audit(page)
    copies = page.evaluate(
        "caches.keys().then((names) => caches.open(names[0])).then((one) => one.keys())"
        ".then((all) => all.map((one) => new URL(one.url).pathname))"
    )
    assert PAGE in copies
    assert all(path == PAGE or path.startswith(("/static/", f"{HOME}theme.css")) for path in copies)
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert codes[0] in kept
    assert "Jeanne" not in kept
    assert "Exemple" not in kept
    assert count(network) == 0
    with scoped_to(network):  # meanwhile the second is used elsewhere
        other = make_place("Médiathèque", by=by)
        used = Pass.objects.select_related("booklet").get(code=codes[1])
        use(used, other, by=by, at=timezone.now())
    page.context.set_offline(False)
    page.locator("#refused-list").get_by_text("dans un autre lieu.").wait_for()
    audit(page)
    with scoped_to(network):
        redemption = Redemption.objects.get(place=place)
        assert (redemption.one_pass.code, redemption.offline) == (codes[0], True)
        refusal = ScanRefusal.objects.get()
        assert (refusal.reason, refusal.offline) == (RefusalReason.USED, True)
    page.reload()
    page.get_by_role("button", name=f"J’ai vu {codes[1]}").click()
    page.locator("#outbox").wait_for(state="hidden")
    page.wait_for_function("!Object.keys(localStorage).some((name) => name.startsWith('liant-scan'))")


def test_nothing_is_lost_when_nobody_is_signed_in_any_more(booklet, phone):
    network, _, _, codes = booklet
    page = phone()
    open_session(page, "formatrice@declic.example")
    page.goto(PAGE)
    type_code(page, codes[0])
    page.get_by_text("Jeanne · accepté jusqu’au").wait_for()
    page.get_by_label("Nom de la séance").fill("Atelier smartphone")
    page.context.clear_cookies()
    page.get_by_role("button", name="Confirmer 1 pass (10 €)").click()
    page.get_by_role("link", name="Me reconnecter").wait_for()
    assert count(network) == 0
    page.get_by_role("link", name="Me reconnecter").click()
    page.locator("input[name=login]").fill("formatrice@declic.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.get_by_text("1 pass utilisé : 10 € vous sont dus.").wait_for()
    assert count(network) == 1


def test_scans_of_another_account_wait_for_it(booklet, phone):
    network, place, _, codes = booklet
    with scoped_to(network):
        colleague = make_user("collegue@declic.example", first_name="Paul")
        make_membership(place.partner, roles=("training_place",), user=colleague)
        stranger = make_place("Médiathèque", by=colleague)
    page = phone()
    open_session(page, "collegue@declic.example")
    page.goto(PAGE)
    for n, pk in enumerate((place.pk, stranger.pk)):
        scan = {
            "key": f"0b7b7b7b-0000-4000-8000-00000000000{n}",
            "code": codes[n],
            "session": "Atelier",
            "usedOn": f"{timezone.localdate():%Y-%m-%d}",
            "place": pk,
            "placeName": "Lieu",
            "account": 0,
            "confirmed": n,
        }
        page.evaluate(
            "([name, scan]) => localStorage.setItem(name, scan)",
            [f"liant-scan:lot-et-garonne:{scan['key']}", json.dumps(scan)],
        )
    sent = []
    page.on("request", lambda request: sent.append(request) if "used_on" in (request.post_data or "") else None)
    page.reload()
    page.get_by_text("2 pass ont été confirmés sur cet appareil avec un autre compte").wait_for()
    assert not sent
    assert count(network) == 0
    page.get_by_role("button", name="Les envoyer avec votre compte").click()
    page.get_by_text("1 pass utilisé : 10 € vous sont dus.").wait_for()
    page.get_by_text("1 pass a été confirmé sur cet appareil avec un autre compte").wait_for()
    assert len(sent) == 1  # what was asked for, and nothing by itself
    with scoped_to(network):
        assert Redemption.objects.get().one_pass.code == codes[0]


def test_the_telephone_knows_a_code_as_the_portal_does(booklet, phone):
    page = phone()
    open_session(page, "formatrice@declic.example")
    page.goto(PAGE)
    codes = [booklet_rules.generate() for _ in range(300)]
    tried = [*codes, *_slips(codes), "", "abc", "7KM3", "é" * 12, "2" * 12, "\u2212".join(codes[0])]
    tried += [code.lower().replace("-", " ") for code in codes[:50]]
    well_formed = page.evaluate("(all) => all.map(passCodes.isWellFormed)", tried)
    assert well_formed == [booklet_rules.is_well_formed(code) for code in tried]
    assert sum(well_formed) >= 350


def _slips(codes: list[str]) -> list[str]:
    """Each code with one character replaced, and with two neighbours changed about."""
    found = []
    for n, code in enumerate(codes):
        at = n % len(code)
        found.append(code[:at] + booklet_rules.ALPHABET[n % 23] + code[at + 1 :])
        found.append(code[:at] + code[at : at + 2][::-1] + code[at + 2 :])
    return found


def test_what_was_used_and_refused_is_read_and_corrected(booklet, open_page, audit, audit_each):
    network, place, by, codes = booklet
    with scoped_to(network):
        make_membership(make_partner("CD"), roles=("coordinator",), user=make_user("coord@declic.example"))
        for one in Pass.objects.select_related("booklet").filter(code__in=codes[:3]):
            use(one, place, by=by, at=timezone.now())
        use(Pass.objects.get(code=codes[0]), place, by=by, at=timezone.now())
    for email, name in (("formatrice@declic.example", "place"), ("coord@declic.example", "coordinator")):
        page = open_page(PHONE, also=[DESKTOP])
        open_session(page, email)
        own = [HOME] if name == "place" else []
        audit_each(page, [*own, f"{HOME}pass/refuses/", f"{HOME}pass/utilisations/"])
        page.get_by_role("link", name="Annuler").first.click()
        audit(page)
        if name == "place":
            page.goto(f"{PAGE}?code={codes[4]}")
            page.get_by_text("Jeanne · accepté jusqu’au").wait_for()
            audit(page)
            page.goto(f"{HOME}pass/{codes[5]}/")
            audit(page)
        else:
            page.goto(f"{HOME}pass/refuses/")
            page.get_by_role("link", name="Décider").click()
            audit(page)


def test_without_javascript_the_same_is_done_by_forms(booklet, browser, live_server):
    network, _, _, codes = booklet
    page = new_page(browser, live_server, viewport=PHONE, java_script_enabled=False)
    open_session(page, "formatrice@declic.example")
    page.goto(PAGE)
    page.get_by_label("Codes des pass").fill(f"{codes[0]}\n{codes[1]}\n2222-2222-2223")
    page.get_by_role("button", name="Voir ces pass").last.click()
    page.get_by_role("button", name=f"Retirer {codes[1]}").click()
    page.get_by_label("Nom de la séance").fill("Atelier smartphone")
    page.get_by_role("button", name="Confirmer 1 pass (10 €)").click()
    says(page, "Un pass utilisé, 10 € vous sont dus")
    page.context.close()
    assert count(network) == 1
