"""Lists that come by themselves: from a signed folder, and from an address that fails in every way addresses do."""

from __future__ import annotations

import base64
import dataclasses
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kyc.base.access import Actor
from kyc.base.errors import FirstlineError, Misconfigured
from kyc.base.unit import House
from screening.watchlists import fetching, service
from screening.watchlists.model import Arrival, Outcome
from screening.watchlists.sources import Sources
from tests import specimen_lists as lists

Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


@pytest.fixture
def console(officer: Actor) -> Actor:
    return Actor.service(officer.institution_id)


def fetched(house: House, actor: Actor) -> list[tuple[str, str]]:
    """Source → outcome, or the code of what went wrong."""

    def word(result: Arrival | FirstlineError) -> str:
        return result.code if isinstance(result, FirstlineError) else result.outcome.value

    return [(source, word(result)) for source, result in fetching.fetch(house, actor, pause=lambda _: None)]


class TestFolder:
    @pytest.fixture
    def key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.generate()

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "lists" / "un").mkdir(parents=True)
        return tmp_path / "lists"

    @pytest.fixture
    def watching(self, house: House, folder: Path, key: Ed25519PrivateKey, tmp_path: Path) -> House:
        other = Ed25519PrivateKey.generate()
        pem = b"".join(
            each.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            for each in (other, key)
        )
        (tmp_path / "keys.pem").write_bytes(pem)
        settings = dataclasses.replace(
            house.settings, watchlist_folder=str(folder), watchlist_keys=str(tmp_path / "keys.pem")
        )
        return dataclasses.replace(house, settings=settings)

    def drop(self, folder: Path, data: bytes, signature: bytes | None, name: str = "un.xml") -> Path:
        path = folder / "un" / name
        path.write_bytes(data)
        if signature is not None:
            path.with_name(name + ".sig").write_bytes(signature)
        return path

    @pytest.mark.parametrize("encode", [bytes, base64.b64encode, lambda s: base64.encodebytes(s)])
    def test_a_signed_file_is_taken_once(
        self,
        watching: House,
        console: Actor,
        folder: Path,
        key: Ed25519PrivateKey,
        encode: Callable[[bytes], bytes],
    ) -> None:
        data = lists.un(3)
        self.drop(folder, data, encode(key.sign(data)))
        assert fetched(watching, console) == [("un", "activated")]
        assert fetched(watching, console) == []
        left = sorted(path.name.split("-", 1)[-1] for path in (folder / "un").rglob("*.*"))
        assert left == ["un.xml", "un.xml.sig"]
        assert all(path.parent.name == "taken" for path in (folder / "un").rglob("*.*"))

    def test_without_a_signature_it_waits(self, watching: House, console: Actor, folder: Path) -> None:
        path = self.drop(folder, lists.un(3), None)
        assert fetched(watching, console) == []
        assert path.exists()

    @pytest.mark.parametrize("fault", ["another key", "altered", "no signature at all", "cut off"])
    def test_a_wrong_signature_is_refused_and_said(
        self,
        watching: House,
        console: Actor,
        officer: Actor,
        sources: Sources,
        folder: Path,
        key: Ed25519PrivateKey,
        fault: str,
    ) -> None:
        data = lists.un(3)
        signature = {
            "another key": Ed25519PrivateKey.generate().sign(data),
            "altered": key.sign(data + b" "),
            "no signature at all": b"\xff\xfe signed, honestly",
            "cut off": key.sign(data)[:40],
        }[fault]
        self.drop(folder, data, signature)
        assert fetched(watching, console) == [("un", "watchlists.signature")]
        assert [path.parent.name for path in (folder / "un").rglob("*.xml")] == ["refused"]
        with watching.read(officer) as unit:
            (arrival,) = service.arrivals(unit)
            assert service.active_versions(unit) == {}
        assert arrival.outcome is Outcome.REFUSED

    def test_signed_but_broken_or_shrunken_is_refused(
        self, watching: House, console: Actor, folder: Path, key: Ed25519PrivateKey
    ) -> None:
        for data, code in (
            (lists.un(12), "activated"),
            (lists.un(12)[:-100], "watchlists.file.damaged"),
            (lists.un(5), "watchlists.file.shrunken"),
            (lists.zipped({"a": "b"})[:-4], "watchlists.file.damaged"),
        ):
            self.drop(folder, data, key.sign(data))
            assert fetched(watching, console) == [("un", code)]

    def test_a_folder_without_keys_stops_with_the_setting_named(
        self, watching: House, console: Actor
    ) -> None:
        for changed in (
            {"watchlist_keys": ""},
            {"watchlist_keys": "/nowhere.pem"},
            {"watchlist_folder": "/nowhere"},
        ):
            wrong = dataclasses.replace(watching, settings=dataclasses.replace(watching.settings, **changed))
            with pytest.raises(Misconfigured):
                fetched(wrong, console)


class TestDownload:
    @pytest.fixture
    def answers(self) -> list[Answer]:
        """What the publisher's server does to one request after the other; the last one again and again."""
        return []

    @pytest.fixture
    def address(self, answers: list[Answer]) -> Iterator[str]:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                (answers.pop(0) if len(answers) > 1 else answers[0])(self)

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/lists/un.xml"
        server.shutdown()
        server.server_close()
        thread.join()

    @pytest.fixture
    def fetching_house(self, house: House, address: str, tmp_path: Path) -> House:
        path = tmp_path / "watchlists.yaml"
        path.write_text(f"downloads:\n  un: {address}\n", encoding="utf-8")
        return dataclasses.replace(house, settings=dataclasses.replace(house.settings, watchlists=str(path)))

    @staticmethod
    def sends(data: bytes, announced: int | None = None, status: int = 200) -> Answer:
        def answer(request: http.server.BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            request.send_header("Content-Length", str(len(data) if announced is None else announced))
            request.end_headers()
            request.wfile.write(data)

        return answer

    @staticmethod
    def hangs_up(request: http.server.BaseHTTPRequestHandler) -> None:
        request.connection.close()

    def test_a_whole_answer_becomes_a_version(
        self, fetching_house: House, console: Actor, answers: list[Answer]
    ) -> None:
        answers.append(self.sends(lists.un(3)))
        assert fetched(fetching_house, console) == [("un", "activated")]
        assert fetched(fetching_house, console) == [("un", "unchanged")]

    def test_short_outages_are_tried_through(
        self, fetching_house: House, console: Actor, answers: list[Answer]
    ) -> None:
        answers += [self.sends(b"busy", status=503), self.hangs_up, self.sends(lists.un(3))]
        assert fetched(fetching_house, console) == [("un", "activated")]

    def test_long_ones_leave_the_list_in_force_and_say_so(
        self, fetching_house: House, console: Actor, answers: list[Answer], officer: Actor, sources: Sources
    ) -> None:
        answers.append(self.sends(lists.un(3)))
        fetched(fetching_house, console)
        whole = lists.un(9, published="2026-11-13")
        for broken in (
            self.sends(b"gone", status=404),
            self.hangs_up,
            self.sends(whole[: len(whole) // 2], announced=len(whole)),
        ):
            answers[:] = [broken]
            assert fetched(fetching_house, console) == [("un", "watchlists.download")]
        answers[:] = [self.sends(whole[: len(whole) // 2])]  # half an answer that claims to be whole
        assert fetched(fetching_house, console) == [("un", "watchlists.file.damaged")]
        answers[:] = [self.sends(b"<html><body>maintenance</body></html>")]
        assert fetched(fetching_house, console) == [("un", "watchlists.file.format")]
        with fetching_house.read(officer) as unit:
            status = next(each for each in service.statuses(unit, sources) if each.source == "un")
        assert status.active
        assert status.active.entries == 4
        assert any("最近一次更新未成功" in alarm.zh for alarm in status.alarms)

    @pytest.mark.parametrize(
        "url", ["http://lists.example/un.xml", "ftp://127.0.0.1/x", "file:///etc/passwd"]
    )
    def test_only_what_cannot_be_altered_on_its_way_is_fetched(self, tmp_path: Path, url: str) -> None:
        path = tmp_path / "watchlists.yaml"
        path.write_text(f"downloads:\n  un: {url}\n", encoding="utf-8")
        with pytest.raises(Misconfigured, match="https"):
            service.load_sources(path)


class TestFileOfLists:
    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("sources: [", "cannot be read"),
            ("- a", "is not one of"),
            ("wrong: 1", "wrong"),
            ("sources: {a b: {}}", "a b"),
            ("sources: {own2: {readers: {table: mapped}}}", "own2: name"),
            ("sources: {own2: {name: {zh: x, en: y}, readers: {tarot: mapped}}}", "own2: readers"),
            ("sources: {own2: {name: {zh: x, en: y}, readers: {table: magic}}}", "own2: readers"),
            ("sources: {own2: {name: {zh: x, en: y}, readers: {table: mapped}}}", "own2: columns"),
            (
                "sources: {own2: {name: {zh: x, en: y}, readers: {table: mapped}, columns: {listing_id: [a], name: b}}}",
                "columns",
            ),
            ("downloads: {mars: 'https://x.example'}", "mars"),
        ],
    )
    def test_each_fault_is_named(self, tmp_path: Path, text: str, named: str) -> None:
        path = tmp_path / "watchlists.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Misconfigured, match=named):
            service.load_sources(path)

    def test_a_list_of_the_banks_own_with_its_own_headers(
        self, house: House, officer: Actor, tmp_path: Path
    ) -> None:
        path = tmp_path / "watchlists.yaml"
        path.write_text(
            "sources:\n  fraud:\n    name: {zh: 欺诈名单, en: Fraud}\n    sealed: true\n    kind: person\n"
            "    readers: {table: mapped}\n    columns: {listing_id: [Nr], name: [Who]}\n",
            encoding="utf-8",
        )
        source = service.load_sources(path).one("fraud")
        file = lists.listed("Nr,Who\n1,样本\n", "f.csv")
        arrival = service.take(house, officer, source, file, way="page")  # type: ignore[arg-type]
        assert arrival.outcome is Outcome.ACTIVATED
