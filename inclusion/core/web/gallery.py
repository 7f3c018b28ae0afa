"""The gallery: every component of `templates/components` with invented data, to look at and to test."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import django_tables2 as tables
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from inclusion.core.access import public
from inclusion.core.charts import shares, squares
from inclusion.core.charts.balance import Part, balance
from inclusion.core.charts.bars import REST, Piece, bar_chart
from inclusion.core.charts.changes import Move, Split
from inclusion.core.charts.days import Ahead
from inclusion.core.charts.dots import Crowd
from inclusion.core.charts.fields import Fields
from inclusion.core.charts.shares import Share
from inclusion.core.charts.years import Year
from inclusion.core.enums import Group, JobState, PartnerKind
from inclusion.core.french.money import CalculationStep, euros
from inclusion.core.navigation import Numbers, Urgency, menu_of
from inclusion.core.web.columns import EurosColumn
from inclusion.templatetags.charts import NARROW, WIDE


class SampleForm(forms.Form):
    """One field of each kind that the portal uses."""

    groups = [
        ("L’organisme", ["name", "kind", "town", "since", "amount"]),
        ("Ce que vous souhaitez", ["channel", "length", "topics", "story", "file", "agreed"]),
    ]

    name = forms.CharField(label="Nom de l’organisme", help_text="Tel qu’il paraîtra dans l’annuaire.")
    kind = forms.ChoiceField(label="Type", choices=PartnerKind)
    town = forms.CharField(label="Commune", required=False)
    since = forms.DateField(label="Depuis le", required=False)
    amount = forms.DecimalField(label="Contribution, en euros", min_value=0, help_text="Zéro est une réponse possible.")
    channel = forms.ChoiceField(
        label="Comment vous répondre",
        choices=[("email", "Par courriel"), ("phone", "Par téléphone")],
        widget=forms.RadioSelect,
    )
    length = forms.ChoiceField(
        label="Combien de temps",
        choices=[("30", "30 min"), ("60", "60 min")],
        widget=forms.RadioSelect,
        required=False,
        template_name="components/keys.html",
    )
    topics = forms.MultipleChoiceField(
        label="Sujets",
        choices=[("pass", "Pass numérique"), ("kit", "Matériel"), ("plan", "Feuille de route")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    story = forms.CharField(label="Votre projet en quelques mots", widget=forms.Textarea, required=False)
    file = forms.FileField(label="Document", required=False, help_text="PDF, 5 Mo au plus.")
    agreed = forms.BooleanField(label="Je suis d’accord pour être rappelé.")


class SampleFilters(forms.Form):
    """Three filters of a list."""

    q = forms.CharField(label="Nom", required=False)
    kind = forms.ChoiceField(label="Type", choices=[("", "Tous"), *PartnerKind.choices], required=False)
    since = forms.DateField(label="Depuis le", required=False)


class SampleTable(tables.Table):
    """What each operator's euros became."""

    name = tables.Column("Opérateur", footer="Ensemble")
    paid = EurosColumn("A versé", footer=euros(Decimal(15000)))
    match = EurosColumn("Effet levier", footer=euros(Decimal(30000)))
    left = EurosColumn("Part restante", footer=euros(Decimal(27000)))

    class Meta:
        caption = "Ce que les euros de chacun financent"
        order_by = "name"


ROWS = [
    {"name": "CAF 47", "paid": Decimal(10000), "match": Decimal(20000), "left": Decimal(15750)},
    {"name": "CPAM 47", "paid": Decimal(0), "match": Decimal(0), "left": Decimal(0)},
    {"name": "Orange", "paid": Decimal(5000), "match": Decimal(10000), "left": Decimal(11250)},
]

BARS = [
    (
        "Reçu\u00a0: 45 000\u00a0€",
        [Piece("Opérateurs", Decimal(15000), "c1"), Piece("Effet levier du Département", Decimal(30000), "c2")],
    ),
    (
        "Employé\u00a0: 18 000\u00a0€",
        [
            Piece("Mes droits depuis chez moi", Decimal(9000), "c4"),
            Piece("Forum", Decimal(9000), "c5"),
            Piece("Reste disponible", Decimal(27000), REST),
        ],
    ),
]

BALANCE: dict[str, Any] = {
    "whole": "Réuni",
    "sources": [
        Part("versé", Decimal(15000), "ink"),
        Part("effet levier", Decimal(30000), "c2"),
        Part("subventions", Decimal(8000), "c3"),
    ],
    "parts": [
        Part("engagé et payé", Decimal(20000), "c5"),
        Part("engagé, à payer", Decimal(3000), "c5-lines"),
        Part("réservé", Decimal(5000), "c3-pale"),
        Part("promis", Decimal(4000), "warn-lines"),
        Part("encore à engager", Decimal(21000), "c1", answer=True),
    ],
}

TODOS = [
    {
        "tone": "bad",
        "chip": "En retard",
        "title": "Appel de fonds de la MSA",
        "detail": "4 000,00\u00a0€, échu depuis 12 jours",
        "action": "Relancer",
        "url": "#",
    },
    {
        "tone": "warn",
        "chip": "30 jours",
        "title": "Convention CARSAT",
        "detail": "Elle prend fin le 24 décembre.",
        "action": "Renouveler",
        "url": "#",
    },
    {
        "tone": "info",
        "chip": "Demande",
        "title": "Médiathèque de Marmande",
        "detail": "Elle souhaite rejoindre le réseau.",
        "action": "Répondre",
        "url": "#",
    },
    {"tone": "", "chip": "", "title": "Forum du 8 décembre", "detail": "", "action": "", "url": ""},
]

FIGURES = [
    ("Encore à engager", "27 000\u00a0€", "", "sur 45 000\u00a0€ réunis"),
    ("Pour 1\u00a0€ versé", "3\u00a0€", "réunis", "voir le calcul"),
    ("Pass émis en 2026", "1 284", "", "61\u00a0% déjà utilisés"),
    ("Se sentent plus capables", "+0,6", "point", "84 personnes, avant et après"),
]

STEPS = [
    CalculationStep("Aucune subvention n’est fléchée vers le Forum."),
    CalculationStep("Le Forum ne vise aucun opérateur\u00a0: chacun paie selon ce qui lui reste."),
    CalculationStep("CAF 47", "9 000 × 21 000 ÷ 36 000 = 5 250,00\u00a0€"),
    CalculationStep("Orange", "9 000 × 15 000 ÷ 36 000 = 3 750,00\u00a0€"),
]


MESSAGES = [
    (messages.SUCCESS, "Le pass est envoyé à Jeanne Exemple."),
    (messages.INFO, "Votre brouillon est gardé."),
    (messages.WARNING, "La convention prend fin dans 30 jours."),
    (messages.ERROR, "Le lot n’a pas pu être préparé. Rien n’est parti."),
]


def _lists(request: HttpRequest) -> dict[str, Any]:
    """A whole list, on its second page, and an empty table."""
    many = [{**ROWS[rank % 3], "name": f"{ROWS[rank % 3]['name']} ({rank + 1})"} for rank in range(60)]
    table, short = SampleTable(many, request=request, prefix="long-"), SampleTable(ROWS, request=request)
    tables.RequestConfig(request, paginate={"per_page": 5, "page": 2, "silent": True}).configure(table)
    tables.RequestConfig(request, paginate=False).configure(short)
    table.caption, empty = "Opérateurs", SampleTable([], request=request, prefix="empty-")
    empty.caption = "Un tableau encore vide"
    return {
        "table": table,
        "short_table": short,
        "empty_table": empty,
        "filter": SimpleNamespace(form=SampleFilters({"filter-q": "CAF"}, prefix="filter")),
        "total": len(many),
    }


def _samples() -> dict[str, Any]:
    """What the other components show."""
    return {
        "today": date(2026, 11, 24),
        "states": list(JobState),
        "todos": TODOS,
        "groups": [
            {"urgency": Urgency.LATE, "is_late": True, "counted": "1 sur 4", "todos": TODOS[:1]},
            {"urgency": Urgency.WEEK, "is_late": False, "counted": "2", "todos": TODOS[1:3]},
        ],
        "figures": [
            {"label": label, "value": value, "unit": unit, "link_label": link, "url": "#"}
            for label, value, unit, link in FIGURES
        ],
        "steps": STEPS,
        "form": SampleForm({"name": "", "kind": "ccas", "amount": "-5"}),
        "fresh_form": SampleForm(prefix="fresh"),
        "wide": bar_chart(BARS, width=WIDE),
        "narrow": bar_chart(BARS, width=NARROW),
        "balance": [balance(**BALANCE, width=width) for width in (WIDE, NARROW)],
        "places": [("Cyber-base de Marmande", 412, "412"), ("Médiathèque d’Agen", 180, "180"), ("Nérac", 0, "0")],
        "years": [
            Year("2024", Decimal(120), None, Decimal(100), "120 personnes, cible 100"),
            Year("2025", Decimal(180), Decimal(70), Decimal(300), "250 personnes dont 70 locales, cible 300"),
            Year("2026", None, None, Decimal(400), "pas encore de valeur, cible 400"),
        ],
        "shares": [
            Share("Un téléphone", 52, 60),
            Share("Un ordinateur", 31, 60, mark="bonne réponse"),
            Share("Une tablette", None, 60),
            Share("Sans réponse", 5, 60, is_apart=True),
        ],
        "skill_steps": ["Je ne sais pas", "Avec de l’aide", "Seul", "Avec aisance"],
        "skills": [
            shares.Row("Envoyer un e-mail", (14, 20, 16, 10), 60),
            shares.Row("Faire une démarche", (32, 18, None, None), 60, note="Sans réponse\u00a0: 2 sur 60."),
        ],
        "moved": [[0, 7, None, None], [0, 5, 6, 0], [0, 2, 8, 6], [0, 0, 0, 0]],
        "crowd": Crowd(474, "personnes aidées", 320, "ont utilisé leur pass", "pas encore"),
        "changed": [
            Split(
                "«\u00a0Envoyer un e-mail\u00a0»",
                ((206, "plus à l’aise", "c1"), (119, "pareil", "c5"), (45, "moins à l’aise", "c2")),
            ),
            Move("Réussit l’exercice proposé", 44, 49),
        ],
        "able": Fields(510, 17, 40, 18, 19, 6),
        "standings": [
            squares.Group(squares.DONE, 2, "2 terminées"),
            squares.Group(squares.RUNNING, 5, "5 en cours"),
            squares.Group(squares.LATE, 1, "1 en retard"),
            squares.Group(squares.STOPPED, 1, "1 bloquée"),
            squares.Group(squares.TO_START, 1, "1 à lancer"),
        ],
        "ahead": [
            Ahead("Comité de pilotage à la préfecture", 12, "dans 12 jours", "le 8 décembre"),
            Ahead("Fin de la subvention de l’État", 35, "dans 35 jours", "le 31 décembre"),
        ],
        "facts": [("Type", "Opérateur de services publics"), ("SIRET", ""), ("Depuis", "mars 2024")],
        "path_steps": [("Personne", "done"), ("Envoi", "current"), ("Vérification", "next")],
        "conditions": [("Le projet est daté.", True), ("Deux axes du Département sont repris.", False)],
        "events": [
            {"at": date(2026, 11, 24), "by": "Camille Exemple", "label": "Convention signée", "detail": "CARSAT"},
            {"at": date(2026, 10, 2), "label": "Convention proposée"},
        ],
        "tabs": [
            {"label": "Contributions", "url": "#", "current": True, "count": 19},
            {"label": "Actions", "url": "#", "current": False},
        ],
        "menus": {"folding": _menu(MENU), "short": _menu(MENU[:2])},
        "main_action": {"label": "Envoyer un pass", "url": "#", "brief": ""},
    }


#: Groups of a menu: their entries, and how many things wait there.
MENU: list[tuple[Group, dict[str, int]]] = [
    (Group.NETWORK, {"Partenaires": 1, "Réunions": 1, "Jours Hub": 0}),
    (Group.FINANCE, {"Fonds": 3, "Conventions": 1, "Relevés": 0}),
    (Group.SUPPORT, {"Personnes": 0, "Pass numérique": 2, "Reconditionnement": 0, "Aide aux familles": 1}),
    (Group.MEASURE, {"Feuilles de route": 1, "Évaluation": 0}),
]


def _menu(groups: list[tuple[Group, dict[str, int]]]) -> dict[str, Any]:
    entries = [(None, "Accueil"), *((group, label) for group, shown in groups for label in shown)]
    return menu_of(
        [
            {"name": label, "group": group, "at_foot": False, "label": label, "url": "#", "current": label == "Fonds"}
            for group, label in entries
        ],
        Numbers(
            groups={group: sum(shown.values()) for group, shown in groups},
            entries={label: count for _, shown in groups for label, count in shown.items()},
        ),
    )


@public
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, with its name; in production there is no such page."""
    if settings.PRODUCTION:
        raise Http404
    for level, text in MESSAGES:
        messages.add_message(request, level, text)
    return render(request, "gallery.html", {**_samples(), **_lists(request)})
