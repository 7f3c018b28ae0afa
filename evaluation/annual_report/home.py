"""The annual report in the menu, and the way from its making to its page."""

from evaluation.annual_report.actions import JOB_KIND
from evaluation.annual_report.models import ReportEdition
from inclusion.core.access import Permission
from inclusion.core.enums import Group
from inclusion.core.jobs import register_way_back
from inclusion.core.models.jobs import Job
from inclusion.core.navigation import Entry, register_entry
from inclusion.core.registry.people import register_person_rows

register_entry(Entry(30, "Rapport annuel", "report_list", Permission.REPORT_VIEW, "report_", group=Group.MEASURE))


def edition_of(job: Job) -> dict[str, str]:
    """The way from the making of the files of an edition to its page."""
    edition = ReportEdition.objects.get(pk=job.subject_id)
    return {"label": f"Voir le rapport n° {edition.number}", "url": edition.get_absolute_url()}


register_way_back(JOB_KIND, edition_of)
register_person_rows(ReportEdition, kept="Un rapport annuel établi reste tel qu’il l’a été.")
