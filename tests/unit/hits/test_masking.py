"""What a hit shows by default says what agrees, and no more of the person."""

from __future__ import annotations

from datetime import UTC, datetime

from kyc.base.text import Text
from screening.hits.masking import masked
from screening.hits.model import Hit, HitEvidence, HitFinding, HitState, ScreenedOn, SubjectKind
from screening.matching.model import Factor
from screening.watchlists.model import Listing, ListingKind, Name, Number

AT = datetime(2026, 11, 20, tzinfo=UTC)
NUMBER = "11010519900307123X"
FINDING = HitFinding(
    finding_id="f",
    number=1,
    alert=True,
    occasion=ScreenedOn.IDENTITY,
    score=100,
    factors=(
        Factor("number", 60, NUMBER, NUMBER, Text(f"号码相同：{NUMBER}", f"the same number {NUMBER}")),
        Factor("birth_date", 15, "1990-03-07", "1990", Text("年份相同：1990-03-07", "1990-03-07, same year")),
    ),
    ours={
        "names": ["王小样"],
        "birth_dates": ["1990-03-07"],
        "sex": ["M"],
        "numbers": [NUMBER],
        "places": ["样本路8号"],
    },
    listing=Listing(
        "S-1", "own", ListingKind.PERSON, (Name("王小样"),), numbers=(Number("ID", NUMBER),), remarks="内情"
    ),
    listed=True,
    algorithm="a",
    policy_fingerprint="p",
    at=AT,
)
FILE = HitEvidence("e", "王小样 护照.pdf", "application/pdf", 3, "d", AT, "officer")
HIT = Hit(
    "h",
    SubjectKind.CUSTOMER,
    "c",
    "c",
    "own",
    "S-1",
    AT,
    HitState.OPEN,
    (FINDING,),
    (),
    (),
    None,
    None,
    None,
    (FILE,),
    (),
)


def test_nothing_of_the_person_is_shown_in_full_anywhere_of_ours() -> None:
    shown = masked(HIT, sealed_list=False).latest
    ours = str((shown.ours, [(f.ours, f.text) for f in shown.factors]))
    assert not any(value in ours for value in ("王小样", NUMBER, "1990-03-07", "样本路"))
    assert shown.ours == {
        "names": ["王**"],
        "birth_dates": ["1990-**-**"],
        "sex": ["M"],
        "numbers": ["110***********123X"],
        "places": ["***"],
    }
    assert shown.factors[0].text.zh == "号码相同：110***********123X"
    assert shown.listing == FINDING.listing, "a public list is public"


def test_a_file_is_called_by_its_kind_alone_until_it_is_opened() -> None:
    assert [each.name for each in masked(HIT, sealed_list=False).evidence] == ["***.pdf"]


def test_a_list_that_is_not_public_is_masked_too() -> None:
    shown = masked(HIT, sealed_list=True).latest
    assert not any(value in str(shown) for value in ("王小样", NUMBER, "内情"))
