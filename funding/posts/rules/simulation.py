"""What a post would cost a collectivité, in words: the answer, what follows State aid, the conditions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from funding.posts.rules.overview import RoadmapStage
from funding.posts.rules.plans import AIDS_CUT, PlannedPost, PostPlan, PostYear, prorated
from funding.posts.rules.state_aid import AidSchedule
from funding.posts.rules.years import MAX_MONTHS, FundLimit, FundTerms, begun_sentence
from inclusion.core.errors import DomainError
from inclusion.core.french.money import ZERO, brief_euros
from inclusion.core.french.periods import plain_date, shown_end

#: What a post gets in a network that has no fund for posts.
_NO_FUND = FundLimit(ZERO, "Aucun fonds de ce réseau ne cofinance de poste en ce moment.")

#: What the fund asks of a local roadmap, by how far it has come; of one of which that is not known.
_ROADMAP = {
    RoadmapStage.NONE: (
        "n’est pas encore rédigée",
        "elle doit l’être le jour de la signature, et adoptée avant le paiement de la deuxième année",
    ),
    RoadmapStage.DRAFTED: ("est rédigée", "elle doit être adoptée avant le paiement de la deuxième année"),
    RoadmapStage.ADOPTED: ("est adoptée", "cette condition est remplie"),
}
_ANY_ROADMAP = (
    "Votre territoire a une feuille de route locale\u00a0: au moins rédigée le jour de la signature, adoptée avant le "
    "paiement de la deuxième année."
)

_LENGTHS = {12: "En un an", 24: "En deux ans", 36: "En trois ans"}


@dataclass(frozen=True)
class LocalRoadmap:
    """How far the local roadmap of a territory has come."""

    territory: str
    stage: RoadmapStage

    @property
    def sentence(self) -> str:
        """« La feuille de route locale n’est pas encore rédigée (Saumur Val de Loire) : … »."""
        state, rest = _ROADMAP[self.stage]
        return f"La feuille de route locale {state} ({self.territory})\u00a0: {rest}."


@dataclass(frozen=True)
class PostSimulation:
    """The financing of a post that somebody thinks of.

    `aid_until` is the first day on which the State pays nothing more (None: it pays nothing at all), `schedule` the
    schedule that takes its contract; `cost_after` and `aid_after` are the cost and the State's aid of the twelve
    months after the financing. `uplift_counts`: whether the bonus changes anything. `fund`: whose end, envelope and
    money count (None: no fund of the network co-finances posts, and none pays). `roadmap`: that of its territory (None:
    the territory is not said). `today`: the day of the simulation (None: it says nothing of what has begun).
    """

    asked: PlannedPost
    plan: PostPlan
    aid_until: date | None
    schedule: AidSchedule | None
    cost_after: Decimal
    aid_after: Decimal
    uplift_counts: bool
    fund: FundTerms | None
    roadmap: LocalRoadmap | None = None
    today: date | None = None

    @property
    def over(self) -> str:
        """« En trois ans », « En 18 mois »."""
        return _LENGTHS.get(self.asked.months, f"En {self.asked.months} mois")

    @property
    def answer(self) -> str:
        """« En trois ans, votre commune paie 61 250 € ; le fonds 61 250 € ; il reste 0 € à trouver ».

        What keeps the fund from its whole part is in it: « le fonds 20 000 €, car il s’arrête le 31 décembre 2027 ».
        """
        total = self.plan.total
        return (
            f"{self.over}, votre commune paie {brief_euros(total.collectivite)}\u00a0; "
            f"{self._fund_pays()}\u00a0; il reste {brief_euros(total.to_find)} à trouver"
        )

    def _fund_pays(self) -> str:
        if self.fund is None:
            return "aucun fonds ne paie"
        said = [f"le fonds {brief_euros(self.plan.total.fund)}", *filter(None, [self._limits()])]
        if self.roadmap and self.roadmap.stage == RoadmapStage.NONE and self.plan.total.fund:
            also = "et " if len(said) > 1 else ""
            said.append(f"{also}à condition que la feuille de route locale soit rédigée")
        return ", ".join(said)

    def _limits(self) -> str:
        """What keeps the fund from its whole part, after its amount; nothing where nothing does."""
        if self.fund is None or not any(year.plan.limit for year in self.plan.years):
            return ""
        if self.fund.other_kind:
            return "car il ne cofinance pas de poste de cette nature"
        if not self.fund.helps(private=self.asked.private):
            return f"car il n’aide que des employeurs {'publics' if self.asked.private else 'privés'}"
        if not self.fund.takes(self.asked.start):
            return f"car il paie les postes qui commencent {self.fund.period}"
        short = self.fund.is_short_of_money
        if self._limited_by_amount and not self.fund.left:
            return "car il ne peut plus rien engager" if short else "car son enveloppe est épuisée"
        if self._unpaid_years:
            return f"car il s’arrête le {plain_date(shown_end(self.fund.end))}"
        return "tout ce qu’il peut encore engager" if short else "tout ce que son enveloppe laisse encore"

    @property
    def _limited_by_amount(self) -> bool:
        """Whether the fund pays less because of its money or its envelope, and not because it ends."""
        unpaid = self._unpaid_years
        counts = self._takes and self.fund is not None and self.fund.left is not None
        return counts and any(year.plan.limit for year in self.plan.years if year not in unpaid)

    @property
    def _takes(self) -> bool:
        """Whether there is a fund that pays posts of such an employer that begin on this day."""
        fund = self.fund
        return fund is not None and fund.helps(private=self.asked.private) and fund.takes(self.asked.start)

    @property
    def _unpaid_years(self) -> list[PostYear]:
        """The years that begin after the end of a fund that takes the post."""
        if self.fund is None or not self._takes:
            return []
        return [year for year in self.plan.years if year.start >= self.fund.end]

    @property
    def fund_sentences(self) -> list[str]:
        """What keeps the fund from paying its whole part; nothing where nothing does."""
        if self.fund is None:
            return [f"{_NO_FUND.reason.removesuffix('.')}\u00a0: la part d’un fonds reste à trouver."]
        if not self.fund.helps(private=self.asked.private):
            return [self.fund.employers_sentence]
        named = f"Le fonds «\u00a0{self.fund.name}\u00a0»"
        if not self.fund.takes(self.asked.start):
            return [
                f"{named} paie les postes qui commencent {self.fund.period}\u00a0: celui-ci commence le "
                f"{plain_date(self.asked.start)}."
            ]
        said = []
        if unpaid := self._unpaid_years:
            names = " et ".join(_ordinal(year) for year in unpaid)
            years = f"les {names} années, qui commencent" if len(unpaid) > 1 else f"la {names} année, qui commence"
            latest = plain_date(shown_end(self.fund.latest_end(self.asked.start)))
            said.append(
                f"{named} s’arrête le {plain_date(shown_end(self.fund.end))}\u00a0: il ne paie pas {years} ensuite. "
                f"Une demande va au plus jusqu’au {latest}."
            )
        if self._limited_by_amount:
            said.append(self.fund.left_sentence(self.fund.left or ZERO))
            if self.fund.is_short_of_money:
                said.append("Il pourra payer davantage s’il reçoit d’autres versements.")
        return said

    @property
    def lead(self) -> str:
        """The cost, what others than the fund and the collectivité pay of it, and what limits the fund."""
        total = self.plan.total
        state = f"l’État en paie {brief_euros(total.state_aid)}" if total.state_aid else "l’État n’en paie rien"
        other = f", les autres aides {brief_euros(total.other_aid)}" if total.other_aid else ""
        costs = f"Le poste coûte {brief_euros(total.cost)}\u00a0; {state}{other}."
        return " ".join([costs, *self._aids_cut(), *self.fund_sentences, *filter(None, [self._begun()])])

    def _aids_cut(self) -> list[str]:
        """Aids that were announced and are more than a year costs count up to its cost."""
        cut = [year for year in self.plan.years if year.plan.state_aid + year.plan.other_aid > year.plan.cost]
        return [AIDS_CUT] if cut else []

    def _begun(self) -> str:
        return "" if self.today is None else begun_sentence(self.asked.start, today=self.today)

    @property
    def aid_sentences(self) -> list[str]:
        """What happens when State aid ends, and when the fund's money does."""
        return [*self._aid(), *self._own_share(), self._afterwards()]

    def _aid(self) -> list[str]:
        if self.aid_until is None:
            return [self._no_aid(), *self._useless_uplift()]
        paid = _in_turn(self.plan.years)
        until = (
            "L’État paie jusqu’à la fin de ce financement"
            if self.aid_until >= self.asked.end
            else f"L’État ne paie plus rien à partir du {plain_date(self.aid_until)}"
        )
        return [f"{until}\u00a0: {paid}.", *self._useless_uplift()]

    def _no_aid(self) -> str:
        if self.schedule is not None:
            return "L’État ne paie rien sur cette période\u00a0: son aide est à zéro, ou déjà terminée."
        began = plain_date(self.asked.contract or self.asked.start)
        employer = "privé" if self.asked.private else "public"
        return (
            "L’État ne paie rien pour ce poste\u00a0: aucune aide n’est annoncée pour un contrat "
            f"qui commence le {began} chez un employeur {employer}."
        )

    def _useless_uplift(self) -> list[str]:
        if not self.asked.uplifted or self.uplift_counts:
            return []
        return ["La bonification ne change rien ici\u00a0: aucune n’est prévue pour ce contrat."]

    def _own_share(self) -> list[str]:
        """How the collectivité's part moves from the first year to the last that is as long."""
        first = self.plan.years[0]
        last = [year for year in self.plan.years if year.months == first.months][-1]
        before, after = first.plan.collectivite, last.plan.collectivite
        if before == after:
            return []
        return [
            f"La part de votre commune passe de {brief_euros(before)} la {_named(first)} "
            f"à {brief_euros(after)} la {_named(last)}."
        ]

    def _afterwards(self) -> str:
        payer = "à votre commune ou à l’employeur" if self.asked.private else "à votre commune"
        still = (
            f", dont {brief_euros(self.aid_after)} que l’État paierait encore"
            if self.aid_after
            else ", sans aide de l’État"
        )
        no_longer = "le fonds ne paie plus\u00a0: " if self.plan.years[-1].plan.fund else ""
        return (
            f"Après le {plain_date(shown_end(self.asked.end))}, {no_longer}garder le poste "
            f"coûterait {payer} {brief_euros(self.cost_after)} sur douze mois{still}."
        )

    @property
    def conditions(self) -> list[str]:
        """What the fund asks, in sentences."""
        signed = (
            "L’employeur est privé\u00a0: la convention se signe à trois, entre le fonds, votre commune et lui."
            if self.asked.private
            else "L’employeur est public\u00a0: la convention se signe à deux, entre le fonds et votre commune."
        )
        paid = self.asked.months - sum(year.months for year in self._unpaid_years)
        ends = f"\u00a0; comme il s’arrête avant, il en paierait {paid}" if self._unpaid_years else ""
        return [
            self.roadmap.sentence if self.roadmap else _ANY_ROADMAP,
            f"Le fonds finance {MAX_MONTHS} mois au plus\u00a0; vous en demandez {self.asked.months}{ends}.",
            "Le fonds paie au plus la moitié de ce que les aides laissent, et jamais plus que votre commune.",
            signed,
            "Un poste créé là où il n’y en a pas passe en premier.",
        ]


def simulate(
    asked: PlannedPost,
    schedules: Sequence[AidSchedule],
    funds: Sequence[FundTerms],
    *,
    roadmap: LocalRoadmap | None = None,
    today: date | None = None,
) -> PostSimulation:
    """Finance a post by the schedules of State aid and the fund that would pay most, none beyond what it would grant.

    Where no fund co-finances posts, its part stays to find. Raises `DomainError` at its parameter (`offer_3` for an
    offer of a year that the post does not have) for terms that the fund does not accept.
    """
    offers = list(asked.offers)
    while offers and offers[-1] is None:
        offers.pop()
    years = -(-asked.months // 12)
    if 0 < asked.months <= MAX_MONTHS and len(offers) > years:
        raise DomainError(
            f"Vous demandez {asked.months} mois\u00a0: il n’y a pas de {len(offers)}e année. Laissez cette case vide."
        ).at(f"offer_{len(offers)}")
    asked = replace(asked, offers=tuple(offers))
    plans = [(fund, asked.plan(schedules, fund=fund)) for fund in funds]
    fund, plan = max(plans, key=lambda one: one[1].total.fund, default=(None, asked.plan(schedules, fund=_NO_FUND)))
    contract = asked.contract or asked.start
    after = replace(asked, start=asked.end, months=12, contract=contract)
    return PostSimulation(
        asked=asked,
        plan=plan,
        aid_until=asked.aided_until(schedules),
        schedule=next((one for one in schedules if one.takes(contract, private=asked.private)), None),
        cost_after=prorated(asked.yearly_cost, months=12, fte=asked.fte),
        aid_after=after.state_aids(schedules)[0],
        fund=fund,
        uplift_counts=asked.state_aids(schedules) != replace(asked, uplifted=False).state_aids(schedules),
        roadmap=roadmap,
        today=today,
    )


def _ordinal(year: PostYear) -> str:
    """« 2e »."""
    return year.name.split()[0]


def _named(year: PostYear) -> str:
    """« 1re année », « 3e année (6 mois) »."""
    return year.name if year.months == 12 else f"{year.name} ({year.months} mois)"


def _in_turn(years: Sequence[PostYear]) -> str:
    """« 17 500 € la 1re année, 12 500 € la 2e année, puis rien », what the State pays in each year."""
    paid = [year.plan.shares.state_aid for year in years]
    while paid and not paid[-1]:
        paid.pop()
    said = [
        f"{brief_euros(amount) if amount else 'rien'} la {_named(year)}"
        for amount, year in zip(paid, years, strict=False)
    ]
    return ", ".join([*said, "puis rien"] if len(paid) < len(years) else said)
