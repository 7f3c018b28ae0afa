"""What people type in the search of the guide, read against all the communes of France."""

import csv
import lzma
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import inclusion
from inclusion.core.french.names import search_form
from inclusion.guide.rules.search import Town
from inclusion.guide.rules.standard import SERVICES
from inclusion.guide.rules.thesaurus import own_expressions, thesaurus
from inclusion.guide.rules.towns import TownIndex, beginnings_in, codes_in, names_in
from inclusion.guide.rules.understanding import understand

AREAS = {
    "47": "Lot-et-Garonne",
    "49": "Maine-et-Loire",
    "85": "Vendée",
    "74": "Haute-Savoie",
    "40": "Landes",
    "84": "Vaucluse",
}
#: A letter for each service of the standard, in its order.
LETTERS = dict(zip("DMISPLCAQ", SERVICES, strict=True))
#: Département, what is typed, the town (« - » for none), the services, the words that are not understood.
SENTENCES = [
    "47|déclarer mes impôts à Marmande|Marmande|D|",
    "47|aide CAF Agen|Agen|D|",
    "47|je n'arrive pas à me connecter à Ameli, Tonneins|Tonneins|D|",
    "47|carte grise villeneuve sur lot|Villeneuve-sur-Lot|D|",
    "47|imprimer un CV à Nérac|Nérac|AI|",
    "47|France Travail St Vite|Saint-Vite|I|",
    "47|cours d'informatique pour débutant Ste Livrade|Sainte-Livrade-sur-Lot|M|",
    "47|ordinateur pas cher le passage d'agen|Le Passage|Q|",
    "47|mot de passe perdu Agn|Agen|S|",
    "47|bonjour je cherche quelqu'un pour m'aider à faire mon dossier de retraite près de marmende|Marmande|D|",
    "47|Villeneuve|-||Villeneuve",
    "49|vihiers tableur|Lys-Haut-Layon|M|",
    "47|47520 cours informatique|Le Passage|M|",
    "84|gadagne wifi|Châteauneuf-de-Gadagne|A|",
    "84|scanner des papiers cavaillon|Cavaillon|A|",
    "47|47200 scanner un document|Marmande|A|",
    "47|Pronote Casteljaloux|Casteljaloux|P|",
    "47|vileneuve sur lot pole enploi|Villeneuve-sur-Lot|I|",
    "47|mon ordinatuer a un virus|-|S|",
    "47|réparer mon vélo à Agen|Agen||réparer vélo",
    "49|où faire sa déclaration de revenus à Angers ?|Angers|D|",
    "49|arnaque sur internet Cholet|Cholet|S|",
    "49|apprendre à utiliser mon smartphone à Saumur|Saumur|M|",
    "49|photocopi saumur|Saumur|A|",
    "49|ma mère de 80 ans veut apprendre la tablette, Beaupréau|Beaupréau-en-Mauges|M|",
    "49|généalogie Angers|Angers|L|",
    "49|les écrans et les enfants à Segré|Segré-en-Anjou Bleu|P|",
    "49|wifi gratuit Cholet|Cholet|A|",
    "49|c'est quoi l'intelligence artificielle|-|C|",
    "49|titre de séjour préfecture Angers|Angers|D|",
    "49|Crit'Air|-|D|",
    "49|faux conseiller bancaire|-|S|",
    "49|Trélazé prime d'activité|Trélazé|D|",
    "49|lettre de motivation Les Ponts-de-Cé|Les Ponts-de-Cé|I|",
    "85|RSA La Roche sur Yon|La Roche-sur-Yon|D|",
    "85|parcoursup challans|Challans|P|",
    "85|fontenay le conte ordinateur reconditionné|Fontenay-le-Comte|Q|",
    "85|les sables d'olonne visio avec mes petits enfants|Les Sables-d'Olonne|M|",
    "85|Luçon ENT du collège|Luçon|P|",
    "85|jeux vidéo à Montaigu|Montaigu-Vendée|L|",
    "85|SE FORMER AU NUMERIQUE LUCON|Luçon|M|",
    "85|St Gilles Croix de Vie carte vitale|Saint-Gilles-Croix-de-Vie|D|",
    "74|chercher du travail à Annecy|Annecy|I|",
    "74|passeport Bonneville|Bonneville|D|",
    "74|aide impots Bonne|Bonne|D|",
    "74|apprendre internet Cluses|Cluses|M|",
    "74|fake news thonon|Thonon-les-Bains|C|",
    "74|ordinateur d'occasion 74000|Annecy|Q|",
    "74|aide à Publier pour la CAF|Publier|D|",
    "74|trouver une imprimante à Annemasse|Annemasse|A|",
    "74|publier des photos sur instagram|-|L|",
    "40|APL étudiant Mont-de-Marsan|Mont-de-Marsan|D|",
    "40|dax permis de conduire points|Dax|D|",
    "40|phishing|-|S|",
    "40|boîte mail Biscarosse|Biscarrosse|M|",
    "40|s'actualiser pole emploi saint paul les dax|Saint-Paul-lès-Dax|I|",
    "40|MaPrimeRénov' Mimizan|Mimizan|D|",
    "40|retouche photo Capbreton|Capbreton|L|",
    "84|amende à payer Avignon|Avignon|D|",
    "84|box internet en panne à Orange|Orange|A|",
    "84|contrôle parental Carpentras|Carpentras|P|",
    "84|réseaux sociaux apt|Apt|C|",
    "84|l'isle sur la s FranceConnect|L'Isle-sur-la-Sorgue|D|",
    "84|quelqu'un pour m'aider sur mon téléphone android à Cavaillon svp|Cavaillon|M|",
    "47|apprendre à aller sur internet, Fumel|Fumel|M|",
    "47|formation informatique pour une demandeuse d'emploi à Tonneins|Tonneins|MI|",
    "47|je donne mes vieux téléphones|-|Q|",
    "47|tablette à moins de 80 € Nérac|Nérac|Q|",
    "47|la fibre est tombée en panne 47 000|Agen|A|tombée",
    "47|fotocopie passage d'agen|Le Passage|A|",
    "47|lordinateur rame trop Libos|Monsempron-Libos|A|",
    "47|mon compteur linky villeneuve/lot|Villeneuve-sur-Lot|D|",
    "47|atelier informatike st livrade|Sainte-Livrade-sur-Lot|M|",
    "47|visa pour un avocat, Lavardac|Lavardac|D|",
    "47|ma carte bancaire a été débitée, Aiguillon|Aiguillon|S|",
    "47|inscrire ma fille à l'école maternelle|-|P|",
    "47|ordinateur à bas prix|-|Q|",
    "47|aide à la maison pour envoyer un message|-|M|",
    "47|prendre rendez-vous à l'hôpital|-|D|",
    "47|un trampoline pour Foulayrone|Foulayronnes||trampoline",
    "49|tierce déménagement changement d'adresse|Tiercé|D|",
    "49|louer un ordinateur Segré|Segré-en-Anjou Bleu|Q|",
    "49|cours de tablette complets à Cholet|Cholet|M|",
    "49|à quelle heure ferme la mairie de Saumur|Saumur||",
    "49|dématérialisation des services publics Baugé|Baugé-en-Anjou|D|",
    "49|faux agent de la fibre, Angers|Angers|SA|",
    "49|bloquer un numéro Trélazé|Trélazé|S|",
    "49|on m'a volé mon identité|-|S|",
    "49|empreinte carbone d'une recherche, Avrillé|Avrillé|C|",
    "49|parler en vidéo avec mon frère Saumur|Saumur|M|",
    "49|je n'y connais rien à l'informatique|-|M|",
    "85|Maillezais (85) cartegrise|Maillezais|D|",
    "85|bretignolle tik tok|Bretignolles-sur-Mer|P|",
    "85|mon ado est harcelé sur insta Challans|Challans|P|",
    "85|bug de l'imprimante Luçon|Luçon|A|",
    "85|numériser des diapos Pouzauges|Pouzauges|LA|",
    "74|chercher un apprentissage Cluses|Cluses|I|",
    "74|réfugié ukrainien Annemasse|Annemasse|D|",
    "74|télécharger un pdf Sallanches|Sallanches|M|",
    "74|créer une chaîne youtube Rumilly|Rumilly|L|",
    "40|hagetmo inteligence artificielle|Hagetmau|C|",
    "40|aide aux vacances caf Tarnos|Tarnos|D|",
    "84|réparer l'écran de mon portable Pertuis|Pertuis|A|",
    "84|caf fontaine de vaucluse|Fontaine-de-Vaucluse|D|",
    "47|carte bleue piratée|-|S|",
    "47|Un Faux banquier m'a appelé|-|S|",
    "85|il s'est fait passer pour ma banque, Luçon|Luçon|S|",
    "74|reçu un sms colis à payer j'ai cliqué|-|S|",
    "49|on m'a soutiré 400 €|-|S|",
    "84|faux gendarme au téléphone, Apt|Apt|S|gendarme",
    "40|j'ai donné mon code à un inconnu Dax|Dax|S|",
    "47|simulateur aides auxquelles j'ai droit|-|D|",
    "40|je suis aide à domicile, un atelier smartphone à Amou|Amou|M|",
    "47|whatsapp video petits enfants|-|M|",
    "47|voiture agen|Agen||voiture",
    "47|remplir un papier agen|Agen|D|",
    "47|croix verte agen|Agen||croix verte",
    "47|justificatif de domicile|-|D|",
    "84|lisle sur sorgue casier judiciaire|L'Isle-sur-la-Sorgue|D|",
]
#: Names that are also words, beginnings, towns elsewhere, slips: the town, or those that are offered.
TOWNS = [
    "47|St Etienne|Saint-Étienne-de-Fougères/Saint-Étienne-de-Villeréal",
    "47|caf 47300|Bias/Lédat/Pujols/Sainte-Colombe-de-Villeneuve/Villeneuve-sur-Lot",
    "47|a agen pour les impots|Agen",
    "47|villeneuve s/ lot|Villeneuve-sur-Lot",
    "47|le passage d'agen|Le Passage",
    "47|47157|Marmande",
    "47|Condom|Condom",
    "47|aide à Tours|Tours",
    "47|impots Nice|Nice",
    "47|Carte|-",
    "47|Aide|-",
    "47|caisse|-",
    "47|je vais à Sens|Sens",
    "47|c'est dans quel sens|-",
    "47|aide pour doctolib à Vire|Vire Normandie",
    "47|foulaironne|Foulayronnes",
    "47|agenn|Agen",
    "47|croix rouge|-",
    "47|lot-et-garonne|-",
    "74|bonne aide|-",
    "74|impôts à Bonne|Bonne",
    "74|impôts bonne|Bonne",
    "74|Bonne : atelier smartphone|Bonne",
    "47|apprendre internet seynod|Annecy",
    "47|faux|-",
    "74|publier une annonce|-",
    "74|annecy cluses|Annecy/Cluses",
    "49|angres caf|Angers",
    "49|Montreuil|Montreuil-Bellay/Montreuil-Juigné/Montreuil-sur-Loir/Montreuil-sur-Maine",
    "84|caf orange|Orange",
    "84|box orange|-",
    "84|Le Thor|Le Thor",
    "47|on va en france|-",
    "47|aller en bus au marché|-",
    "47|à la maison|-",
    "47|à noël|-",
    "84|vaucluse|-",
]


@pytest.fixture(scope="module")
def read():
    """Reads the 35 000 communes once: half a second."""
    path = Path(inclusion.__file__).parent / "data" / "communes.csv.xz"
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    here, named, begun, coded = defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list)
    for row in rows:
        name = search_form(row["name"])
        former = [search_form(one) for one in row["former_names"].split("|") if one]
        town = Town(
            row["code"], name, row["postal_codes"].split(), row["name"], int(row["population"] or 0), former=former
        )
        here[row["code"][:2]].append(town)
        for one in (name, *former):
            named[one].append(town)
        words = name.split()
        for count in range(1, len(words)):
            begun[" ".join(words[:count])].append(town)
        for code in (town.code, *town.postal_codes):
            coded[code].append(town)
    indexes = {area: TownIndex(here[area]) for area in AREAS}

    def reads(area, text):
        names = names_in(text)
        found = [one for name in names for one in named[name]]
        found += [one for name in beginnings_in(names) for one in begun[name]]
        found += [one for code in codes_in(text) for one in coded[code]]
        elsewhere = {one.code: replace(one, is_here=False) for one in found if one.code[:2] != area}
        return understand(
            text, here=indexes[area], elsewhere=TownIndex(list(elsewhere.values())), words=thesaurus(), area=AREAS[area]
        )

    return reads


def test_sentences_are_understood(read):
    wrong = []
    for line in SENTENCES:
        area, text, town, letters, *unknown = line.split("|")
        found = read(area, text)
        expected = (
            town.replace("-", "") if town == "-" else town,
            {LETTERS[one] for one in letters},
            unknown[0].split() if unknown else [],
        )
        got = (found.town.name if found.town else "", set(found.services), list(found.unknown))
        if got != expected:
            wrong.append((text, got))
    assert wrong == []


def test_towns_are_recognised_from_words_and_offered_where_several_may_be_meant(read):
    wrong = []
    for line in TOWNS:
        area, text, names = line.split("|")
        found = read(area, text)
        got = "/".join(sorted(one.name for one in (found.towns or found.options))) or "-"
        if got != names:
            wrong.append((text, got))
    assert wrong == []


def test_every_word_is_understood_ignored_or_named(read):
    found = read("47", "ma grand-mère de 80 ans veut un truc gratuit le samedi, 3 rue Voltaire à Agen")
    assert found.unknown == ()
    assert found.choices == (("public", "Seniors"), ("gratuit", "on"), ("jour", "samedi"))
    assert [(one.kind, one.typed) for one in found.parts] == [
        ("filter", "grand mère 80 ans"),
        ("filter", "gratuit"),
        ("filter", "samedi"),
        ("address", "3 rue Voltaire à"),
        ("town", "Agen"),
    ]
    assert "Agen" not in found.parts[-1].without


def test_a_town_is_one_part_however_it_is_said(read):
    for text in ("passage d'agen caf", "caf 47000 Agen"):
        assert [one.kind for one in read("47", text).parts].count("town") == 1


def test_what_no_computer_helps_with_is_named(read):
    found = read("47", "aide à domicile pour ma mère, Agen")
    assert (found.beyond, found.services, found.town.name) == ("aide à domicile", (SERVICES[0],), "Agen")
    assert not read("47", "je suis aide à domicile").beyond


def test_a_day_is_no_now(read):
    wrong = []
    for text, choices in (
        ("ouvert", {"ouvert": "on"}),
        ("lieu ouvert maintenant à Agen", {"ouvert": "on"}),
        ("ouvert samedi matin", {"jour": "samedi", "moment": "matin"}),
        ("c'est ouvert le dimanche ?", {"jour": "dimanche"}),
        ("ouvert demain Agen", {"jour": "demain"}),
        ("médiathèque ouverte ce soir", {"jour": "aujourd'hui", "moment": "soir"}),
        ("ouvert le week-end", {"jour": "week-end"}),
        ("ouvert à Noël", {}),
        ("un sms reçu ce matin", {}),
        ("aidants connect", {"programme": "Aidants Connect"}),
    ):
        found = read("47", text)
        if dict(found.choices) != choices:
            wrong.append((text, found.choices))
    assert wrong == []
    assert read("47", "ouvert à Noël").unknown == ("ouvert", "Noël")


def test_whoever_speaks_and_however_is_understood(read):
    cannot_read, from_afar = {"accueil": "Illettrisme"}, {"aide": "À distance"}
    wrong = []
    for text, choices in (
        ("sais pas lire", cannot_read),
        ("je sais pas lire", cannot_read),
        ("ma mère ne sait pas écrire", cannot_read),
        ("ils savent pas bien lire", cannot_read),
        ("jsais ni lire ni écrire", cannot_read),
        ("à domicile agen", from_afar),
        ("je peux pas me déplacer layrac", from_afar),
        ("elle ne peut plus se déplacer", from_afar),
        ("surdite", {"accueil": "Surdité"}),
        ("il parle pas français", {"accueil": "Langues étrangères (autres)"}),
        ("croix rouge", {"programme": "La Croix Rouge"}),
        ("lieu qui accepte le pass numerique agen", {"marque": "Accepte le pass numérique"}),
        ("changement de domicile", {}),
    ):
        found = read("47", text)
        if (dict(found.choices), found.unknown) != (choices, ()):
            wrong.append((text, found.choices, found.unknown))
    assert wrong == []


def test_no_slip_is_forgiven_in_a_french_word(read):
    for word in ("fermé", "complets", "louer", "campagne", "femmes"):
        assert not [one.read for one in read("47", f"{word} demain").parts if one.read]
    assert thesaurus().nearest("complets") is None


def test_a_slip_stands_beside_what_was_typed_well(read):
    found = read("47", "atelier sur le phising")
    assert found.services == (LETTERS["M"], LETTERS["S"])


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read(text):
    towns = TownIndex([Town("47001", "agen", ["47000"], "Agen", 32000)])
    understand(text, here=towns, elsewhere=TownIndex([]), words=thesaurus())


def test_a_sentence_is_read_while_somebody_waits(read):
    """Five milliseconds in the mean, after the first; the bound is ten times what it takes."""
    sentences = [line.split("|")[:2] for line in SENTENCES]
    begun = time.process_time()
    for area, text in sentences:
        read(area, text)
    assert (time.process_time() - begun) / len(sentences) < 0.005


def test_each_service_has_expressions_and_none_ends_a_beginning_too_early():
    found = thesaurus()
    known = {meaning.value for some in found._index.values() for _, meaning in some if meaning.kind == "service"}
    assert known == set(SERVICES)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("bus bleu", "deux-points"),
        ("bus bleu : Jardinage", "n’est pas un service"),
        ("bu* : Aide aux démarches administratives", "trois avant une étoile"),
        (" : Aide aux démarches administratives", "deux-points"),
    ],
)
def test_an_expression_of_a_network_that_says_nothing_is_refused(text, problem):
    with pytest.raises(ValueError, match=problem):
        own_expressions(text)


def test_the_expressions_of_a_network_are_read():
    text = "bus bleu : aide aux démarches administratives, Insertion professionnelle via le numérique\n\n"
    assert own_expressions(text) == [("bus bleu", SERVICES[0]), ("bus bleu", SERVICES[2])]
    towns = TownIndex([])
    words = thesaurus().with_more(own_expressions(text))
    found = understand("les bus bleus", here=towns, elsewhere=towns, words=words)
    assert found.services == (SERVICES[0], SERVICES[2])
    assert understand("les bus bleus", here=towns, elsewhere=towns, words=thesaurus()).services == ()
