"""Links from the making of a PDF to its result, and to the adopted roadmaps from the public home page."""

from django.urls import reverse

from funding.posts.rules.local_roadmaps import register_local_roadmaps
from inclusion.core.figures import register_figure
from inclusion.core.jobs import register_way_back
from inclusion.core.models.jobs import Job
from inclusion.core.registry.measures import register_measure
from inclusion.core.registry.public import register_public_page
from roadmaps.adoption.actions import DRAFT_KIND, JOB_KIND
from roadmaps.adoption.queries import adopted_locals, networks_with_roadmaps, registered_roadmaps
from roadmaps.plans.models.versions import RoadmapVersion

register_public_page(
    "Lire la feuille de route", "roadmap_public", networks_with_roadmaps, short="Feuille de route", order=30
)


def print_of(job: Job) -> dict[str, str]:
    """The way from the making of a version's PDF: to the PDF once it is there, to the adoption until then."""
    version = RoadmapVersion.objects.select_related("network").get(pk=job.subject_id)
    slug, roadmap = version.network.slug, version.roadmap_id
    if job.document_id is None:
        return {"label": "Revenir à l’adoption", "url": reverse("roadmap_adoption", args=[slug, roadmap])}
    url = reverse("roadmap_version_pdf", args=[slug, roadmap, version.number])
    return {"label": f"Ouvrir le PDF de la version {version.number}", "url": url}


def draft_of(job: Job) -> dict[str, str]:
    """The way from the making of a project's PDF."""
    slug = job.network.slug
    if job.document_id is None:
        url = reverse("roadmap_adoption", args=[slug, job.subject_id])
        return {"label": "Revenir à la feuille de route", "url": url}
    url = reverse("roadmap_pdf", args=[slug, job.subject_id])
    return {"label": "Ouvrir le PDF du projet", "url": f"{url}?travail={job.pk}"}


register_local_roadmaps(registered_roadmaps)
register_measure(
    register_figure(
        "local_roadmaps_adopted",
        "Feuilles de route intercommunales adoptées",
        "feuilles de route",
        "Les feuilles de route des intercommunalités adoptées dans la période, adoption confirmée par la coordination.",
    ),
    adopted_locals,
)
register_way_back(JOB_KIND, print_of)
register_way_back(DRAFT_KIND, draft_of)
