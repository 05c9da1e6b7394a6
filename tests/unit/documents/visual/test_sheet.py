"""Where print stands on a page tells which labels and values belong together."""

from __future__ import annotations

from datetime import date

from kyc.documents.lines import Character, Line
from kyc.documents.visual.reading import Known, read_visual
from kyc.documents.visual.sheet import Sheet

AS_OF = date(2026, 7, 1)


def line(text: str, left: float, top: float, height: float = 10.0) -> Line:
    """A line set in letters half as wide as high; "_" is room without a character."""
    step = height / 2
    characters = tuple(
        Character(
            letter, 1.0, (left + at * step, top + height / 2), (left + (at + 1) * step, top + height / 2)
        )
        for at, letter in enumerate(text)
        if letter != "_"
    )
    right = left + len(text) * step
    return Line(0, ((left, top), (right, top), (right, top + height), (left, top + height)), characters)


def sheet(*lines: Line) -> Sheet:
    """A page with lines enough to tell its level."""
    return Sheet([line("PASSPORT PASSEPORT", 0, -60), *lines])


PLACE = (line("Place of birth", 0, 0, 6), line("KOELN", 0, 10))


def test_a_value_under_the_label_of_another_column_is_a_value_of_its_own() -> None:
    page = sheet(
        line("Authority", 0, 0, 6),
        line("Passport No", 150, 0, 6),
        line("PU ZAGREB CENTAR ____FP0753457", 0, 10),
    )
    assert [part.text for part in page.values if part.level > 0] == ["PU ZAGREB CENTAR", "FP0753457"]
    names = sheet(line("Surname", 0, 0, 6), line("Card No", 45, 0, 6), line("MARIA JOSE ANA", 0, 10))
    assert "MARIA JOSE ANA" in [part.text for part in names.values]


def test_a_number_close_behind_a_name_is_a_value_of_its_own() -> None:
    page = sheet(line("Surname", 0, 0, 6), line("DE ALMEIDA CA807377", 0, 10), line("BUDAPEST 08", 0, 40))
    assert [part.text for part in page.values][-3:] == ["DE ALMEIDA", "CA807377", "BUDAPEST 08"]


def test_an_office_close_behind_a_day_is_a_value_where_its_label_begins() -> None:
    page = sheet(
        line("Date of issue", 0, 0, 6),
        line("Authority", 60, 0, 6),
        line("04 JUN 2022 OFFICE DUBLIN", 0, 10),
    )
    assert [part.text for part in page.values][-2:] == ["04 JUN 2022", "OFFICE DUBLIN"]


def test_a_label_whose_beginning_was_lost_tells_the_value_it_begins_over() -> None:
    lost = line("Date of birth", 40, 0, 6)
    page = sheet(lost, line("02 10 2012", 0, 10))
    [day] = [part for part in page.values if part.text == "02 10 2012"]
    assert page.told_by("birth_date", [day]) is day
    headed = sheet(line("Date of issue", 0, 0, 6), lost, line("02 10 2012", 0, 10))
    [day] = [part for part in headed.values if part.text == "02 10 2012"]
    assert headed.told_by("birth_date", [day]) is None


def test_two_lines_behind_one_label_are_one_value() -> None:
    page = sheet(line("Given names", 0, 3, 6), line("ABEL MAXIMILIANA", 60, 0), line("KONSTANTINA", 60, 7))
    first, second = [part for part in page.values if part.left > 1]
    assert page.continued(first, [second]) == [first, second]


def test_values_that_no_label_tells_are_looked_over() -> None:
    page = sheet(*PLACE, line("BONN", 0, 40))
    [alone] = [part for part in page.unlabelled() if part.level > 0]
    assert alone.text == "BONN"
    strip = page.strip_over(alone)
    assert strip[0][1] > PLACE[1].quad[2][1] - 5, "begins under the print above"
    assert strip[2][1] < 41, "ends over the value"


def test_what_only_its_place_tells_says_so() -> None:
    page = sheet(
        line("ANNA", 0, 0),
        line("Date of birth", 0, 20, 6),
        line("12 JAN 1990", 0, 30),
        line("KOELN", 0, 50),
        line("Date of issue", 0, 70, 6),
        line("12 JAN 2020", 0, 80),
    )
    seen = read_visual(page, Known({"surname_latin": "ANNA", "given_names_latin": ""}), AS_OF)
    assert (seen["birth_place"].value, seen["birth_place"].by_order) == ("KOELN", True)
    assert not seen["issued_on"].by_order
    assert seen["birth_place"].confidence < 1


def test_given_names_do_not_pass_for_a_surname_that_was_not_read() -> None:
    page = sheet(
        line("Surname", 0, 0, 6), line("SZ0KE", 0, 8), line("Given names", 0, 20, 6), line("AGNES", 0, 28)
    )
    seen = read_visual(page, Known({}), AS_OF)
    assert seen["given_names_latin"].value == "AGNES"
    assert "surname_latin" not in seen
    assert "name" not in seen
