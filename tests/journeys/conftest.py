"""A served house, a real browser, and the steps journeys share. Whatever the browser complains of fails the test."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import waitress.server
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from kyc.base.access import Actor, Role
from kyc.base.db import Database
from kyc.base.unit import House
from kyc.web import create_web
from kyc.web import pages as kyc_pages
from sample_docs.degrade import NONE
from sample_docs.specimen import specimen
from screening.web import pages as screening_pages
from tests import specimen_bank
from tests.conftest import Clock
from tests.specimen_bank import Bank, Person

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
DESK = {"width": 1366, "height": 768}
ZOOMED = {"width": 683, "height": 384}  # the same screen at 200 %
PORTRAIT, EMBLEM = "cn_resident_id_portrait", "cn_resident_id_emblem"

# A refusal is an answer: the browser notes its status, and the page says what is wrong.
_REFUSAL = re.compile(r"Failed to load resource: .* status of 4(00|03|04|09|13|22)")
_GRAVE = {"serious", "critical"}
_SEED = 7


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """Journeys run on the embedded database; both engines are tried below, where it matters."""
    path = tmp_path / "firstline.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def bank(house: House, monkeypatch: pytest.MonkeyPatch) -> Bank:
    specimen_bank.use_cheap_hashes(monkeypatch)
    return specimen_bank.found(house)


@pytest.fixture
def address(bank: Bank) -> Iterator[str]:
    """Where the whole application is served, by the server it is delivered with."""
    web = create_web(
        bank.house,
        (*kyc_pages.BLUEPRINTS, *screening_pages.BLUEPRINTS),
        (*kyc_pages.NAVIGATION, *screening_pages.NAVIGATION),
        screening_pages.NOTICES,
        screening_pages.FILE_PARTS,
    )
    server = waitress.server.create_server(web, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    # in the server's own thread: closed from here, its sockets may go while it waits on them
    server.trigger.pull_trigger(server.close)
    thread.join()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@dataclass
class Desk:
    """A person's browser, and what they do with it."""

    context: BrowserContext
    page: Page
    address: str
    actor: Actor
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Follows a link of our own."""
        self.page.goto(self.address + path)

    def sign_in(self, bank: Bank, person: Person) -> None:
        """By password, and by code for whom has an authenticator."""
        self.open("/sign-in")
        self.page.fill("#login", person.account.login)
        self.page.fill("#password", person.password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: not url.endswith("/sign-in"))
        if person.secret:
            self.page.fill("#code", bank.code(person))
            self.page.keyboard.press("Enter")
            self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def speak(self, language: str) -> None:
        """Changes the language of the pages."""
        if self.page.locator("html").get_attribute("lang") != {"zh": "zh-CN", "en": "en"}[language]:
            self.page.click("button[name=language]")
            self.page.wait_for_selector(
                f'button[name=language][value="{"en" if language == "zh" else "zh"}"]'
            )

    def audit(self) -> None:
        """Asks axe whether people with other eyes and hands can use the page too."""
        results = Axe.from_file(ROOT / "node_modules/axe-core/axe.min.js").run(self.page)
        grave = [fault for fault in results.response["violations"] if fault["impact"] in _GRAVE]
        assert not grave, [(f["id"], [n["html"][:200] for n in f["nodes"]]) for f in grave]

    def zoom(self) -> None:
        """At 200 % nothing is to be scrolled sideways, once the charts have taken up the new width."""
        self.page.set_viewport_size(ZOOMED)
        patience = time.monotonic() + 5
        while (widths := self._widths())[0] > ZOOMED["width"] and time.monotonic() < patience:
            self.page.wait_for_timeout(50)
        self.page.set_viewport_size(DESK)
        assert widths[0] <= widths[1] == ZOOMED["width"], widths

    def _widths(self) -> tuple[int, int]:
        """Of what the page wants to show, and of what the window shows."""
        wanted, shown = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        return int(wanted), int(shown)


@pytest.fixture
def desk_of(address: str, bank: Bank, browser: Browser, clock: Clock) -> Iterator[Callable[..., Desk]]:
    """`desk_of("wang.fang", Role.TELLER, "east")`: that person at their browser, signed in."""
    desks: list[Desk] = []

    def make(login: str, role: Role, outlet: str | None = None, browser: Browser = browser) -> Desk:
        person = bank.hire(login, role, outlet)
        actor = bank.signed_in(bank.settle(person)).actor
        context = browser.new_context(viewport=DESK, locale="zh-CN")
        desk = Desk(context, context.new_page(), address, actor)
        desks.append(desk)
        desk.page.on("console", lambda message: _note(desk, message))
        desk.page.on("pageerror", lambda error: desk.complaints.append(str(error)))
        clock.advance(minutes=1)  # the code that enrolled the authenticator is used up
        desk.sign_in(bank, person)
        return desk

    yield make
    for desk in desks:
        desk.context.close()
    assert not [complaint for desk in desks for complaint in desk.complaints]


def _note(desk: Desk, message: ConsoleMessage) -> None:
    """Violations of the content policy come this way too."""
    if message.type in {"error", "warning"} and not _REFUSAL.match(message.text):
        desk.complaints.append(message.text)


@dataclass(frozen=True)
class Card:
    """Both sides of an invented person's resident ID (样本 SPECIMEN), and what they say."""

    portrait: Path
    emblem: Path
    fields: dict[str, str]


@pytest.fixture
def card(tmp_path: Path) -> Callable[..., Card]:
    """`card(1)`: pictures of person 1; `card(1, "rotation")` with a fault."""

    def make(index: int, degradation: str = NONE) -> Card:
        sides = [specimen(_SEED, index, side, degradation=degradation) for side in (PORTRAIT, EMBLEM)]
        paths = [tmp_path / f"{degradation}-{side.name}" for side in sides]
        for path, side in zip(paths, sides, strict=True):
            path.write_bytes(side.picture)
        return Card(paths[0], paths[1], sides[0].fields | sides[1].fields)

    return make
