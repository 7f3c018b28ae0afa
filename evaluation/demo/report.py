"""The annual report of Lot-et-Garonne, made in the autumn for the steering committee; its draft goes on."""

from datetime import date
from uuid import UUID

from evaluation.annual_report.actions import carry_out, change_report, last_job, make_report, start_report
from evaluation.annual_report.enums import ChapterKind
from evaluation.annual_report.papers import render
from inclusion.demo.loading import Loaded, moment

MADE = date(2026, 11, 26)
INTRODUCTION = (
    "Ce point d’étape est présenté au comité de pilotage du 15 décembre. Il dit ce que les opérateurs ont réuni en "
    "2026, ce que cet argent a payé, et ce que les personnes accompagnées en disent.\n\n"
    "Le rapport définitif sera établi en janvier, quand les comptes de l’année seront clos."
)
TEXTS = {
    ChapterKind.MONEY: "L’effet levier du Département ajoute deux euros à chaque euro versé par un opérateur.",
    ChapterKind.RESULTS: "Les ateliers «\u00a0Mes droits depuis chez moi\u00a0» sont les seuls mesurés avant et après "
    "à ce jour.",
    ChapterKind.ROADMAPS: "Priorité de 2027\u00a0: les intercommunalités encore sans relais.",
}


def load_annual_report(loaded: Loaded) -> None:
    """Write the report of the year, make an edition of it, set its files."""
    network, stamp = loaded.network, {"by": loaded.coordinator, "at": moment(MADE)}
    report = start_report(network, year=MADE.year, **stamp)
    chapters = [(str(kind), TEXTS.get(kind, "")) for kind in report.kinds]
    report = change_report(report, introduction=INTRODUCTION, chapters=chapters, **stamp)
    edition = make_report(report, key=UUID(int=MADE.toordinal()), **stamp)
    job = last_job(edition)
    assert job is not None
    carry_out(job.pk, render=render, clock=lambda: moment(MADE))
