"""How fast letters are set: WeasyPrint one by one, Typst one by one, Typst many at once, and a whole batch.

`make bench`, or `python tools/bench/letters.py [--letters 400]`. Every way is measured in a process of its own, on the
same letters with the same ten codes, each letter unlike the others; making the codes counts. Starting Python and the
first letter do not count. Exits 1 when Typst, one letter in its file, is less than ten times as fast as WeasyPrint.
"""

import argparse
import base64
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclusion.settings")
os.environ.setdefault("DEMO", "1")
os.environ.setdefault("SECRET_KEY", "only-for-the-bench")

LEAST = 10
TOGETHER = 200
FIRST_NAMES = ("Jeanne", "Awa", "Łukasz", "Marie-Élisabeth", "Şükrü", "Zoé", "Jean-Baptiste", "Inès")
STREETS = ("rue des Exemples", "boulevard du Maréchal-Leclerc", "chemin de la Fontaine", "place du Marché")
TOWNS = ("47000 AGEN", "47200 MARMANDE", "47300 VILLENEUVE SUR LOT", "47600 NERAC", "33000 BORDEAUX")
CODE_SIGNS = "23456789ACDEFHJKMPRTVXY"


def content(number: int) -> dict[str, Any]:
    """What one letter says, invented; the same number gives the same letter."""
    from funding.passes.letters.papers.letters import CLOSING, OPENING, VERSION

    dice = random.Random(number)
    town = dice.randrange(len(TOWNS))
    name = f"{dice.choice(FIRST_NAMES)} {''.join(dice.choices('aeioulmnrst', k=9)).title()}"
    return {
        "version": VERSION,
        "kind": "passes",
        "number": number,
        "title": "Votre pass numérique",
        "written_on": "24 novembre 2026",
        "address": [name, f"{dice.randint(1, 200)} {dice.choice(STREETS)}", TOWNS[town]],
        "name": name,
        "session": "Une séance de 2\u00a0heures coûte 2\u00a0pass.",
        "payers": {"european": False, "logos": [], "names": "Caisse Exemple, Mutualité Exemple, Ville d’Exemple"},
        "translation": None,
        "prescriber": f"au Centre médico-social n° {dice.randint(1, 30)}, 2 rue du Port, 47200 Marmande",
        "valid_until": "24 novembre 2027",
        "keep_until": "24 novembre 2028",
        "signatory": ["La présidente du Conseil départemental"],
        "opening": [OPENING.format(value="10\u00a0€")],
        "closing": [CLOSING],
        "nature": "Formation au numérique",
        "mentions": "",
        "network": {
            "name": "Réseau Exemple",
            "initial": "R",
            "issuer": ["Réseau Exemple", "Conseil départemental d’Exemple"],
            "sender": "Le Conseil départemental d’Exemple",
            "host_name": "Conseil départemental d’Exemple",
            "host_service": "Mission inclusion numérique",
            "host_address": ["1633 avenue du Général Leclerc", "47922 Agen Cedex 9"],
            "phone": "05 53 00 00 00",
            "contact": "reseau@exemple.example, 05 53 00 00 00",
            "brand": "#1f5fa8",
            "ink": "#ffffff",
            "deep": "#194a84",
            "logo": "",
        },
        "places": NEAR[town],
        "vouchers": [_voucher(dice, number, rank) for rank in range(1, 11)],
    }


def _place(dice: random.Random) -> dict[str, Any]:
    return {
        "name": f"Espace numérique n° {dice.randint(1, 60)}",
        "address": f"{dice.randint(1, 90)} {dice.choice(STREETS)}",
        "town": dice.choice(TOWNS),
        "phone": f"05 53 {dice.randint(10, 99)} {dice.randint(10, 99)} 00",
        "hours": ["Du lundi au vendredi : 9 h à 12 h, 14 h à 17 h 30", "Samedi : 9 h à 12 h"],
    }


#: The nearest places of each town: neighbours have the same.
NEAR = [[_place(random.Random(f"{town} {rank}")) for rank in range(6)] for town in TOWNS]


def _voucher(dice: random.Random, number: int, rank: int) -> dict[str, Any]:
    code = "-".join("".join(dice.choices(CODE_SIGNS, k=4)) for _ in range(3))
    return {
        "rank": rank,
        "code": code,
        "serial": f"{number:06d}-{rank:02d}",
        "value": "10\u00a0€",
        "scan": f"https://portail.exemple.example/lot-et-garonne/pass/{code}/",
    }


# -- The ways --------------------------------------------------------------------------------------------------------


def weasyprint() -> Callable[[list[dict[str, Any]]], int]:
    """Set letters one by one with WeasyPrint, as tagged PDF/UA-1 in the same fonts."""
    import zxingcpp
    from django.template import engines
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    from inclusion.core.papers.pdf import offline_fetcher

    template = engines["django"].from_string((HERE / "pass_letter.html").read_text())
    styles = (HERE / "pass_letter.css").read_text()

    def picture(text: str) -> str:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        svg = code.to_svg(add_quiet_zones=False).encode()
        return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"

    def run(contents: list[dict[str, Any]]) -> int:
        size = 0
        for one in contents:
            vouchers = [{**voucher, "qr": picture(voucher["scan"])} for voucher in one["vouchers"]]
            head = {"logo": None, **{key: one["network"][key] for key in ("brand", "ink", "deep")}}
            head["soft"] = "#ffffff"
            shown = {**one, "vouchers": vouchers, "styles": styles, "letterhead": head}
            html = HTML(string=template.render(shown), base_url="static:", url_fetcher=offline_fetcher())
            size += len(html.write_pdf(pdf_variant="pdf/ua-1", font_config=FontConfiguration()))
        return size

    return run


def typst() -> Callable[[list[dict[str, Any]]], int]:
    """Set letters one by one with Typst, each in its file."""
    from funding.passes.letters.papers.letters import render_content

    return lambda contents: sum(len(render_content(one)) for one in contents)


def together() -> Callable[[list[dict[str, Any]]], int]:
    """Set letters with Typst in documents of two hundred."""
    from funding.passes.letters.papers.letters import render_letters

    def run(contents: list[dict[str, Any]]) -> int:
        parts = range(0, len(contents), TOGETHER)
        return sum(len(render_letters(contents[start : start + TOGETHER])) for start in parts)

    return run


def one_process() -> Callable[[list[dict[str, Any]]], int]:
    """Make the print-ready file of a postal batch, one document at a time."""
    return batch(processes=1)


def batch(processes: int = 0) -> Callable[[list[dict[str, Any]]], int]:
    """Make the print-ready file of a postal batch with its manifest; the database aside."""
    from funding.models import Letter, PostalBatch
    from funding.passes.letters.papers import batches
    from funding.passes.letters.papers.batches import Totals, manifest, print_file
    from inclusion.core.models.documents import Document
    from inclusion.core.web.exports import to_csv

    batches.PROCESSES = processes or batches.PROCESSES

    def run(contents: list[dict[str, Any]]) -> int:
        kept = {one["number"]: one for one in contents}
        letters = [
            Letter(pk=number, address=one["address"], document=Document(pk=number, sha256=f"{number:064x}"))
            for number, one in kept.items()
        ]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "lot.pdf"
            printed = print_file(
                letters,
                path,
                progress=lambda done: True,
                read=lambda some: {letter.pk: kept[letter.pk] for letter in some},
            )
            to_csv(manifest(PostalBatch(number=1), printed, totals=Totals(0, 0), sha256=""))
            return path.stat().st_size

    return run


WAYS = {one.__name__: one for one in (weasyprint, typst, together, one_process, batch)}


def measure(way: str, count: int) -> dict[str, float]:
    """Set `count` letters in this process; returns letters per second, bytes per letter and the most memory held."""
    import django

    django.setup()
    run = WAYS[way]()
    contents = [content(number) for number in range(1, count + 1)]
    run([content(0)])
    start, busy = time.perf_counter(), _busy()
    size = run(contents)
    return {
        "rate": count / (time.perf_counter() - start),
        "busy_rate": count / (_busy() - busy),
        "size": size / count,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _busy() -> float:
    """Seconds of computing of this process and of those that it started."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


# -- The report ------------------------------------------------------------------------------------------------------


def _measured(way: str, count: int) -> dict[str, float]:
    out = subprocess.run(
        [sys.executable, __file__, "--way", way, "--letters", str(count)], check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(out.stdout.splitlines()[-1])


def report(letters: int) -> bool:
    """Measure every way, print the table, and return whether Typst is fast enough."""
    say(f"{'':42}{'lettres/s':>10}{'par s de calcul':>17}{'ko/lettre':>11}{'mémoire':>10}")
    found = {}
    for way, count, words in (
        ("weasyprint", max(4, letters // 40), "WeasyPrint, une lettre par fichier"),
        ("typst", letters, "Typst, une lettre par fichier"),
        ("together", max(TOGETHER, letters), f"Typst, documents de {TOGETHER} lettres"),
        ("one_process", letters, "Lot : fichier et bordereau, un processus"),
        ("batch", letters, "Lot : fichier et bordereau, deux processus"),
    ):
        one = found[way] = _measured(way, count)
        say(f"{words:42}{one['rate']:10.1f}{one['busy_rate']:17.1f}{one['size'] / 1000:11.1f}{one['memory']:7.0f} Mo")
    plain = found["weasyprint"]["rate"]
    ratio = found["typst"]["rate"] / plain
    say()
    many = found["together"]["rate"] / plain
    say(f"Typst / WeasyPrint : {ratio:.1f} fois ; en documents de {TOGETHER} : {many:.1f} fois")
    ways = ", ".join(f"{found[way]['rate'] / plain:.1f}" for way in ("one_process", "batch"))
    say(f"Lot / WeasyPrint, un et deux processus : {ways} fois")
    write, join = 10_000 / found["typst"]["rate"], 10_000 / found["batch"]["rate"]
    say(
        f"10 000 lettres : {write / 60:.1f} min pour les écrire (un processus), {join / 60:.1f} min pour le fichier à "
        f"imprimer, de {found['batch']['size'] / 100:.0f} Mo"
    )
    if ratio < LEAST:
        say(f"Trop lent : il faut {LEAST} fois.")
    return ratio >= LEAST


def say(words: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> int:
    """Report, or measure one way when asked for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=400)
    parser.add_argument("--way", choices=WAYS)
    asked = parser.parse_args()
    if asked.way:
        say(json.dumps(measure(asked.way, asked.letters)))
        return 0
    return 0 if report(asked.letters) else 1


if __name__ == "__main__":
    raise SystemExit(main())
