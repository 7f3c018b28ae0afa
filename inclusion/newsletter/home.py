"""What the newsletter shows elsewhere, and news about the network itself."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from inclusion.core.access import Member, Permission
from inclusion.core.activities import Activity, Running, register_activity
from inclusion.core.enums import Group
from inclusion.core.french.text import as_markdown
from inclusion.core.models.networks import Network
from inclusion.core.navigation import Entry, Todo, register_entry, register_todos
from inclusion.core.news import News, register_news
from inclusion.core.registry.links import key_of
from inclusion.core.registry.people import register_person_rows
from inclusion.core.registry.public import register_public_page
from inclusion.newsletter.actions.subscribers import erase_subscriber
from inclusion.newsletter.enums import IssueState
from inclusion.newsletter.models import IssueQuerySet, NewsletterIssue, NewsletterMail, Subscriber, networks_with_issues
from inclusion.partners.models import Partner


def running_issues(day: date) -> list[Running]:
    """Issues that are planned or being sent."""
    return [
        Running(
            NewsletterIssue.objects.filter(state__in=(IssueState.PLANNED, IssueState.SENDING)),
            "numéro est prévu ou en cours d’envoi",
            "numéros sont prévus ou en cours d’envoi",
            "issue_list",
        )
    ]


register_activity(
    Activity(
        "newsletter",
        "Journal du réseau",
        "Des numéros envoyés aux abonnés et lus sur le web.",
        Group.PUBLIC,
        ("inclusion.newsletter",),
        running_issues,
    )
)

register_entry(
    Entry(
        28,
        "Journal du réseau",
        "issue_list",
        Permission.NEWSLETTER_MANAGE,
        ("issue_", "subscriber_"),
        group=Group.PUBLIC,
    )
)
register_public_page("Journal du réseau", "issue_public_list", networks_with_issues, short="Journal", order=40)


def _not_sent(member: Member, today: date) -> IssueQuerySet:
    return NewsletterIssue.objects.filter(state=IssueState.DRAFT).exclude(plan_problem="")


@register_todos(Permission.NEWSLETTER_MANAGE, lambda member, today: [(_not_sent(member, today), "begun_at")])
def issues_that_did_not_leave(member: Member, today: date) -> list[Todo]:
    """Issues that were planned and could not leave, each with the reason."""
    return [
        Todo(
            title=f"Le numéro «\u00a0{one}\u00a0» n’est pas parti",
            detail=one.plan_problem,
            action="Ouvrir le numéro",
            url=reverse("issue_detail", args=[member.network.slug, one.pk]),
            due=today,
        )
        for one in _not_sent(member, today).order_by("begun_at", "pk")
    ]


@register_news
def new_partners(network: Network, start: date, end: date) -> list[News]:
    """Partners that joined in these days, with what they say that they do."""
    joined = Partner.objects.active().filter(added_at__date__gte=start, added_at__date__lt=end)
    return [
        News(
            key=key_of(one),
            on=timezone.localdate(one.added_at),
            heading="Nouveaux partenaires",
            title=one.name,
            text=_who_they_are(one),
            url=one.website,
        )
        for one in joined.select_related("commune", "profile").order_by("added_at", "pk")
    ]


def _who_they_are(partner: Partner) -> str:
    """« Association, Marmande. », and their own sentence from the directory, where they wrote one."""
    place = f", {partner.commune.name}" if partner.commune else ""
    summary = as_markdown(partner.profile.summary) if hasattr(partner, "profile") else ""
    return f"{partner.get_kind_display()}{place}. {summary}".strip()


# -- Subscribers in the rights of a person


register_person_rows(Subscriber, email="email", forget=erase_subscriber)


register_person_rows(NewsletterMail, email="problem")
