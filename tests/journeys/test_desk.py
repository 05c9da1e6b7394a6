"""From a card in the teller's hand to a graded customer, in a real browser with real recognition."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Playwright, expect

from kyc.base.access import Role
from tests.journeys.conftest import CHROMIUM, FLAGS, Card, Desk

pytestmark = [pytest.mark.journey, pytest.mark.ocr, pytest.mark.timeout(240)]

PHONE = "13812341234"
READ_LIMIT = 60_000  # ms; a machine busy with other tests


def capture(desk: Desk, *pictures: Path) -> None:
    """Chooses files and waits until they lie on the desk."""
    desk.page.set_input_files("input[name=files]", [str(picture) for picture in pictures])
    titles = desk.page.locator(".thumb-title")
    expect(titles).to_have_count(len(pictures), timeout=READ_LIMIT)
    desk.page.wait_for_selector("#record")


def confirm_doubtful(desk: Desk) -> int:
    """Presses Enter on each field that wants a look; how many there were."""
    pressed = 0
    waiting = desk.page.locator("[data-looked-at]:not(:checked)")
    while waiting.count():
        desk.page.keyboard.press("Enter")
        pressed += 1
    return pressed


def onboard(desk: Desk, card: Card) -> str:
    """The whole way; returns the customer's address."""
    desk.open("/desk")
    capture(desk, card.portrait, card.emblem)
    confirm_doubtful(desk)
    desk.page.keyboard.press("4")
    desk.page.keyboard.press("Enter")
    desk.page.keyboard.type(PHONE)
    desk.page.keyboard.press("Control+Enter")
    desk.page.wait_for_url("**/customers/*")
    return desk.page.url


@pytest.fixture
def teller(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("wang.fang", Role.TELLER, "east")


def test_card_becomes_a_graded_customer(teller: Desk, card: Callable[..., Card]) -> None:
    person = card(1)
    teller.open("/desk")
    teller.audit()
    capture(teller, person.portrait)
    expect(teller.page.get_by_text("还缺：")).to_be_visible()
    teller.page.set_input_files("input[name=files]", str(person.emblem))
    expect(teller.page.locator(".thumb-title")).to_have_count(2, timeout=READ_LIMIT)
    for name in ("name", "number", "issuer", "expires_on"):
        expect(teller.page.locator(f"#f-{name}")).to_have_value(person.fields[name])
    teller.audit()
    teller.zoom()

    confirm_doubtful(teller)
    corrected = person.fields["address"] + "附1"
    teller.page.fill("#f-address", corrected)
    teller.page.select_option("#f-occupation", "40000")
    teller.page.fill("#f-phone", PHONE)
    teller.page.click("[data-submit]")
    teller.page.wait_for_url("**/customers/*")

    address = teller.page.locator("tr", has=teller.page.get_by_role("rowheader", name="住址"))
    expect(address).to_contain_text("更正")
    expect(address).not_to_contain_text("附1")  # masked
    expect(teller.page.locator("main")).not_to_contain_text(person.fields["number"])
    expect(teller.page.locator(".grade-line")).to_contain_text("风险")
    expect(teller.page.get_by_text("待复核", exact=True)).to_be_visible()
    teller.audit()
    teller.zoom()


def test_keyboard_alone_is_enough_and_few_keys_do(teller: Desk, card: Callable[..., Card]) -> None:
    teller.open("/desk")
    person = card(1)
    capture(teller, person.portrait, person.emblem)
    keys = confirm_doubtful(teller)
    expect(teller.page.locator("#f-occupation")).to_be_focused()
    teller.page.keyboard.press("4")
    teller.page.keyboard.press("Enter")
    expect(teller.page.locator("#f-phone")).to_be_focused()
    teller.page.keyboard.type(PHONE)  # eleven digits that no machine can know
    teller.page.keyboard.press("Control+Enter")
    teller.page.wait_for_url("**/customers/*")
    assert keys + 3 <= 12


def test_doubtful_fields_come_first_and_must_be_looked_at(teller: Desk, card: Callable[..., Card]) -> None:
    person = card(1)
    other = card(2)
    teller.open("/desk")
    # the emblem of someone else's card: its issuer does not belong to the number
    capture(teller, person.portrait, other.emblem)
    first = teller.page.locator("[data-row]").first
    expect(first.locator("[data-looked-at]")).not_to_be_checked()
    expect(first.locator("[data-entry]")).to_be_focused()
    teller.page.locator("#f-occupation").focus()
    teller.page.keyboard.press("Control+Enter")  # not yet: it leads back to the doubtful field
    expect(first.locator("[data-entry]")).to_be_focused()
    assert teller.page.url.endswith("/desk")
    teller.page.keyboard.press("Enter")
    expect(first.locator("[data-looked-at]")).to_be_checked()


def test_picture_pans_turns_and_answers_keys(teller: Desk, card: Callable[..., Card]) -> None:
    person = card(1)
    teller.open("/desk")
    capture(teller, person.portrait, person.emblem)
    sheet = teller.page.locator(".sheet:visible")
    teller.page.locator("#f-name").focus()
    at_name = sheet.get_attribute("style")
    teller.page.locator("#f-number").focus()
    at_number = sheet.get_attribute("style")
    assert at_name != at_number
    teller.page.keyboard.press("r")  # a letter, inside a field
    assert sheet.get_attribute("style") == at_number
    teller.page.keyboard.press("Alt+r")
    expect(sheet).to_have_attribute("style", re.compile(r"rotate\(90deg\)"))
    teller.page.locator("#f-issuer").focus()
    expect(teller.page.locator(".sheet:visible polygon.active")).to_have_attribute("data-place", "issuer")
    teller.page.keyboard.press("F1")
    expect(teller.page.locator("#keys")).to_be_visible()
    teller.audit()
    teller.page.keyboard.press("Escape")


def test_same_document_twice_shows_the_customer_and_makes_no_second(
    teller: Desk, desk_of: Callable[..., Desk], card: Callable[..., Card]
) -> None:
    person = card(1)
    first = onboard(teller, person)
    teller.open("/desk")
    capture(teller, person.portrait)
    existing = teller.page.locator(".existing")
    expect(existing).to_contain_text(person.fields["number"][-4:])
    expect(existing).not_to_contain_text(person.fields["number"])
    teller.audit()
    teller.page.keyboard.press("Enter")  # the link has the focus
    teller.page.wait_for_url(first)

    elsewhere = desk_of("li.na", Role.TELLER, "west")
    elsewhere.open("/desk")
    capture(elsewhere, person.portrait, person.emblem)
    elsewhere.page.get_by_role("button", name="本人到场").click()
    elsewhere.page.wait_for_url(first)


def test_pictures_of_no_use_are_refused_with_what_to_do(teller: Desk, tmp_path: Path) -> None:
    blank = tmp_path / "blank.png"
    Image.new("RGB", (800, 600), "white").save(blank)
    script = tmp_path / "page.jpg"
    script.write_text("<html><script>alert(1)</script></html>")
    teller.open("/desk")
    for picture, words in ((blank, "没有保存"), (script, "不是可识别的图片")):
        teller.page.set_input_files("input[name=files]", str(picture))
        expect(teller.page.locator("#capture [role=alert]")).to_contain_text(words, timeout=READ_LIMIT)
    teller.audit()


def test_files_can_be_dropped_and_pasted(teller: Desk, card: Callable[..., Card]) -> None:
    person = card(1)
    teller.open("/desk")
    for kind, carrier, event, picture, field in (
        ("DragEvent", "dataTransfer", "drop", person.portrait, "number"),
        ("ClipboardEvent", "clipboardData", "paste", person.emblem, "issuer"),
    ):
        teller.page.evaluate(
            """([kind, carrier, event, base64]) => {
                const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
                const data = new DataTransfer();
                data.items.add(new File([bytes], "card.jpg", { type: "image/jpeg" }));
                const made = new window[kind](event, { [carrier]: data, bubbles: true, cancelable: true });
                document.querySelector("main").dispatchEvent(made);
            }""",
            [kind, carrier, event, base64.b64encode(picture.read_bytes()).decode()],
        )
        teller.page.wait_for_selector(f'[data-row="{field}"]', timeout=READ_LIMIT)


def test_turned_photo_is_shown_upright(teller: Desk, card: Callable[..., Card], tmp_path: Path) -> None:
    turned = tmp_path / "turned.jpg"
    with Image.open(card(1).portrait) as upright:
        upright.rotate(90, expand=True).save(turned, quality=95)
    teller.open("/desk")
    capture(teller, turned)
    expect(teller.page.locator(".sheet")).to_have_attribute("data-turn", "90")


def test_english_pages(teller: Desk, card: Callable[..., Card]) -> None:
    teller.open("/desk")
    teller.speak("en")
    person = card(1)
    onboard(teller, person)
    expect(teller.page.get_by_role("heading", name="Risk grade")).to_be_visible()
    teller.audit()
    teller.open("/customers")
    expect(teller.page.get_by_role("heading", name="Customers")).to_be_visible()
    teller.open("/api/docs")
    teller.audit()


def test_typing_is_kept_when_the_page_is_lost(teller: Desk, card: Callable[..., Card]) -> None:
    teller.open("/desk")
    capture(teller, card(1).portrait)
    with teller.page.expect_response("**/desk/entries"):
        teller.page.fill("#f-phone", "1381234")
        teller.page.keyboard.press("Tab")
    teller.open("/desk")
    expect(teller.page.locator("#f-phone")).to_have_value("1381234")


def test_plain_forms_do_without_scripts(
    teller: Desk, browser: Browser, card: Callable[..., Card], address: str
) -> None:
    person = card(1)
    context = browser.new_context(java_script_enabled=False, storage_state=teller.context.storage_state())
    page = context.new_page()
    page.goto(f"{address}/desk")
    page.set_input_files("input[name=files]", [str(person.portrait), str(person.emblem)])
    page.get_by_role("button", name="上传并识别").click(timeout=READ_LIMIT)
    page.wait_for_url("**/desk?draft=*")
    for box in page.locator("[data-looked-at]").all():
        box.check()
    page.get_by_role("button", name="建立客户档案").click()
    page.wait_for_url("**/customers/*")
    context.close()


@pytest.fixture
def camera(playwright: Playwright, card: Callable[..., Card], tmp_path: Path) -> Iterator[Browser]:
    """A browser whose camera looks at the portrait side of person 1."""
    film = tmp_path / "film.mjpeg"
    frame = BytesIO()
    with Image.open(card(1).portrait) as portrait:
        portrait.resize((1280, 720)).convert("RGB").save(frame, "JPEG", quality=95, subsampling=2)
    film.write_bytes(frame.getvalue() * 20)
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=[
            *FLAGS,
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    yield browser
    browser.close()


def test_camera_takes_one_side_and_asks_for_the_other(desk_of: Callable[..., Desk], camera: Browser) -> None:
    teller = desk_of("wang.fang", Role.TELLER, "east", browser=camera)
    teller.open("/desk")
    teller.page.click("[data-use-camera]")
    shutter = teller.page.locator("[data-shutter]")
    expect(shutter).to_be_focused()
    teller.audit()
    teller.page.keyboard.press("Space")
    words = teller.page.locator("[data-words]")
    expect(words).to_contain_text("国徽面", timeout=READ_LIMIT)
    teller.page.keyboard.press("Escape")
    expect(teller.page.locator(".thumb-title")).to_have_count(1)


def test_a_new_picture_of_a_side_keeps_what_was_typed_and_ticked(
    teller: Desk, card: Callable[..., Card]
) -> None:
    person = card(1)
    teller.open("/desk")
    capture(teller, person.portrait, person.emblem)
    teller.page.get_by_text("真伪识别要点").click()
    with teller.page.expect_response("**/desk/entries"):
        teller.page.fill("#f-phone", PHONE)
        teller.page.locator("input[name=point]").first.check()
    old = teller.page.locator("[name=draft]").first.input_value()
    teller.page.set_input_files("input[name=files]", str(person.portrait))
    expect(teller.page.locator("[name=draft]").first).not_to_have_value(old, timeout=READ_LIMIT)
    expect(teller.page.locator("#f-phone")).to_have_value(PHONE)
    expect(teller.page.locator("input[name=point]:checked")).to_have_count(1)
