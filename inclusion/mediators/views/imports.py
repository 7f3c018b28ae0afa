"""The register as a file: tried, then written."""

from typing import Any

from django.urls import reverse

from inclusion.core.access import MemberRequest, Permission
from inclusion.core.web.trials import TrialPages
from inclusion.mediators.actions.imports import COLUMNS, HELPERS
from inclusion.mediators.enums import HelperStatus
from inclusion.mediators.forms import HelpersFileForm


class HelperImportPages(TrialPages):
    """A file of people who help."""

    importer = HELPERS
    permissions = (Permission.HELPERS_MANAGE,)
    form = HelpersFileForm
    names = ("helper_import", "helper_import_detail", "helper_import_apply", "helper_import_drop")
    new_template = "inclusion/mediators/helper_import.html"
    heading = "Importer un fichier de personnes qui aident"
    back_label = "Revenir au registre"
    faults_caption = "À corriger\u00a0: ces lignes ne sont pas prises"
    partly = "Les lignes à corriger ne sont pas prises. Vous pourrez importer le fichier de nouveau."

    def back(self, slug: str, subject: Any) -> str:
        return reverse("helper_list", args=[slug])

    def trail(self, slug: str, subject: Any) -> list[tuple[Any, str]]:
        return [("Aidants", self.back(slug, subject))]

    def apply_label(self, report: Any) -> str:
        return "Enregistrer cette fiche" if report.count == 1 else f"Enregistrer ces {report.count} fiches"

    def guide(self, request: MemberRequest, subject: Any) -> dict[str, Any]:
        return {"headers": COLUMNS.headers, "statuses": [one.label for one in HelperStatus]}

    def model(self, subject: Any) -> tuple[str, list[list[Any]]]:
        return "modele-aidants", [COLUMNS.headers]


HELPER_IMPORT = HelperImportPages()
