"""The guide of a demonstration network: its places, what takes place there, the files prepared ahead."""

from datetime import date
from typing import Any

from stdnum import luhn

from inclusion.demo.life_loading import Desk
from inclusion.demo.life_shapes import PlaceData
from inclusion.demo.loading import moment
from inclusion.guide.actions.checks import answer_check, ask_places
from inclusion.guide.actions.imports import add_source, apply_import, change_columns, try_import
from inclusion.guide.actions.open_data import prepare_all
from inclusion.guide.actions.places import add_place, add_session, close_place
from inclusion.guide.actions.proposals import accept_proposal, decline_proposal, propose
from inclusion.guide.enums import CheckAnswer, PlaceSourceKind, ProposalKind
from inclusion.guide.models import PlaceCheck
from inclusion.guide.rules.mapping import checked_mapping
from inclusion.guide.rules.targets import uses_of
from inclusion.territories.models import Commune

#: SIRETs of the demonstration begin with this, which no register gives out.
_INVENTED = "000"


def load(desk: Desk) -> None:
    """Add every place as of the day on which it was last confirmed, with what takes place there."""
    for rank, data in enumerate(desk.life.places, start=1):
        desk.places[data.key] = _place(desk, data, rank)
    _ask(desk)
    if desk.loaded.data.slug == "haute-savoie":
        _bring_a_file(desk)
    _propose(desk)
    if desk.loaded.data.slug == "vaucluse":
        _take_in_a_region(desk)
    prepare_all(by=desk.loaded.coordinator, at=moment(date(2026, 11, 24)))


def _ask(desk: Desk) -> None:
    """The question of November: most say that all is right, one wants its hours corrected."""
    on = date(2026, 11, 3)
    asked = ask_places(at=moment(on))
    PlaceCheck.objects.waiting().update(mailed_at=moment(on))
    for rank, check in enumerate(asked[:6]):
        answer, said = (CheckAnswer.RIGHT, "") if rank != 2 else (CheckAnswer.WRONG, "Le samedi, nous fermons à midi.")
        answer_check(check, answer=answer, said=said, at=moment(date(2026, 11, 4)))


def _propose(desk: Desk) -> None:
    """What visitors propose: a place that is missing, hours that have changed; one was accepted, one refused."""
    run = [one for one in desk.places.values() if one.partner_id and not one.is_closed]
    if not run:
        return
    does = desk.by(date(2026, 11, 20))
    at = moment(date(2026, 11, 19))
    propose(run[0], kind=ProposalKind.HOURS, said="Le mercredi, c’est fermé l’après-midi depuis la rentrée.", at=at)
    new = {"kind": ProposalKind.NEW_PLACE, "said": "Une salle avec quatre ordinateurs, ouverte le mardi matin."}
    propose(None, name="Foyer rural", town=run[0].town, at=at, **new)
    wrong = propose(run[-1], kind=ProposalKind.CONTACT, said="Le numéro sonne dans le vide.", at=at)
    accept_proposal(wrong, **does)
    refused = propose(run[-1], kind=ProposalKind.OTHER, said="Il faudrait ouvrir le dimanche.", at=at)
    decline_proposal(refused, answer="Merci, mais nous ne pouvons pas ouvrir ce jour-là.", **does)


#: A file as towns keep them: separators, hours, numbers and towns as people type them, a place that is there already.
_FILE = """\
id;nom;pivot;adresse;code_postal;commune;latitude;longitude;telephone;horaires;services;date_maj
va-1;Espace numérique de Poisy;00000000000000;8 place des Modèles;74330;Poisy;45,9212;6,0637;\
04 65 71 21 08;Tu,Th 09:00-12:00;Aide aux démarches administratives|Utilisation sécurisée du numérique;12/10/2026
va-2;Salle connectée de Saint-Félix;;3 place des Essais;74540;Saint-Félix;5,9720;45,8014;0465712140;\
We 14:00-17:00;Accès internet et matériel informatique;2026-09-30
va-3;Point numérique de Gruffy;;1 rue des Exemples;74540;Gruffy;45.7889;6.0556;+33 4 65 71 21 41 ou 42;\
lundi matin;Aide aux démarches administratives;2026-10-05
va-4;Foyer numérique;;7 rue des Témoins;;Annecy;;;;;Loisirs et créations numériques;2026-10-05
va-5;Bibliothèque de Nulle-Part;;2 rue des Modèles;74999;Nulle-Part;;;;;\
Accès internet et matériel informatique;32/13/2026
"""


def _bring_a_file(desk: Desk) -> None:
    """A file of an intercommunalité that was tried and waits for its word."""
    does = desk.by(date(2026, 11, 20))
    source = add_source(name="Grand Annecy, recensement des lieux", licence="Licence Ouverte 2.0", **does)
    try_import(_FILE.encode(), "lieux-grand-annecy.csv", source=source, **does)


#: The inventory of a région: nobody knows its columns, towns are in capitals, a library is called « Bibliothèque ».
_INVENTORY = """\
nom;structure_porteuse;type_lieu;adresse_numero;adresse_rue;adresse_code_postal;adresse_commune;latitude;longitude;\
contact_telephone;horaires_ouverture_brut;services;wifi;etat
Bibliothèque;;Bibliothèque / Médiathèque;4;rue des Exemples;84110;PUYMERAS;44,2709;5,1305;04 65 71 84 01;\
Mercredi et samedi 9h-12h;;Oui;ouvert
Point numérique;Mairie;Mairie;;place des Modèles;84390;SAULT;44,0914;5,4085;04 65 71 84 02;\
Lundi au vendredi 9h-12h/14h-17h;Accompagnement aux démarches, ateliers numériques;Oui;ouvert
Salle des Essais;;Association;12;chemin des Témoins;84750;VIENS;43,8936;5,5641;;;Initiation à l'informatique;Non;ouvert
Cyber-espace;;Espace public numérique;1;avenue des Modèles;84160;CUCURON;43,7723;5,4387;;;;Oui;fermé
"""


def _take_in_a_region(desk: Desk) -> None:
    """The inventory, taken in by the columns that were guessed, which its source keeps."""
    does = desk.by(date(2026, 11, 18))
    source = add_source(name="Région, lieux d’inclusion numérique", licence="Licence Ouverte 2.0", **does)
    tried = try_import(_INVENTORY.encode(), "lieux-de-la-region.csv", source=source, **does)
    names = [one["name"] for one in tried.report["columns"]]
    change_columns(tried, uses=uses_of(checked_mapping(tried.mapping), names), **does)
    apply_import(tried, **does)


def _place(desk: Desk, data: PlaceData, rank: int) -> Any:
    does = desk.by(data.updated)
    partner = desk.loaded.partners[data.partner] if data.partner else None
    latitude, longitude = data.position or (None, None)
    place = add_place(
        partner=partner,
        said_by=PlaceSourceKind.PLACE if partner else PlaceSourceKind.NETWORK,
        commune=Commune.objects.get(pk=data.commune),
        name=data.name,
        pivot=invented_siret(int(desk.loaded.data.department) * 1000 + rank),
        address=data.address,
        postal_code=data.postal_code,
        latitude=latitude,
        longitude=longitude,
        typologies=list(data.typologies),
        phone=f"+33{data.phone.replace(' ', '')[1:]}" if data.phone else "",
        emails=[f"{data.key}@{desk.loaded.data.slug}.example"] if not data.closed else [],
        opening_hours=data.hours,
        summary=data.summary,
        source=desk.loaded.data.name,
        itinerance=list(data.itinerance),
        services=list(data.services),
        publics=list(data.publics),
        special_care=list(data.special_care),
        fees=list(data.fees),
        programmes=list(data.programmes),
        access_modes=list(data.access_modes),
        support_modes=list(data.support_modes),
        **does,
    )
    for session in data.sessions:
        add_session(
            place,
            kind=session.kind,
            title=session.title,
            detail=session.detail,
            opening_hours=session.hours,
            held_by=desk.loaded.partners[session.held_by] if session.held_by else partner,
            services=list(session.services),
            booking=session.booking,
            since=data.updated,
            **does,
        )
    return close_place(place, closed_on=data.closed, **desk.by(data.closed)) if data.closed else place


def invented_siret(number: int) -> str:
    """A SIRET that is well formed, its SIREN too, and nobody's: `number` below a hundred thousand."""
    siren = f"{_INVENTED}{number:05d}"
    siren += luhn.calc_check_digit(siren)
    establishment = f"{siren}0001"
    return establishment + luhn.calc_check_digit(establishment)
