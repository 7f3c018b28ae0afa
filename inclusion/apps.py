from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.urls import register_converter

from inclusion.core.features import REGISTERS, load


class InclusionConfig(AppConfig):
    """Networks, partners, territories, people, and the shared sign-in pages."""

    name = "inclusion"
    default = True
    verbose_name = "Réseau"

    def ready(self) -> None:
        from inclusion.core.logs import SecretConverter

        register_converter(SecretConverter, "secret")
        load(self.name, *REGISTERS)
        from inclusion.core import invariants, journal

        journal.register_history_invariants()
        invariants.register()


class StaticFiles(StaticFilesConfig):
    """The files that browsers fetch, without one that names a source map which its package does not hold.

    Names that carry a print of their content cannot be given to it; the pages use the unabridged file.
    """

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "leaflet.markercluster.js"]
