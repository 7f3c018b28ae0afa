"""What is missing before a step of a post, in French sentences."""

from funding.enums import AgreementState, PostState
from funding.models.posts import Post, RoadmapStanding
from inclusion.core.enums import PartnerKind
from inclusion.territories.models import Epci


def territory_of(post: Post) -> Epci | None:
    """The intercommunalité of a post: the one that was said, else its employer's, else the collectivité's."""
    return post.territory or post.employer.epci or post.collectivite.epci


def roadmap_of(post: Post) -> RoadmapStanding | None:
    """How far the local roadmap of the post's intercommunalité has come; None: nothing was noted of it."""
    territory = territory_of(post)
    return None if territory is None else RoadmapStanding.objects.filter(epci=territory).first()


def roadmap_problem(post: Post, *, adopted: bool) -> str | None:
    """What the local roadmap of a post lacks to be drafted at least, or to be adopted; None: nothing.

    Drafted opens the signature of its agreement, adopted the payment of its second and later years.
    """
    territory = territory_of(post)
    if territory is None and post.collectivite.kind == PartnerKind.DEPARTMENT:
        return None  # a post for the whole département stands under the departmental roadmap itself
    if territory is None:
        return (
            "L’intercommunalité de ce poste n’est pas connue\u00a0: dites-la dans la demande, "
            "pour que sa feuille de route locale puisse être vérifiée."
        )
    standing = roadmap_of(post)
    if standing is None:
        return (
            f"La feuille de route locale n’est pas encore rédigée ({territory})\u00a0: "
            "le poste se finance une fois qu’elle l’est."
        )
    if adopted and standing.adopted_on is None:
        return (
            f"La feuille de route locale est rédigée, mais pas encore adoptée ({territory})\u00a0: "
            "elle doit l’être avant que la deuxième année du poste soit payée."
        )
    return None


def missing_before(post: Post, to: PostState) -> list[str]:
    """What stands between a post and this state; an empty list opens the door."""
    missing = []
    if to == PostState.SUBMITTED:
        if territory_of(post) is None and post.collectivite.kind != PartnerKind.DEPARTMENT:
            missing.append("Dites de quelle intercommunalité dépend ce poste.")
        if not post.need.strip():
            missing.append("Dites en quelques phrases pourquoi ce poste est nécessaire.")
    if to == PostState.REFUSED and not post.decision_reason.strip():
        missing.append("Dites pourquoi ce poste n’est pas retenu\u00a0: la collectivité lira ce motif.")
    if to == PostState.REFUSED and post.agreement is not None:
        missing.append(
            "Sa convention est résiliée\u00a0: le poste garde ce qui est engagé pour lui, le reste de l’enveloppe est "
            "libre. Pour continuer, déposez une nouvelle demande."
            if post.agreement.state == AgreementState.TERMINATED
            else "Ce poste a une convention\u00a0: supprimez d’abord son brouillon, ou résiliez-la une fois signée."
        )
    return missing
