"""Pages of trainings: by employer, one more for somebody, its certificate."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from inclusion.core.access import Member, MemberRequest, Permission, requires
from inclusion.core.figures import marked, register_figure
from inclusion.core.french.names import of, so_many
from inclusion.core.imports.uploads import MAX_PDF_BYTES
from inclusion.core.web.acting import confirmed, formed, stamp
from inclusion.core.web.body_size import takes_files
from inclusion.core.web.exports import attachment
from inclusion.core.web.listing import listing
from inclusion.mediators.actions import trainings as actions
from inclusion.mediators.forms import TrainingForm
from inclusion.mediators.lists import EmployerTable
from inclusion.mediators.models import Helper, HelperTraining
from inclusion.mediators.queries import trainings_by_employer
from inclusion.mediators.views.entries import own_helper

TRAINED = register_figure(
    "helpers_trained",
    "Personnes formées",
    "personnes",
    "Les personnes en poste dont le membre tient la fiche et qui y ont une formation notée au moins.",
)


def own_training(member: Member, pk: int) -> HelperTraining:
    """A training of somebody whose entry the member keeps; nothing is found otherwise."""
    mine = Helper.objects.editable_by(member).values("pk")
    found = HelperTraining.objects.filter(helper__in=mine).select_related("helper__network", "document")
    return get_object_or_404(found, pk=pk)


@requires(Permission.HELPERS_OWN)
def helper_trainings(request: MemberRequest) -> HttpResponse:
    """Which employers had their people trained; the own one, or all for the coordination."""
    today = timezone.localdate()
    mine = Helper.objects.editable_by(request.member).in_post(on=today)
    count, trained = mine.count(), mine.trained().count()
    verb = "ont suivi une formation" if trained > 1 else "a suivi une formation"
    return listing(
        request,
        queryset=trainings_by_employer(request.member, on=today),
        table=EmployerTable,
        template="inclusion/mediators/helper_trainings.html",
        name="formations-des-aidants",
        heading=marked(
            f"{so_many(trained, 'personne', 'personnes')} sur {count} {verb}",
            TRAINED.amount(trained, request.member.membership, over=today),
        ),
        count=count,
    )


@requires(Permission.HELPERS_OWN)
@takes_files(MAX_PDF_BYTES)
def helper_training_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Note a training that somebody followed."""
    helper = own_helper(request.member, pk)
    return formed(
        request,
        TrainingForm(request.POST or None, request.FILES or None),
        lambda data: actions.add_training(helper, **data, **stamp(request)),
        done=lambda noted: f"La formation «\u00a0{noted}\u00a0» est notée.",
        then=helper,
        back=helper,
        cancel_label="Ne rien changer",
        action_label="Noter cette formation",
        title=f"Formation {of(helper)}",
        heading=f"Quelle formation {helper} a-t-il ou a-t-elle suivie\u00a0?",
        trail=(("Aidants", "helper_list"), helper, "Noter une formation"),
    )


@requires(Permission.HELPERS_OWN)
def helper_training_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take a training off."""
    training = own_training(request.member, pk)
    return confirmed(
        request,
        lambda: actions.remove_training(training, **stamp(request)),
        done="La formation n’est plus sur la fiche.",
        back=training.helper,
        question=f"Retirer la formation «\u00a0{training}\u00a0»\u00a0?",
        consequence="Ses heures ne comptent plus, et son attestation est effacée.",
        action_label="Retirer cette formation",
        danger=True,
    )


@requires(Permission.HELPERS_OWN)
def helper_certificate(request: MemberRequest, pk: int) -> HttpResponse:
    """The certificate of a training, for who keeps the entry."""
    document = own_training(request.member, pk).document
    if document is None:
        raise Http404
    return attachment(document.data, filename=document.filename, media_type=document.media_type, inline=True)
