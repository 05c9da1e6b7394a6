"""The common shape of a listing: names with their script, dates that are known in part, and the way to JSON and back."""

from datetime import date

import pytest

from kyc.customers.model import Sex
from screening.watchlists.model import (
    Address,
    Listing,
    ListingKind,
    Name,
    NameKind,
    NameQuality,
    Number,
    PartialDate,
    distinct,
)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("SPECIMEN, Ivan", "Latn"),
        ("样本公司 Ltd", "Hani"),
        ("Иван Образцов", "Cyrl"),
        ("عينة", "Arab"),
        ("견본", "Hang"),
        ("ＳＰＥＣＩＭＥＮ", "Latn"),
        ("5-12/3", "Zyyy"),
        ("", "Zyyy"),
    ],
)
def test_a_name_knows_the_script_of_most_of_its_letters(text: str, script: str) -> None:
    assert Name(text).script == script


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1971-03-05", date(1971, 3, 5), date(1971, 3, 5)),
        ("1972-02", date(1972, 2, 1), date(1972, 2, 29)),
        ("1971", date(1971, 1, 1), date(1971, 12, 31)),
        ("1968/1973", date(1968, 1, 1), date(1973, 12, 31)),
        ("1968-02-03/1968-05-01", date(1968, 2, 3), date(1968, 5, 1)),
        ("1971~", date(1971, 1, 1), date(1971, 12, 31)),
        ("1968/1973~", date(1968, 1, 1), date(1973, 12, 31)),
    ],
)
def test_a_partial_date_is_written_and_read_back(text: str, first: date, last: date) -> None:
    found = PartialDate.parse(text)
    assert (found.first, found.last, str(found)) == (first, last, text)
    assert found.approximate is text.endswith("~")
    assert found.is_exact is (text == "1971-03-05")
    assert found.may_be(last)
    assert not found.may_be(date(last.year + 1, 1, 1))


@pytest.mark.parametrize(
    "text", ["", "71", "1971-13", "1971-02-30", "1973/1968", "1/2/3", "1971-3-5", "circa 1971"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        PartialDate.parse(text)


def test_the_years_of_a_span_are_all_those_it_may_lie_in() -> None:
    assert list(PartialDate.parse("1968/1970").years) == [1968, 1969, 1970]


def test_a_listing_goes_to_json_and_back_whole() -> None:
    whole = Listing(
        listing_id="S-1",
        source="un",
        kind=ListingKind.PERSON,
        names=(
            Name("SPECIMEN IVAN"),
            Name("Vanya", NameKind.ALIAS, NameQuality.WEAK),
            Name("样本", NameKind.ALIAS),
        ),
        birth_dates=(PartialDate.parse("1971~"), PartialDate.parse("1972-02-03")),
        birth_places=("Samplograd",),
        sex=Sex.MALE,
        nationalities=("RUS",),
        numbers=(Number("Passport", "S 1234567", "RUS"),),
        addresses=(Address("1 Sample Street, Samplograd", "RUS"),),
        programmes=("DPRK",),
        listed_on=date(2017, 8, 5),
        remarks="a specimen",
    )
    least = Listing("S-2", "un", ListingKind.VESSEL, (Name("SPECIMEN STAR"),))
    for listing in (whole, least):
        assert Listing.from_json(listing.as_json()) == listing
    assert set(least.as_json()) == {"listing_id", "source", "kind", "names"}


def test_a_name_repeated_among_the_aliases_is_kept_once_as_the_first() -> None:
    found = distinct([Name("Ivan"), Name("IVAN", NameKind.ALIAS), Name("Vanya", NameKind.ALIAS)])
    assert [(n.text, n.kind) for n in found] == [("Ivan", NameKind.PRIMARY), ("Vanya", NameKind.ALIAS)]
