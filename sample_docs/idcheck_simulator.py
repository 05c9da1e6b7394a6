"""A stand-in for the bank's gateway to the networked citizen-ID check, with invented people, for trials and tests.

It speaks the forms of `kyc.verification.wire` over HTTP, knows the people of a seed, and gives all six results. While it
runs, `PUT /simulator` sets its faults: `{"delay_ms": 0, "outage": false, "system_error": false, "malformed": null}`,
where `malformed` is one of MALFORMED. When this installation has the demo branch, its invented customers are on register too.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import click
import waitress
from flask import Flask, Response, request
from PIL import Image

from kyc.base.access import Actor
from kyc.base.unit import House, Unit
from kyc.customers import record
from kyc.customers import service as customers
from kyc.customers.model import Person as CustomerPerson
from kyc.verification.wire import ANSWER_COLUMNS, ANSWERS, QUESTION_COLUMNS, QUESTIONS
from sample_docs.figures import draw_portrait
from sample_docs.people import Person, age_on, check_character, draw_person

_PHOTO_SIZE = (102, 126)  # what the chip of a resident ID holds, in pixels (GA 450)
_SKY = (196, 214, 236)
_NUMBER = re.compile(r"[1-8]\d{16}[\dX]")
_MOST_CUSTOMERS = 1000  # of a demo branch
_WITHOUT_PHOTO = 12  # one in so many has no photo on register

MALFORMED = ("html", "truncated", "other_person", "unknown_code", "no_time", "huge", "not_json")


@dataclass
class Faults:
    """What goes wrong just now."""

    delay_ms: int = 0
    outage: bool = False
    system_error: bool = False
    malformed: str | None = None

    def change(self, given: Mapping[str, Any]) -> None:
        """Takes over what is given. ValueError for an unknown name or value."""
        for name, value in given.items():
            wanted = {"delay_ms": int, "outage": bool, "system_error": bool, "malformed": (str, type(None))}
            if name not in wanted or not isinstance(value, wanted[name]):  # type: ignore[arg-type]
                raise ValueError(name)
            if name == "malformed" and value is not None and value not in MALFORMED:
                raise ValueError(name)
            setattr(self, name, value)


@dataclass
class Register:
    """Who is on register: number → name, issuer, photo or none. asked: how many questions came."""

    people: dict[str, tuple[str, str, bytes | None]] = field(default_factory=dict)
    asked: int = 0

    @classmethod
    def drawn(cls, seed: int, population: int, as_of: date) -> Register:
        """The people of a seed. One in twelve has no photo."""
        register = cls()
        for index in range(population):
            person = draw_person(seed, index, ages=(22, 68), expired=False, as_of=as_of)
            register.add(person, as_of, with_photo=index % _WITHOUT_PHOTO != _WITHOUT_PHOTO - 1)
        return register

    def add(self, person: Person, as_of: date, *, with_photo: bool = True) -> None:
        """Enters one person."""
        age = age_on(person.birth_date, as_of)
        photo = _photo(person.number, person.sex, age) if with_photo else None
        self.people[person.number] = (person.name, person.issuer, photo)

    def add_customers(self, unit: Unit) -> int:
        """Enters the natural persons on file, invented as they are; returns how many."""
        ids = (one.customer_id for one in customers.search(unit, limit=_MOST_CUSTOMERS))
        people = [record.person_of(unit, record.known(unit, customer_id)) for customer_id in ids]
        for person in people:
            if isinstance(person, CustomerPerson) and person.name and person.number and person.birth_date:
                age = age_on(date.fromisoformat(person.birth_date), unit.today)
                photo = _photo(person.number, person.sex or "M", age)
                self.people[person.number] = (person.name, person.issuer or "", photo)
        return len(people)

    def result(self, name: str, number: str) -> tuple[str, str | None, bytes | None]:
        """Code, issuer and photo for a question."""
        self.asked += 1
        if not name.strip() or not _NUMBER.fullmatch(number) or check_character(number[:17]) != number[17]:
            return "05", None, None
        if number not in self.people:
            return "03", None, None
        known, issuer, photo = self.people[number]
        if known != name:
            return "02", None, None
        return ("00" if photo else "01"), issuer, photo


def create_simulator(register: Register, faults: Faults, token: str = "") -> Flask:
    """The HTTP server as an application. token: what callers must bring, when it is not empty."""
    app = Flask("idcheck_simulator", static_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]

    @app.before_request
    def suffer() -> Response | None:
        if request.path == "/simulator":
            return None
        time.sleep(faults.delay_ms / 1000)
        if faults.outage:
            return Response("out of service", 503)
        if token and request.headers.get("Authorization") != f"Bearer {token}":
            return Response("unauthorised", 401)
        return None

    @app.post("/checks")
    def check() -> Response:
        asked = request.get_json()
        code, issuer, photo = _result(register, faults, asked)
        answer = {
            **{name: asked[name] for name in ("request_id", "name", "number")},
            "code": code,
            "issuer": issuer,
            "photo": base64.b64encode(photo).decode() if photo else None,
            "checked_at": datetime.now(UTC).isoformat(),
        }
        return _spoiled(answer, faults)

    @app.post("/batches")
    def batch() -> Response:
        with zipfile.ZipFile(io.BytesIO(request.get_data())) as archive:
            rows = list(csv.DictReader(io.StringIO(archive.read(QUESTIONS).decode(), newline="")))
        assert not rows or tuple(rows[0]) == QUESTION_COLUMNS
        return Response(_packed(_batch_rows(register, faults, rows), faults), mimetype="application/zip")

    @app.put("/simulator")
    def change() -> tuple[dict[str, Any], int]:
        try:
            faults.change(request.get_json())
        except ValueError as error:
            return {"error": str(error)}, 422
        return vars(faults), 200

    return app


def _result(
    register: Register, faults: Faults, asked: Mapping[str, str]
) -> tuple[str, str | None, bytes | None]:
    return ("04", None, None) if faults.system_error else register.result(asked["name"], asked["number"])


def _batch_rows(
    register: Register, faults: Faults, rows: Iterable[Mapping[str, str]]
) -> Iterable[dict[str, str]]:
    for asked in rows:
        code, issuer, _ = _result(register, faults, asked)
        yield {
            **{name: asked[name] for name in ("request_id", "name", "number")},
            "code": code,
            "issuer": issuer or "",
            "checked_at": datetime.now(UTC).isoformat(),
        }


def _packed(rows: Iterable[dict[str, str]], faults: Faults) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, ANSWER_COLUMNS)
    writer.writeheader()
    for row in rows:
        if faults.malformed == "other_person":
            row["name"] = "另一人"
        writer.writerow(row)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        content = "\0" * 50_000_000 if faults.malformed == "huge" else text.getvalue()
        archive.writestr(ANSWERS, content)
    whole = packed.getvalue()
    return whole[: len(whole) // 2] if faults.malformed == "truncated" else whole


_SPOILED: Mapping[str, Callable[[dict[str, Any]], bytes]] = {
    "html": lambda answer: b"<html><body>Please sign in</body></html>",
    "not_json": lambda answer: b"\xff\xfe" + json.dumps(answer).encode(),
    "truncated": lambda answer: json.dumps(answer).encode()[:-20],
    "other_person": lambda answer: json.dumps({**answer, "name": "另一人"}).encode(),
    "unknown_code": lambda answer: json.dumps({**answer, "code": "06"}).encode(),
    "no_time": lambda answer: json.dumps({**answer, "checked_at": "yesterday"}).encode(),
    "huge": lambda answer: json.dumps({**answer, "padding": "x" * 8_000_000}).encode(),
}


def _spoiled(answer: dict[str, Any], faults: Faults) -> Response:
    if faults.malformed is None:
        body = json.dumps(answer, ensure_ascii=False).encode()
    else:
        body = _SPOILED[faults.malformed](answer)
    return Response(body, mimetype="application/json")


def _photo(number: str, sex: str, age: int) -> bytes:
    drawn = draw_portrait(Random(f"register:{number}"), sex, age, _PHOTO_SIZE)
    ground = Image.new("RGB", _PHOTO_SIZE, _SKY)
    ground.paste(drawn, (0, 0), drawn)
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=80)
    return out.getvalue()


def simulator_command(seed: int, demo: Callable[[], tuple[House, Actor] | None]) -> click.Command:
    """`flask idcheck-simulator`. seed: whose people are on register unless told. demo: the demo branch, if there is one."""

    @click.command("idcheck-simulator")
    @click.option("--port", default=8090, show_default=True, help="监听端口 / port to listen on")
    @click.option(
        "--seed", default=seed, show_default=True, help="人口的种子 / seed of the people on register"
    )
    @click.option("--population", default=200, show_default=True, help="登记人数 / how many are on register")
    @click.option("--token", default="", help="要求的令牌 / bearer token that callers must bring")
    def command(port: int, seed: int, population: int, token: str) -> None:
        """启动联网核查模拟系统（虚构人口），供试用和测试；PUT /simulator 可设故障
        / Serve a stand-in for the networked ID check, with invented people; PUT /simulator sets its faults.
        """
        register = Register.drawn(seed, population, datetime.now(UTC).date())
        branch = demo()
        if branch is not None:
            house, console = branch
            with house.read(console) as unit:
                register.add_customers(unit)
        app = create_simulator(register, Faults(), token)
        known = len(register.people)
        click.echo(f"联网核查模拟系统 / simulator: http://127.0.0.1:{port}, {known} 人 / people")
        waitress.serve(app, host="127.0.0.1", port=port, ident=None)

    return command


@dataclass
class Served:
    """A simulator that runs in a thread of this process, for tests. address: where. faults, register: to change."""

    address: str
    faults: Faults
    register: Register
    close: Callable[[], None]


_PARTING = 5.0  # seconds


def serve_in_thread(register: Register, token: str = "") -> Served:
    """Starts one on a free port of this machine."""
    faults = Faults()
    server = waitress.create_server(
        create_simulator(register, faults, token), host="127.0.0.1", port=0, threads=4
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()

    def close() -> None:
        server.close()
        # the server's loop can outlast it where a client left in the middle of a slow answer; the thread is a daemon
        thread.join(timeout=_PARTING)

    return Served(f"http://127.0.0.1:{server.effective_port}", faults, register, close)
