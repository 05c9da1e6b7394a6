"""Zones are composed as ICAO Doc 9303 prints its own specimens."""

import pytest

from kyc.base.errors import Invalid
from sample_docs.mrz import FORMATS, SIZES, Entries, compose, name_field, transliterated


def entries(**changes: str) -> Entries:
    said = {
        "document_code": "P",
        "issuing_state": "UTO",
        "surname_latin": "Eriksson",
        "given_names_latin": "Anna Maria",
        "number": "L898902C3",
        "nationality": "UTO",
        "birth_date": "1974-08-12",
        "sex": "F",
        "expires_on": "2012-04-15",
    }
    return Entries(**(said | changes))


# The specimens of Doc 9303 parts 4 to 7, and the French card as published.
@pytest.mark.parametrize(
    ("format_", "said", "lines"),
    [
        (
            "td3",
            entries(optional_data="ZE184226B"),
            ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
        ),
        (
            "td1",
            entries(document_code="I", number="D23145890"),
            (
                "I<UTOD231458907<<<<<<<<<<<<<<<",
                "7408122F1204159UTO<<<<<<<<<<<6",
                "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
            ),
        ),
        (
            "td2",
            entries(document_code="I", number="D23145890"),
            ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"),
        ),
        (
            "mrv_a",
            entries(
                document_code="V",
                number="L8988901C",
                nationality="XXX",
                birth_date="1940-09-07",
                expires_on="1996-12-10",
                optional_data="6ZE184226B",
            ),
            ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"),
        ),
        (
            "fr_id",
            entries(
                document_code="ID",
                issuing_state="FRA",
                surname_latin="Berthier",
                given_names_latin="Corinne",
                number="880692310285",
                birth_date="1965-12-06",
            ),
            ("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6"),
        ),
    ],
)
def test_published_specimens(format_: str, said: Entries, lines: tuple[str, ...]) -> None:
    assert compose(format_, said) == lines


def test_long_number_goes_on_in_the_optional_data() -> None:
    first = compose("td1", entries(document_code="I", number="D23145890734"))[0]
    assert first == "I<UTOD23145890<7349<<<<<<<<<<<"


def test_unknown_days_are_fillers_that_count_nothing() -> None:
    second = compose("td3", entries(birth_date="1974-XX-XX"))[1]
    assert second[13:20] == "74<<<<1"


def test_germany_has_one_letter() -> None:
    first, second = compose("td3", entries(issuing_state="DEU", nationality="DEU"))
    assert (first[2:5], second[10:13]) == ("D<<", "D<<")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Müller-Lüdenscheidt", "MUELLER<LUEDENSCHEIDT"),
        ("d'Artagnan", "DARTAGNAN"),
        ("Ñandú", "NANDU"),
        ("Þórður Ægisson", "THORDUR<AEGISSON"),
        ("Łukasz Ørsted", "LUKASZ<OERSTED"),
    ],
)
def test_transliteration(name: str, written: str) -> None:
    assert transliterated(name) == written


def test_letters_without_a_latin_writing_are_refused() -> None:
    with pytest.raises(Invalid):
        transliterated("Иванов")


@pytest.mark.parametrize(
    ("surname", "given", "field"),
    [
        ("Nilavadhanananda", "Chayapa Dejthamrong Krasuang", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
        (
            "Bennelong Wooloomooloo Warrandyte Warnambool",
            "Dingo Potoroo",
            "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<WA<<D",
        ),
        (
            "Nilavadhanananda",
            "Chayapa Dejthamrongx Krasuang",
            "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K",
        ),
    ],
)
def test_long_names_are_cut_so_that_a_letter_is_last(surname: str, given: str, field: str) -> None:
    assert name_field(surname, given, 39) == field


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_has_its_size(format_: str) -> None:
    count, length = SIZES[format_]
    assert [len(line) for line in compose(format_, entries())] == [length] * count


def test_what_has_no_room_is_refused() -> None:
    with pytest.raises(Invalid):
        compose("mrv_b", entries(optional_data="TOO LONG FOR IT"))
