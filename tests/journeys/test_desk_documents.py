"""The desk with other documents than a clean resident ID: permits, foreigners' cards, poor pictures, forgeries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import expect

from kyc.base.access import Role
from sample_docs import cards, degrade, scene
from sample_docs.alter import CARD, altered
from sample_docs.specimen import specimen
from tests.journeys.conftest import EMBLEM, PORTRAIT, Card, Desk
from tests.journeys.test_desk import PHONE, READ_LIMIT, capture, confirm_doubtful

pytestmark = [pytest.mark.journey, pytest.mark.ocr, pytest.mark.timeout(240)]

HOME = "北京市朝阳区样本路8号2单元301室"
SEED, FONTS = 5, "b"


@dataclass(frozen=True)
class Sides:
    """Pictures of the sides of one invented person's card (样本 SPECIMEN), and what they say."""

    pictures: tuple[Path, ...]
    fields: dict[str, str]


@pytest.fixture
def sides(tmp_path: Path) -> Callable[..., Sides]:
    """`sides("cn_hkm_permit", 1, "2013_front", "2013_back")`: these sides of the card of holder 1."""

    def make(document: str, holder: int, *names: str) -> Sides:
        pictures, fields = [], {}
        for name in names:
            drawn = cards.draw_side(document, name, SEED, holder, FONTS)
            rng = Random(f"journey:{document}:{name}:{holder}")
            surface = rng.choice(scene.SURFACES_OF_FONTS[FONTS])
            path = tmp_path / f"{document}-{name}.jpg"
            path.write_bytes(degrade.photograph(drawn, surface, degrade.NONE, rng))
            pictures.append(path)
            fields.update(drawn.fields)
        return Sides(tuple(pictures), fields)

    return make


@pytest.fixture
def teller(desk_of: Callable[..., Desk]) -> Desk:
    desk = desk_of("wang.fang", Role.TELLER, "east")
    desk.open("/desk")
    return desk


def expect_fields(desk: Desk, expected: dict[str, str], *names: str) -> None:
    for name in names:
        expect(desk.page.locator(f"#f-{name}")).to_have_value(expected[name])


def finish(desk: Desk, residence: str | None = None) -> None:
    """What no document tells, and the record."""
    desk.page.select_option("#f-occupation", "40000")
    desk.page.fill("#f-phone", PHONE)
    if residence:
        desk.page.fill("#f-residence", residence)
    desk.page.click("[data-submit]")
    desk.page.wait_for_url("**/customers/*")


def test_a_permit_is_read_from_both_sides_and_asks_for_an_address(
    teller: Desk, sides: Callable[..., Sides]
) -> None:
    permit = sides("cn_hkm_permit", 1, "2013_front", "2013_back")
    capture(teller, permit.pictures[0])
    expect(teller.page.locator(".thumb.missing")).to_contain_text("背面")
    teller.page.set_input_files("input[name=files]", str(permit.pictures[1]))
    expect(teller.page.locator(".thumb-title")).to_have_count(2, timeout=READ_LIMIT)
    expect(teller.page.locator(".thumb.missing")).to_have_count(0)
    expect_fields(teller, permit.fields, "name", "sex", "birth_date", "number", "issuer", "expires_on")
    # only compared: the record has no place for them
    expect_fields(teller, permit.fields, "name_latin", "issue_count", "local_number")
    expect(teller.page.locator("#f-local_number")).not_to_be_editable()
    expect(teller.page.locator("#f-nationality")).to_have_value("CHN")
    teller.audit()
    teller.zoom()

    confirm_doubtful(teller)
    teller.page.select_option("#f-occupation", "40000")
    teller.page.fill("#f-phone", PHONE)
    teller.page.keyboard.press("Enter")  # the permit prints no address: the keyboard stops there
    expect(teller.page.locator("#f-residence")).to_be_focused()
    finish(teller, HOME)
    expect(teller.page.locator("main")).to_contain_text("港澳居民来往内地通行证")
    expect(teller.page.locator("main")).not_to_contain_text(permit.fields["number"])


def test_a_foreigners_card_gives_the_nationality_and_the_name_in_latin_letters(
    teller: Desk, sides: Callable[..., Sides]
) -> None:
    card = sides("cn_foreign_pr_card", 1, "2023_front", "2023_back")
    capture(teller, card.pictures[1])  # the wrong side first
    expect(teller.page.locator("#f-nationality")).to_have_count(0)  # the other side will tell
    teller.page.set_input_files("input[name=files]", str(card.pictures[0]))
    expect(teller.page.locator(".thumb-title")).to_have_count(2, timeout=READ_LIMIT)
    expect_fields(teller, card.fields, "nationality", "number", "birth_date", "sex", "issued_on")
    expect(teller.page.locator("#f-name")).to_have_value(card.fields.get("name", card.fields["name_latin"]))
    expect(teller.page.locator("#f-nationality option:checked")).to_contain_text(card.fields["nationality"])
    confirm_doubtful(teller)
    finish(teller, HOME)
    expect(teller.page.locator("main")).to_contain_text("外国人永久居留身份证")


def test_an_adult_with_a_passport(teller: Desk, tmp_path: Path) -> None:
    passport = specimen(SEED, 7, "passport", fonts=FONTS)
    picture = tmp_path / passport.name
    picture.write_bytes(passport.picture)
    capture(teller, picture)
    expect(teller.page.locator("main")).to_contain_text("护照")
    expect_fields(teller, passport.fields, "number", "birth_date", "sex", "expires_on", "nationality")
    teller.audit()
    confirm_doubtful(teller)
    finish(teller, HOME)
    expect(teller.page.locator("main")).to_contain_text("护照")
    expect(teller.page.locator("main")).not_to_contain_text(passport.fields["number"])


def test_a_poor_picture_says_what_to_mend_and_a_better_one_takes_its_place(
    teller: Desk, card: Callable[..., Card]
) -> None:
    poor, good = card(1, "cut_left"), card(1)
    capture(teller, poor.portrait)
    thumb = teller.page.locator(".picture")
    expect(thumb.locator(".thumb-quality")).to_have_text("影像欠佳")
    expect(thumb.locator(".thumb-remark.asks")).to_contain_text("左侧")
    teller.audit()

    teller.page.set_input_files("input[name=files]", str(good.portrait))
    expect(teller.page.get_by_text("新影像已替换先前的")).to_be_visible(timeout=READ_LIMIT)
    expect(thumb).to_have_count(1)
    expect(thumb.locator(".thumb-quality")).to_have_text("影像清晰")
    expect(thumb.locator(".thumb-remark.asks")).to_have_count(0)
    expect_fields(teller, good.fields, "name", "number", "address")


def test_a_forged_card_raises_a_hint_with_its_picture_and_decides_nothing(
    teller: Desk, card: Callable[..., Card], tmp_path: Path
) -> None:
    forged, emblem = tmp_path / "forged.jpg", tmp_path / "emblem.jpg"
    forged.write_bytes(altered(SEED, 2, "portrait_hard_edge", CARD, fonts=FONTS).picture)
    emblem.write_bytes(specimen(SEED, 2, EMBLEM, fonts=FONTS).picture)
    capture(teller, forged, emblem)
    hint = teller.page.locator(".hint-row", has_text="相片四周有直边")
    expect(hint).to_have_count(1)
    expect(hint.locator("canvas")).to_be_visible()
    teller.audit()
    teller.zoom()

    hint.get_by_role("button").click()
    expect(teller.page.locator(".sheet:visible polygon.suspected.active")).to_have_count(1)
    teller.speak("en")
    expect(teller.page.locator(".hint-row")).to_contain_text("as if exchanged")
    teller.speak("zh")
    confirm_doubtful(teller)
    finish(teller)  # a hint alone stops nobody


def test_copies_turned_pictures_and_several_documents_are_told_as_what_they_are(
    teller: Desk, tmp_path: Path
) -> None:
    copied = tmp_path / "copied.jpg"
    copied.write_bytes(specimen(SEED, 3, PORTRAIT, degradation="photocopy", fonts=FONTS).picture)
    capture(teller, copied)
    expect(teller.page.locator(".hint-row")).to_contain_text("像是黑白复印件")
    expect(teller.page.locator(".thumb-remark")).to_have_count(0)  # not said twice
    teller.page.get_by_role("button", name="作废此影像").click()

    turned = tmp_path / "turned.jpg"
    turned.write_bytes(specimen(SEED, 3, PORTRAIT, degradation="quarter_turn_90", fonts=FONTS).picture)
    capture(teller, turned)
    remark = teller.page.locator(".thumb-remark")
    expect(remark).to_contain_text("90 度")
    expect(teller.page.locator(".thumb-remark.asks")).to_have_count(0)


def test_recognition_points_lie_beside_drawings_of_the_document_and_can_be_printed(
    teller: Desk, sides: Callable[..., Sides]
) -> None:
    capture(teller, *sides("cn_hkm_permit", 1, "2013_front", "2013_back").pictures)
    teller.page.get_by_text("真伪识别要点").click()
    drawings = teller.page.locator("#record svg.drawing")
    expect(drawings).to_have_count(4 + 3)  # ways of looking at the front and at the back
    expect(drawings.first.locator("rect.portrait")).to_have_count(1)
    expect(drawings.first.locator("text", has_text="证件号码")).to_have_count(1)
    teller.audit()
    teller.zoom()

    with teller.context.expect_page() as opened:
        teller.page.get_by_role("link", name="打印").click()
    page = Desk(teller.context, opened.value, teller.address, teller.actor)
    expect(page.page.get_by_role("heading", level=1)).to_contain_text("港澳居民来往内地通行证")
    expect(page.page.locator("svg.drawing.ultraviolet")).to_have_count(4)  # of every issue of the card
    page.audit()
    page.zoom()
    page.speak("en")
    expect(page.page.get_by_role("heading", level=1)).to_contain_text("Recognition points")
