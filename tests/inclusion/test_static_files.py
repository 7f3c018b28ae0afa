"""The files that browsers fetch can be given names that carry their print, as production does."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings
from whitenoise.compress import Compressor

MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"


def test_no_style_depends_on_how_a_telephone_is_turned():
    """What axe would look for anew on each page that a browser audits."""
    files = [*settings.BASE_DIR.glob("static/**/*.css"), *settings.BASE_DIR.glob("templates/**/*.html")]
    assert len(files) > 100
    assert [file.name for file in files if re.search(r"orientation\s*:", file.read_text())] == []


@pytest.mark.slow
def test_every_file_is_collected_under_the_name_of_its_print(tmp_path, monkeypatch):
    # To compress takes ten times as long as the rest.
    monkeypatch.setattr(Compressor, "compress", lambda self, path: [])
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST}}
    with override_settings(STORAGES=storages, STATIC_ROOT=str(tmp_path)):
        call_command("collectstatic", interactive=False, verbosity=0)
        for name in ("js/guide-map.js", "leaflet/leaflet.js", "leaflet-markercluster/leaflet.markercluster-src.js"):
            assert (tmp_path / staticfiles_storage.stored_name(name)).is_file()
