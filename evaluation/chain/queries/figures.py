"""The figures of the chain from euros to results: each is the sum of the rows of its list.

`rows` makes the rows, a page shows their sum, the list shows them one by one.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, Substr, TruncDate
from django.utils import timezone

from equipment.family_aid.models import WITH_DEVICE, FamilyAid
from equipment.loans.models.loans import Loan, LoanItem
from equipment.refurbishing.enums import DeviceState
from equipment.refurbishing.models import Device
from evaluation.activity.models import HelpRecord
from evaluation.chain.rules import EUROS, Unit
from funding.enums import AgreementState
from funding.ledger.enums import AccountKind, TransactionKind
from funding.ledger.models.funds import ActionReach, Fund, FundedAction
from funding.passes.booklets.models import Booklet, Pass
from funding.passes.enums import PassState
from funding.passes.uses.models import Redemption
from funding.posts.models import Post
from inclusion.core.french.periods import Period, civil_year, shown_end, stored_end
from inclusion.core.registry.links import key_of
from inclusion.core.roles import Permission
from inclusion.events.enums import FigureKind, RegistrationState
from inclusion.events.models import TAKING, Event, EventFigure, Registration
from inclusion.partners.models import Partner
from inclusion.territories.models import Epci

#: What funded actions are called in the keys of `inclusion.core.registry.links.key_of`.
_ACTION_KEY = key_of(FundedAction(pk=0)).removesuffix("0")
AMOUNT = DecimalField(max_digits=14, decimal_places=2)


class Part(StrEnum):
    """The parts of the page, in their order."""

    MONEY = "L’argent"
    OUTPUT = "Ce que les actions ont fait"
    PEOPLE = "Les personnes aidées"
    TYPED = "Nombres saisis"


@dataclass(frozen=True)
class Scope:
    """Of what the page is: a civil year, and a fund, an operator, an action, an intercommunalité or none of them."""

    year: int
    fund: Fund | None = None
    partner: Partner | None = None
    action: FundedAction | None = None
    epci: Epci | None = None

    @property
    def period(self) -> Period:
        """Its days."""
        return civil_year(self.year)

    @property
    def last_day(self) -> date:
        """The last day of its year."""
        return shown_end(self.period.end)

    @property
    def area(self) -> str | None:
        """The SIREN of its intercommunalité."""
        return self.epci.pk if self.epci else None

    def query(self, *, action: int | None = None) -> str:
        """The same in an address, or of one of its actions; « no operator » too, where one is usual."""
        said = {
            "annee": self.year,
            "fonds": self.fund and self.fund.pk,
            "operateur": self.partner.pk if self.partner else "",
            "action": action or (self.action and self.action.pk),
            "epci": self.area,
        }
        return urlencode({name: value for name, value in said.items() if value is not None})


@dataclass(frozen=True)
class Figure:
    """One figure: its address, its words, and the rows that it is the sum of."""

    key: str
    label: str
    definition: str
    unit: Unit
    part: Part

    def label_in(self, scope: Scope) -> str:
        """What it is called on a page of this."""
        return self.label

    @property
    def size_title(self) -> str:
        """What the amounts of its list are called."""
        return "Montant" if self.unit.is_money else "Durée" if self.unit.in_hours else "Nombre"

    @property
    def file_title(self) -> str:
        """The same in a file, where no unit stands beside a number."""
        return "Durée (heures)" if self.unit.in_hours else self.size_title


# -- Money: the sums by account and month that the ledger keeps

_SHARE, _GRANT = Q(account__kind=AccountKind.SHARE), Q(account__kind=AccountKind.GRANT)
_COMMITTED, _OWED = Q(account__kind=AccountKind.COMMITTED), Q(account__kind=AccountKind.OWED)


@dataclass(frozen=True)
class Money(Figure):
    """Euros of these accounts: those of the year, or all until its end (`stands`)."""

    accounts: Q = field(default_factory=Q)
    stands: bool = False
    #: What it is called of one operator, where its statement calls something else by the name.
    own_label: str = ""
    #: Whether it is said of one action, of one operator, of everything else.
    of_action: bool = True
    of_operator: bool = True
    of_fund: bool = True
    is_typed = False

    def said_of(self, scope: Scope) -> bool:
        """Whether this figure is there for a scope: no euro of a fund is of one intercommunalité."""
        if scope.epci is not None:
            return False
        if scope.action is not None:
            return self.of_action
        return self.of_operator if scope.partner is not None else self.of_fund

    def label_in(self, scope: Scope) -> str:
        """As its statement says it, of an operator."""
        return (scope.partner and self.own_label) or self.label

    def q(self, period: Period) -> Q:
        """Its sums by month."""
        return self.accounts if self.stands else self.accounts & Q(booked_in__gte=period.start)


def _money(key: str, label: str, definition: str, accounts: Q, **options: Any) -> Money:
    return Money(key, label, definition, EUROS, Part.MONEY, accounts, **options)


MONEY = (
    _money(
        "verse",
        "Versé par les opérateurs",
        "Ce que les contributeurs ont versé dans l’année, remboursements déduits.",
        _SHARE & Q(effect=TransactionKind.RECEIPT),
        of_action=False,
    ),
    _money(
        "effet-levier",
        "Effet levier",
        "Ce que ces versements ont fait ajouter au fonds.",
        _SHARE & Q(effect=TransactionKind.MATCH),
        of_action=False,
    ),
    _money(
        "subventions",
        "Subventions",
        "Ce que l’État et l’Europe ont versé au fonds dans l’année.",
        _GRANT & Q(effect=TransactionKind.GRANT),
        of_action=False,
        of_operator=False,
    ),
    _money(
        "engage",
        "Engagé, rendu déduit",
        "Ce qui a été promis à une action dans l’année, moins ce qui en est revenu.",
        _COMMITTED & Q(effect__in=[TransactionKind.COMMITMENT, TransactionKind.RELEASE]),
        own_label="Engagé, rendu déduit, subventions à part",
    ),
    _money(
        "paye",
        "Payé",
        "Ce qui a quitté le fonds dans l’année, engagements antérieurs compris.",
        Q(account__kind=AccountKind.PAID),
    ),
    _money(
        "reste",
        "Reste du pot commun",
        "Ce qui reste à engager du pot commun à la fin de la période, années précédentes et promesses comprises.",
        _SHARE,
        stands=True,
        own_label="Reste à engager",
        of_action=False,
    ),
    _money(
        "subventions-reservees",
        "Subventions réservées",
        "Ce qui reste des subventions à la fin de la période\u00a0: elles ne paient que leurs actions.",
        _GRANT,
        stands=True,
        of_action=False,
        of_operator=False,
    ),
    _money(
        "reste-a-payer",
        "Reste à payer",
        "Ce qui est engagé pour l’action et pas encore payé, années précédentes comprises.",
        _COMMITTED | _OWED,
        stands=True,
        of_operator=False,
        of_fund=False,
    ),
)
MONEY_BY_KEY = {one.key: one for one in MONEY}


@dataclass(frozen=True)
class Share(Money):
    """Euros of one operator that no account keeps: worked out action by action, as in its statement."""

    def said_of(self, scope: Scope) -> bool:
        """Of one operator alone."""
        return scope.partner is not None and scope.epci is None


SHARES = (
    Share(
        "part-des-subventions",
        "Sa part des subventions",
        "Les subventions engagées à chaque action, réparties entre les opérateurs selon ce que leurs euros y ont "
        "engagé, au centime\u00a0: comme dans le relevé.",
        EUROS,
        Part.MONEY,
    ),
    Share(
        "part-du-cout",
        "Sa part du coût des actions",
        "Ce que ses euros et sa part des subventions ont engagé à chaque action dans l’année, et ce que l’action a "
        "permis.",
        EUROS,
        Part.MONEY,
    ),
)


# -- Outputs: rows with `day`, `what`, `size`, `funded` (the key of the action) and `area` (a SIREN)


def _rows(
    rows: QuerySet[Any],
    *,
    day: Combinable | str,
    what: Combinable,
    size: Combinable,
    funded: Combinable | str,
    area: Combinable | str | None = None,
) -> QuerySet[Any]:
    """These rows with the columns that every list and every sum reads, the latest first."""
    return rows.annotate(
        day=Cast(day, DateField()),
        what=Cast(what, CharField()),
        size=Cast(size, AMOUNT),
        funded=Cast(funded, BigIntegerField()),
        area=Coalesce(Cast(area or Value(""), CharField()), Value("")),
    ).order_by("-day", "-pk")


def _passes(days: Period) -> QuerySet[Any]:
    # Of a booklet that was cancelled, those that had served stay.
    passes = Pass.objects.filter(booklet=OuterRef("pk")).exclude(state=PassState.CANCELLED)
    passes = passes.order_by().values("booklet")
    sent = Booklet.objects.filter(issued_on__gte=days.start, issued_on__lt=days.end)
    return _rows(
        sent.filter(Exists(passes)),
        day="issued_on",
        what=Concat(Value("Carnet n°\u00a0"), Cast("number", CharField())),
        size=Coalesce(Subquery(passes.values(count=Count("pk"))), 0),
        funded="programme__funded_action_id",
        area="beneficiary__commune__epci_id",
    )


def _uses(days: Period) -> QuerySet[Any]:
    used = Redemption.objects.standing().filter(used_on__gte=days.start, used_on__lt=days.end)
    number, rank = (Cast(f"one_pass__{name}", CharField()) for name in ("booklet__number", "rank"))
    return _rows(
        used,
        day="used_on",
        what=Concat(Value("Pass n°\u00a0"), number, Value("-"), rank),
        size=Value(1),
        funded="one_pass__booklet__programme__funded_action_id",
        area="one_pass__booklet__beneficiary__commune__epci_id",
    )


def _aids(days: Period) -> QuerySet[Any]:
    given = FamilyAid.objects.filter(
        state__in=WITH_DEVICE,
        given_at__date__gte=days.start,
        given_at__date__lt=days.end,
        programme__payer_key__startswith=_ACTION_KEY,
    )
    return _rows(
        given,
        day=TruncDate("given_at"),
        what=Concat(Value("Aide n°\u00a0"), Cast("pk", CharField())),
        size=Value(1),
        funded=Substr("programme__payer_key", len(_ACTION_KEY) + 1),
        area="person__commune__epci_id",
    )


def _devices(days: Period) -> QuerySet[Any]:
    gone = Device.objects.filter(
        state__in=[DeviceState.LENT, DeviceState.GIVEN],
        left_on__gte=days.start,
        left_on__lt=days.end,
        donation__funded_output__isnull=False,
    )
    return _rows(
        gone,
        day="left_on",
        what=Concat(Value("Appareil "), "number"),
        size=Value(1),
        funded="donation__funded_output__funded_action_id",
    )


def _loans(days: Period) -> QuerySet[Any]:
    paid = LoanItem.objects.filter(loan=OuterRef("pk"), item__purchase__funded_output__isnull=False)
    # Items of two actions in one loan: it counts for the first of them alone.
    action = paid.order_by("pk").values("item__purchase__funded_output__funded_action_id")[:1]
    out = Loan.objects.filter(Exists(paid), handed_over_at__date__gte=days.start, handed_over_at__date__lt=days.end)
    return _rows(
        out,
        day=TruncDate("handed_over_at"),
        what=Concat(Value("Prêt n°\u00a0"), Cast("pk", CharField())),
        size=Value(1),
        funded=Subquery(action),
        area="school__commune__epci_id",
    )


def _help(size: str) -> Callable[[Period], QuerySet[Any]]:
    def rows(days: Period) -> QuerySet[Any]:
        given = HelpRecord.objects.between(*days).filter(partner__funded_output__isnull=False)
        return _rows(
            given,
            day="given_on",
            what=Value("Aide apportée"),
            size=F(size),
            funded="partner__funded_output__funded_action_id",
            area=Coalesce("commune__epci_id", "partner__epci_id", "partner__commune__epci_id"),
        )

    return rows


def _posts(days: Period) -> QuerySet[Any]:
    in_force = (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.ENDED)
    paid = Post.objects.filter(
        agreement__funded_action__isnull=False, agreement__state__in=in_force, start__lt=days.end, end__gt=days.start
    )
    return _rows(
        paid,
        day="start",
        what=Concat("title", Value(", "), "employer__name"),
        size=F("fte"),
        funded="agreement__funded_action_id",
        area="territory_id",
    )


def _events(states: Collection[str]) -> Callable[[Period], QuerySet[Any]]:
    def rows(days: Period) -> QuerySet[Any]:
        came = Registration.objects.filter(event=OuterRef("pk"), state__in=states)
        people = came.order_by().values("event").annotate(sum=Sum("people")).values("sum")
        came_to = Event.objects.filter(Exists(came))
        return _rows(
            _of_days(came_to.filter(cancelled_at=None, funded_output__isnull=False), "", days),
            day=TruncDate("starts_at"),
            what=F("title"),
            size=Coalesce(Subquery(people), 0),
            funded="funded_output__funded_action_id",
            area="commune__epci_id",
        )

    return rows


def _of_days(rows: QuerySet[Any], event: str, days: Period) -> QuerySet[Any]:
    """Of the events that have begun: what is to come was not allowed by any euro yet."""
    begins, end = f"{event}starts_at__date", min(days.end, stored_end(timezone.localdate()))
    return rows.filter(**{f"{begins}__gte": days.start, f"{begins}__lt": end})


def _visitors(days: Period) -> QuerySet[Any]:
    counted = EventFigure.objects.filter(kind=FigureKind.VISITORS, event__funded_output__isnull=False)
    return _rows(
        _of_days(counted, "event__", days),
        day=TruncDate("event__starts_at"),
        what=F("event__title"),
        size=F("value"),
        funded="event__funded_output__funded_action_id",
        area="event__commune__epci_id",
    )


def _reach(days: Period) -> QuerySet[Any]:
    said = ActionReach.objects.filter(year=days.start.year)
    return _rows(
        ActionReach.objects.filter(pk__in=said.last_words().values("pk"), people__gt=0),
        day=TruncDate("recorded_at"),
        what=Concat(Value("Usagers\u00a0: "), "partner__name"),
        size=F("people"),
        funded="funded_action_id",
    )


@dataclass(frozen=True)
class Output(Figure):
    """What was done: rows that name the action that paid them."""

    rows: Callable[[Period], QuerySet[Any]] = Event.objects.none
    #: How many people a group of rows is of, where few of them must not be seen.
    crowd: Any = None
    #: The permission and the page of one row; its key is the row's, or in this column.
    page: tuple[Permission, str, str] | None = None
    has_area: bool = True
    is_typed: bool = False

    def said_of(self, scope: Scope) -> bool:
        """Whether its rows are known by intercommunalité, where one is asked for."""
        return scope.epci is None or self.has_area


def _people(column: str) -> Count:
    return Count(column, distinct=True)


OUTPUTS = (
    Output(
        "pass-envoyes",
        "Pass émis",
        "Les pass des carnets émis dans l’année, arrivés ou non, pass annulés déduits.",
        Unit("pass", "pass"),
        Part.OUTPUT,
        _passes,
        _people("beneficiary"),
        (Permission.PEOPLE_VIEW_ALL, "person_detail", "beneficiary_id"),
    ),
    Output(
        "pass-utilises",
        "Pass utilisés",
        "Les pass acceptés par un lieu dans l’année.",
        Unit("pass utilisé", "pass utilisés"),
        Part.OUTPUT,
        _uses,
        _people("one_pass__booklet__beneficiary"),
        (Permission.PEOPLE_VIEW_ALL, "person_detail", "one_pass__booklet__beneficiary_id"),
    ),
    Output(
        "familles-equipees",
        "Familles équipées",
        "Les familles à qui un appareil a été remis dans l’année.",
        Unit("appareil remis à une famille", "appareils remis à des familles"),
        Part.OUTPUT,
        _aids,
        _people("person"),
        (Permission.AID_DECIDE, "family_aid_detail", "pk"),
    ),
    Output(
        "appareils",
        "Appareils remis en service",
        "Les appareils reconditionnés qui sont partis dans l’année, donnés ou prêtés.",
        Unit("appareil remis en service", "appareils remis en service"),
        Part.OUTPUT,
        _devices,
        page=(Permission.REFURBISHING_VIEW, "device_detail", "pk"),
        has_area=False,
    ),
    Output(
        "prets",
        "Prêts de matériel",
        "Les prêts remis dans l’année dont un objet vient d’un achat payé par l’action.",
        Unit("prêt de matériel", "prêts de matériel"),
        Part.OUTPUT,
        _loans,
        _people("pk"),
        (Permission.EQUIPMENT_MANAGE, "loan_detail", "pk"),
    ),
    Output(
        "heures-d-aide",
        "Heures d’aide",
        "Le temps passé par les structures payées à aider, d’après les aides qu’elles ont notées.",
        Unit("heure d’aide", "heures d’aide", in_hours=True),
        Part.OUTPUT,
        _help("minutes"),
        Sum("people"),
        (Permission.ACTIVITY_VIEW, "partner_detail", "partner_id"),
    ),
    Output(
        "postes",
        "Postes cofinancés, en ETP",
        "Les ETP cofinancés dans l’année, d’après les conventions signées\u00a0; un poste vacant y est compté.",
        Unit("ETP cofinancé", "ETP cofinancés"),
        Part.OUTPUT,
        _posts,
        page=(Permission.POSTS_VIEW_ALL, "post_detail", "pk"),
    ),
    Output(
        "inscrits",
        "Inscrits aux événements",
        "Les personnes inscrites aux événements de l’année qui ont commencé, sans la liste d’attente.",
        Unit("personne inscrite", "personnes inscrites"),
        Part.OUTPUT,
        _events(TAKING),
        Sum("size"),
        page=(Permission.EVENTS_VIEW, "event_detail", "pk"),
    ),
    Output(
        "presents",
        "Présents aux événements",
        "Les personnes inscrites dont la présence a été notée.",
        Unit("personne présente", "personnes présentes"),
        Part.OUTPUT,
        _events([RegistrationState.ATTENDED]),
        Sum("size"),
        page=(Permission.EVENTS_VIEW, "event_detail", "pk"),
    ),
    Output(
        "usagers-declares",
        "Usagers déclarés",
        "Ce que la coordination a dit des usagers aidés de chaque opérateur\u00a0; une personne peut y être deux fois.",
        Unit("usager", "usagers"),
        Part.TYPED,
        _reach,
        has_area=False,
        is_typed=True,
    ),
    Output(
        "visiteurs",
        "Visiteurs d’événements",
        "Ce qui a été compté aux entrées des événements.",
        Unit("visiteur", "visiteurs"),
        Part.TYPED,
        _visitors,
        page=(Permission.EVENTS_VIEW, "event_detail", "event_id"),
        is_typed=True,
    ),
    Output(
        "participations",
        "Participations aux aides",
        "Le nombre de personnes noté à chaque aide\u00a0: une personne venue deux fois compte deux fois.",
        Unit("participation", "participations"),
        Part.TYPED,
        _help("people"),
        Sum("people"),
        (Permission.ACTIVITY_VIEW, "partner_detail", "partner_id"),
        is_typed=True,
    ),
)
OUTPUTS_BY_KEY = {one.key: one for one in OUTPUTS}
#: People who are known one by one: where they come from.
KNOWN = (OUTPUTS_BY_KEY["pass-envoyes"], OUTPUTS_BY_KEY["familles-equipees"])
PEOPLE = Output(
    "personnes",
    "Personnes aidées",
    "Les personnes connues par un carnet de pass émis ou un appareil remis, chacune comptée une seule fois.",
    Unit("personne aidée", "personnes aidées"),
    Part.PEOPLE,
    page=(Permission.PEOPLE_VIEW_ALL, "person_detail", "pk"),
)

FIGURES: Mapping[str, Money | Output] = {one.key: one for one in (*MONEY, *SHARES, PEOPLE, *OUTPUTS)}
