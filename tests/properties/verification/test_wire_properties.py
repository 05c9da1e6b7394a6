"""Whatever the system sends: an answer to the question, or none. Never another exception, never somebody else's answer."""

from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyc.customers.model import CheckedBusiness, NetworkCheckCode
from kyc.verification import wire
from kyc.verification.model import Answer, Question, Trouble
from kyc.verification.port import NoAnswer

QUESTION = Question("r-1", "王小样", "110105199003071234", CheckedBusiness.CASH, "wang.fang")
RIGHT: dict[str, Any] = {
    "request_id": "r-1",
    "name": "王小样",
    "number": "110105199003071234",
    "code": "00",
    "issuer": "样本公安局",
    "photo": base64.b64encode(b"\xff\xd8\xffpicture").decode(),
    "checked_at": "2026-11-20T10:00:00+08:00",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def answered(body: bytes) -> Answer | NoAnswer:
    try:
        return wire.answer_from_json(body, QUESTION, 1000)
    except NoAnswer as none:
        return none


def test_the_right_answer_is_taken() -> None:
    found = answered(json.dumps(RIGHT).encode())
    assert isinstance(found, Answer)
    assert (found.code, found.photo) == (NetworkCheckCode.AGREES_WITH_PHOTO, b"\xff\xd8\xffpicture")


@given(st.binary() | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_break_it_and_none_is_taken_for_an_answer(body: bytes) -> None:
    found = answered(body)
    assert isinstance(found, NoAnswer)
    assert found.trouble is Trouble.MALFORMED


@given(st.sampled_from(sorted(RIGHT)), JSON)
def test_one_field_altered_is_an_answer_only_where_it_says_as_much(name: str, value: Any) -> None:
    found = answered(json.dumps(RIGHT | {name: value}).encode())
    if isinstance(found, NoAnswer) or value == RIGHT[name]:
        return
    assert name in {"code", "issuer", "photo", "checked_at"}
    if name == "code":  # a photo comes with 00 and no other
        raise AssertionError(value)
    if name == "photo":
        assert value is None


@given(st.integers(0, 400), st.integers(0, 255))
def test_one_byte_altered_never_gives_another_persons_answer(place: int, byte: int) -> None:
    body = bytearray(json.dumps(RIGHT).encode())
    body[place % len(body)] = byte
    found = answered(bytes(body))
    if isinstance(found, Answer):
        document = json.loads(bytes(body))
        assert [document[name] for name in ("request_id", "name", "number")] == [
            RIGHT[name] for name in ("request_id", "name", "number")
        ]


def packed(rows: list[dict[str, str]], name: str = wire.ANSWERS) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, wire.ANSWER_COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text.getvalue())
    return out.getvalue()


ROW = {name: str(RIGHT[name]) for name in wire.ANSWER_COLUMNS}


@given(st.binary() | st.binary(max_size=40).map(lambda tail: packed([ROW])[:-30] + tail))
def test_no_batch_breaks_it(body: bytes) -> None:
    try:
        found = wire.answers_from_zip(body, [QUESTION], 10_000)
    except NoAnswer:
        return
    assert set(found) == {"r-1"}


def test_a_batch_answers_each_question_for_itself() -> None:
    other = Question("r-2", "李小样", "1", CheckedBusiness.CASH, "wang.fang")
    found = wire.answers_from_zip(packed([ROW, ROW | {"request_id": "r-2"}]), [QUESTION, other], 10_000)
    assert isinstance(found["r-1"], Answer)
    assert isinstance(found["r-2"], NoAnswer)  # it is about somebody else


def test_two_answers_to_one_question_are_none() -> None:
    for body in (packed([ROW, ROW | {"code": "03"}]), packed([ROW], "other.csv"), packed([ROW] * 200)):
        with pytest.raises(NoAnswer, match="malformed"):
            wire.answers_from_zip(body, [QUESTION], 1_000)
