"""Which places a letter names first."""

from funding.passes.letters.rules import Home, Spot, nearest

HOME = Home(commune="47157", epci="VGA", department="47")


def spot(key, name="Lieu", *, commune="47001", epci="AGEN", department="47", at=(44.2, 0.62)):
    return Spot(key, name, commune, epci, department, *at)


def keys(spots, home=HOME, count=3):
    return [one.key for one in nearest(spots, home=home, count=count)]


def test_the_own_commune_then_the_intercommunality_then_the_department_then_the_rest():
    elsewhere = spot(1, department="33", epci="BX")
    department = spot(2)
    epci = spot(3, commune="47310", epci="VGA")
    commune = spot(4, commune="47157", epci="VGA")
    assert keys([elsewhere, department, epci, commune], count=4) == [4, 3, 2, 1]


def test_where_the_commune_has_a_position_its_own_places_come_first_and_then_the_nearest():
    """Across the border of an intercommunalité too: no circle puts a farther place before a nearer one."""
    home = Home(commune="47157", epci="VGA", department="47", point=(44.50, 0.16))
    here = spot(1, commune="47157", epci="VGA", at=(44.56, 0.20))
    far, near = spot(2, epci="VGA", at=(44.20, 0.62)), spot(3, epci="DURAS", at=(44.52, 0.17))
    assert keys([far, near, here], home=home) == [1, 3, 2]


def test_without_a_position_the_name_decides_inside_a_circle_and_no_other_place_stands_for_it():
    spots = [
        spot(1, "Ouest", commune="47310", epci="VGA", at=(44.40, 0.30)),
        spot(2, "Est", commune="47233", epci="VGA", at=(44.60, 0.10)),
        spot(3, "Bourg", at=(44.51, 0.21)),
    ]
    assert keys(spots) == [2, 1, 3]


def test_nothing_known_goes_by_name():
    spots = [spot(1, "Médiathèque"), spot(2, "Cyber-base"), spot(3, "atelier")]
    assert keys(spots, home=Home(None, None, "47")) == [3, 2, 1]
    assert keys(spots, home=Home(None, None, None)) == [3, 2, 1]


def test_two_homes_without_an_intercommunality_do_not_share_one():
    lonely = spot(1, commune="29083", epci=None, department="29")
    near = spot(2, department="47")
    assert keys([lonely, near], home=Home("29155", None, "47")) == [2, 1]


def test_at_most_as_many_as_asked_and_fewer_where_there_are_fewer():
    spots = [spot(key, f"Lieu {key}") for key in range(1, 6)]
    assert keys(spots) == [1, 2, 3]
    assert keys(spots[:2]) == [1, 2]
    assert keys([]) == []
