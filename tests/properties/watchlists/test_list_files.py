"""Whatever is done to a list file, it is read or refused in words, and never read into something it does not say."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kyc.base.errors import FirstlineError
from screening.watchlists import files
from screening.watchlists.model import Listing, PartialDate
from screening.watchlists.readers.dates import partial_date
from screening.watchlists.readers.ofac_remarks import remarks_of
from screening.watchlists.service import list_bytes, load_sources
from tests import specimen_lists as lists

KNOWN = load_sources(Path("nowhere.yaml")).known
GOOD = {
    "un": lists.un(2),
    "eu": lists.EU.encode(),
    "ofac_sdn": lists.OFAC_XML.format(count=2).encode(),
    "ofac_consolidated": lists.zipped(lists.OFAC),
    "uk_ofsi": lists.OFSI.encode(),
    "opensanctions": lists.FTM.encode(),
    "cn_pboc": lists.CHINESE.encode(),
}


def read(source: str, data: bytes) -> list[Listing] | None:
    """The listings, None when the file is refused."""
    try:
        with files.faults_told("list.bin"):
            reader, file = files.selected(KNOWN[source], list_bytes("list.bin", data))
            contents = reader.read(file, source, KNOWN[source].options)
            return [record.listing for record in contents.records]
    except FirstlineError:
        return None


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A good file with bytes overwritten, cut out, repeated, or cut off."""
    source = draw(st.sampled_from(sorted(GOOD)))
    data = bytearray(GOOD[source])
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(len(data) - 1, 0)))
        length = draw(st.integers(0, 40))
        put = draw(
            st.one_of(
                st.binary(max_size=12), st.sampled_from([b'"', b"<", b"&x;", b"\x00", b",", b"{", b"\n"])
            )
        )
        data[start : start + length] = put
    return source, bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


@given(damaged())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(given_: tuple[str, bytes]) -> None:
    found = read(*given_)
    for listing in found or ():
        assert Listing.from_json(listing.as_json()) == listing


@given(st.sampled_from(sorted(GOOD)), st.binary(max_size=300))
def test_nonsense_is_refused(source: str, data: bytes) -> None:
    assert not read(source, data)


def test_the_good_files_are_read() -> None:
    assert all(read(source, data) for source, data in GOOD.items())


@given(st.text(max_size=200))
def test_any_remarks_are_taken_apart_without_fault(text: str) -> None:
    assert remarks_of(text).text == text


@given(st.text(max_size=40))
def test_any_words_are_a_date_or_none(text: str) -> None:
    found = partial_date(text)
    assert found is None or PartialDate.parse(str(found)) == found


@given(st.dates(), st.dates(), st.booleans())
def test_every_span_is_written_and_read_back(one: object, other: object, about: bool) -> None:
    first, last = sorted((one, other))  # type: ignore[type-var]
    span = PartialDate(first, last, about)  # type: ignore[arg-type]
    assert PartialDate.parse(str(span)) == span
