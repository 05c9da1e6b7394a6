"""Each publisher's format becomes the common shape: nothing that screening needs is lost on the way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kyc.base.errors import Invalid
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
)
from screening.watchlists.readers import ListFile
from screening.watchlists.service import list_file, load_sources
from tests import specimen_lists as lists
from tests.specimen_lists import contents, listed

KNOWN = load_sources(Path("nowhere.yaml")).known
WEAK = (NameKind.ALIAS, NameQuality.WEAK)
STRONG = (NameKind.ALIAS, NameQuality.STRONG)
PRIMARY = (NameKind.PRIMARY, NameQuality.STRONG)
REAL = Path(__file__).parents[4] / "shared" / "data" / "watchlists"


def read(source: str, form: str, file: ListFile) -> list[Listing]:
    reader = KNOWN[source].readers[form]
    found = list(contents(reader, file, **KNOWN[source].options).records)
    assert all(record.original.strip() for record in found), "the publisher's own record lies beside"
    assert all(Listing.from_json(record.listing.as_json()) == record.listing for record in found)
    return [record.listing for record in found]


def published(source: str, form: str, file: ListFile) -> date | None:
    return contents(KNOWN[source].readers[form], file).published_on


def names(listing: Listing) -> list[tuple[str, NameKind, NameQuality]]:
    return [(name.text, name.kind, name.quality) for name in listing.names]


def dates(listing: Listing) -> list[str]:
    return [str(day) for day in listing.birth_dates]


def test_un() -> None:
    file = listed(lists.un())
    person, entity = read("un", "xml", file)
    assert published("un", "xml", file) == date(2026, 11, 12)
    assert person.listing_id == "SPi.001"
    assert person.kind is ListingKind.PERSON
    assert names(person) == [
        ("IVAN SPECIMEN", *PRIMARY),
        ("样本一", *STRONG),
        ("IVAN SPECIMAN", *STRONG),
        ("VANYA", *WEAK),
        ("IVANKO", *WEAK),
    ]
    assert person.names[1].script == "Hani"
    assert dates(person) == ["1964-05-01", "1965~", "1963/1968", "1966"]
    assert person.birth_places == ("Samplograd, Syrian Arab Republic",)
    assert (person.sex, person.nationalities) == (Sex.MALE, ("PRK",))
    assert person.numbers == (Number("Passport", "S0000001", "PRK"),)
    assert person.addresses == (Address("1 Sample Street, Samplograd, Syrian Arab Republic", "SYR"),)
    assert (person.programmes, person.listed_on) == (("DPRK",), date(2017, 8, 5))
    assert person.remarks == "Dr.; Director of nothing; An invented person."
    assert names(entity) == [
        ("SPECIMEN TRADING", *PRIMARY),
        ("SAMPLE TRADE CO", *STRONG),
        ("样本贸易", *STRONG),
    ]
    assert entity.kind is ListingKind.ORGANISATION


def test_ofac_csv() -> None:
    person, company, vessel = read("ofac_sdn", "csv", lists.ofac())
    assert names(person) == [("SPECIMEN, Ivan", *PRIMARY), ("SPECIMAN, Ivan", *STRONG), ("VANYA", *WEAK)]
    assert dates(person) == ["1957-03-12", "1958~", "1950/1952"]
    assert (person.sex, person.nationalities) == (Sex.MALE, ("IRN", "SYR"))
    assert person.birth_places == ("Samplograd, Syria",)
    assert person.numbers == (
        Number("Passport", "S7654321", "IRN"),
        Number("National ID No.", "123-45", "SYR"),
    )
    assert person.addresses == (Address("1 Sample Street, Samplograd, Syria", "SYR"),)
    assert person.programmes == ("SDGT", "IFSR")
    assert person.remarks.endswith("Linked To: SPECIMEN TRADING CO."), (
        "the comments go on where the remarks stop"
    )
    assert company.kind is ListingKind.ORGANISATION
    assert company.numbers == (Number("Tax ID No.", "7700000001", "RUS"),)
    assert vessel.kind is ListingKind.VESSEL
    assert (vessel.nationalities, vessel.addresses) == (("IRN",), ())
    assert [number.value for number in vessel.numbers] == ["9000001", "572000000", "EPSP1"]


def test_ofac_xml() -> None:
    file = listed(lists.OFAC_XML.format(count=2))
    person, vessel = read("ofac_sdn", "xml", file)
    assert published("ofac_sdn", "xml", file) == date(2026, 11, 12)
    assert names(person) == [("SPECIMEN, Ivan", *PRIMARY), ("SPECIMAN, Ivan", *STRONG), ("VANYA", *WEAK)]
    assert (dates(person), person.sex, person.nationalities) == (["1957-03-12"], Sex.MALE, ("IRN", "SYR"))
    assert person.numbers == (Number("Passport", "S7654321", "IRN"),)
    assert (vessel.kind, vessel.nationalities) == (ListingKind.VESSEL, ("IRN",))
    assert vessel.numbers == (Number("Call Sign", "EPSP1"),)


@pytest.mark.parametrize("source", ["ofac_sdn", "ofac_consolidated"])
def test_ofac_advanced_xml(source: str) -> None:
    file = listed(lists.OFAC_ADVANCED)
    person, vessel = read(source, "xml", file)
    assert published(source, "xml", file) == date(2026, 11, 12)
    assert names(person) == [("SPECIMEN, Ivan", *PRIMARY), ("VANYA", *WEAK), ("样本一", *STRONG)]
    assert (person.listing_id, person.kind, person.sex) == ("101", ListingKind.PERSON, Sex.MALE)
    assert (dates(person), person.nationalities) == (["1957-03-12", "1958~"], ("IRN",))
    assert person.birth_places == ("Samplograd, Syria",)
    assert person.numbers == (Number("Passport", "S7654321", "IRN"),)
    assert person.addresses == (Address("1 Sample Street, Samplograd, Syria", "SYR"),)
    assert (person.programmes, person.listed_on) == (("SDGT", "IFSR"), date(2017, 8, 5))
    assert person.remarks == "Director; An invented person."
    assert (vessel.kind, names(vessel)) == (ListingKind.VESSEL, [("SPECIMEN STAR", *PRIMARY)])
    assert vessel.numbers == (Number("Vessel Call Sign", "EPSP1"),)
    without = lists.OFAC_ADVANCED.replace('<Profile ID="103"', '<Profile ID="104"')
    with pytest.raises(Invalid, match="1 entries lack their party"):
        read(source, "xml", listed(without))


def test_eu() -> None:
    file = listed(lists.EU)
    person, company = read("eu", "xml", file)
    assert published("eu", "xml", file) == date(2026, 11, 12)
    assert names(person) == [("Ivan Specimen", *PRIMARY), ("Vanya", *WEAK), ("Иван Образцов", *STRONG)]
    assert dates(person) == ["1937-04-28", "1938~", "1930/1935"]
    assert (person.sex, person.nationalities, person.listed_on) == (Sex.MALE, ("IRQ",), date(2003, 7, 8))
    assert person.numbers == (Number("National passport", "S1111111", "IRQ"),)
    assert person.addresses == (Address("1 Sample Street, Samplograd, IRAQ", "IRQ"),)
    assert person.programmes == ("IRQ",)
    assert person.remarks == "Director; invented; An invented person."
    assert (company.listing_id, company.kind) == ("14", ListingKind.ORGANISATION)


def test_ofsi() -> None:
    file = listed(lists.OFSI, "conlist.csv")
    person, ship = read("uk_ofsi", "csv", file)
    assert published("uk_ofsi", "csv", file) == date(2026, 11, 12)
    assert names(person) == [
        ("Ivan SPECIMEN", *PRIMARY),
        ("Иван Образцов", *STRONG),
        ("VANYA", *WEAK),
    ], "the primary name comes first wherever it stands in the file"
    assert dates(person) == ["1967-03-12", "1968"]
    assert person.numbers == (Number("Passport", "S2222222"), Number("National identification", "N-3"))
    assert (person.nationalities, person.listed_on) == (("RUS",), date(2022, 2, 24))
    assert person.addresses == (Address("1 Sample Street, Syria", "SYR"),)
    assert ship.kind is ListingKind.VESSEL


def test_opensanctions_csv() -> None:
    person, other = read("opensanctions", "csv", listed(lists.SIMPLE, "targets.simple.csv"))
    assert [name.text for name in person.names] == ["Ivan Specimen", "Vanya", "Specimen; Ivan", "样本一"]
    assert (dates(person), person.nationalities) == (["1957-03-12", "1958"], ("PRK", "RUS"))
    assert person.addresses == (Address("1 Sample Street, Samplograd, Syria", "SYR"),)
    assert [number.value for number in person.numbers] == ["S3333333"]
    assert person.programmes == ("UN-SCDPRK",)
    assert other.kind is ListingKind.OTHER


def test_followthemoney() -> None:
    person, vessel = read("opensanctions", "json", listed(lists.FTM, "entities.ftm.json"))
    assert names(person) == [
        ("Ivan Specimen", *PRIMARY),
        ("SPECIMEN Ivan", *STRONG),
        ("样本一", *STRONG),
        ("Vanya", *WEAK),
    ]
    assert (person.sex, person.nationalities) == (Sex.MALE, ("PRK", "RUS"))
    assert person.numbers == (Number("passportNumber", "S3333333"),)
    assert (vessel.kind, vessel.nationalities) == (ListingKind.VESSEL, ("IRN",))


def test_a_chinese_table_by_its_mapping() -> None:
    person, company = read("cn_pboc", "table", listed(lists.CHINESE, "公告.csv"))
    assert names(person) == [
        ("样本一", *PRIMARY),
        ("SPECIMEN Yi", *STRONG),
        ("样一", *STRONG),
        ("小样", *WEAK),
    ]
    assert (dates(person), person.sex, person.nationalities) == (["1971-03-05"], Sex.MALE, ("CHN",))
    assert person.numbers == (Number("居民身份证", "11010519710305001X"),)
    assert (person.listed_on, company.listed_on) == (date(2012, 4, 5), date(2012, 4, 5))
    assert (company.kind, company.names) == (ListingKind.ORGANISATION, (Name("样本贸易有限公司"),))


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("1,外星人,样本,,,,,,,,,,", "类别"),
        ("1,个人,样本,,,不详,,,,,,,", "性别"),
        ("1,个人,样本,,,,七十年代,,,,,,", "出生日期"),
        ("1,个人,样本,,,,,乌有国,,,,,", "国籍"),
        ("1,个人,样本,,,,,,,,昨天,,", "列入日期"),
        (",个人,样本,,,,,,,,,,", "编号"),
        ("1,个人,,,,,,,,,,,", "姓名"),
        ("1,个人,样本", ""),
    ],
)
def test_a_cell_that_cannot_be_used_is_named_by_line_and_column(cells: str, column: str) -> None:
    table = lists.CHINESE.splitlines()[0] + "\n" + cells + "\n"
    with pytest.raises(Invalid) as refusal:
        read("cn_pboc", "table", listed(table, "公告.csv"))
    places = [problem.where for problem in refusal.value.problems]
    assert any(where.startswith("line 2") and where.endswith(column) for where in places), places


class TestBrokenFiles:
    """Cut off, hostile, mis-encoded or of another kind: refused whole, with the place."""

    BOMB = (
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    )
    XXE = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("un", lists.un().decode()),
            ("eu", lists.EU),
            ("ofac_sdn", lists.OFAC_XML.format(count=2)),
            ("ofac_sdn", lists.OFAC_ADVANCED),
        ],
    )
    @pytest.mark.parametrize(
        "hostile", [BOMB, XXE, '<?xml version="1.0"?><!DOCTYPE l SYSTEM "http://127.0.0.1/x.dtd">']
    )
    def test_a_document_type_is_refused(self, source: str, text: str, hostile: str) -> None:
        body = text.split("?>", 1)[1]
        with pytest.raises(Invalid, match="entities"):
            read(source, "xml", listed(hostile + body))

    @pytest.mark.parametrize(
        ("source", "form", "text"),
        [
            ("un", "xml", lists.un().decode()),
            ("eu", "xml", lists.EU),
            ("ofac_sdn", "xml", lists.OFAC_XML.format(count=2)),
            ("ofac_sdn", "xml", lists.OFAC_ADVANCED),
            ("uk_ofsi", "csv", lists.OFSI),
            ("opensanctions", "csv", lists.SIMPLE),
            ("opensanctions", "json", lists.FTM),
        ],
    )
    def test_cut_off_anywhere_it_is_refused_or_loses_whole_lines_only(
        self, source: str, form: str, text: str
    ) -> None:
        whole = read(source, form, listed(text))
        refused = 0
        for length in range(0, len(text) - 2, 37):
            try:
                left = read(source, form, listed(text[:length]))
            except Invalid:
                refused += 1
                continue
            assert form != "xml"
            assert all(listing.listing_id in {each.listing_id for each in whole} for listing in left)
            assert text[:length].strip() == "" or text[length - 1] in '\n"}' or text[length] == "\n"
        assert refused > 10

    @pytest.mark.parametrize(
        ("source", "form", "text"),
        [
            ("un", "xml", lists.un().decode()),
            ("uk_ofsi", "csv", lists.OFSI),
            ("opensanctions", "csv", lists.SIMPLE),
            ("opensanctions", "json", lists.FTM),
        ],
    )
    def test_another_encoding_is_refused(self, source: str, form: str, text: str) -> None:
        data = text.replace("样本一", "样本一Ж").replace("Иван", "样本").encode("gb18030")
        with pytest.raises(Invalid):
            read(source, form, listed(data))

    def test_a_set_needs_its_files_and_their_entries(self) -> None:
        with pytest.raises(Invalid, match=r"alt\.csv"):
            read("ofac_sdn", "csv", lists.ofac(alt=""))
        with pytest.raises(Invalid, match="entry 777"):
            read("ofac_sdn", "csv", lists.ofac(alt='777,1,"aka","X",-0- \n'))
        with pytest.raises(Invalid, match="line 1"):
            read("ofac_sdn", "csv", lists.ofac(add="101,1\n"))
        with pytest.raises(Invalid, match="unknown type"):
            read("ofac_sdn", "csv", lists.ofac(sdn=lists.OFAC["sdn.csv"].replace("individual", "ghost")))

    def test_fewer_entries_than_the_file_says_are_refused(self) -> None:
        with pytest.raises(Invalid, match="says it has 3"):
            read("ofac_sdn", "xml", listed(lists.OFAC_XML.format(count=3)))

    @pytest.mark.parametrize(("source", "form"), [("un", "xml"), ("eu", "xml"), ("ofac_sdn", "xml")])
    def test_xml_of_another_list_is_refused(self, source: str, form: str) -> None:
        with pytest.raises(Invalid) as refusal:
            read(source, form, listed("<other><thing/></other>"))
        assert refusal.value.code == "watchlists.file.format"

    @pytest.mark.parametrize(
        "line", ['{"id":"x"}', "[1]", '{"id":"x","schema":"Person","properties":{"name":"x"}}', "[" * 100_000]
    )
    def test_a_line_that_is_no_entity_is_refused(self, line: str) -> None:
        with pytest.raises(Invalid, match="line 1"):
            read("opensanctions", "json", listed(line))


@pytest.mark.skipif(not REAL.is_dir(), reason="the public lists are not here")
@pytest.mark.parametrize(
    ("source", "path", "form", "entries"),
    [
        ("un", "un/UN_consolidated.xml", "xml", 1003),
        ("ofac_sdn", "ofac_sdn/sdn.csv", "csv", 7379),
        ("ofac_consolidated", "ofac_consolidated/cons_prim.csv", "csv", 442),
    ],
)
def test_a_published_list_is_read_whole(source: str, path: str, form: str, entries: int) -> None:
    found = read(source, form, list_file(REAL / path))
    assert len(found) == len({listing.listing_id for listing in found}) == entries
    assert all(listing.primary_name for listing in found)


def test_dates_as_publishers_write_them() -> None:
    from screening.watchlists.readers.dates import partial_date

    written = {
        "12 Mar 1957": "1957-03-12",
        "Mar 1957": "1957-03",
        "circa 1957": "1957~",
        "1957 to 1959": "1957/1959",
        "Between 1957 and 1959": "1957/1959",
        "01 Jan 1957 to 31 Dec 1958": "1957/1958",
        "00/00/1968": "1968",
        "00/03/1968": "1968-03",
        "1957-03-12T00:00:00": "1957-03-12",
        "1957年3月": "1957-03",
        "19570312": "1957-03-12",
    }
    assert {text: str(partial_date(text)) for text in written} == written
    nothing = ("", "unknown", "12 Foo 1957", "31/02/1957", "1959 to 1957", "0", "57")
    assert [partial_date(text) for text in nothing] == [None] * len(nothing)
    assert PartialDate.parse("1957/1958") == partial_date("1957 - 1958")
