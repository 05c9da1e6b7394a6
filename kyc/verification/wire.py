"""How questions and answers are written between us and the bank's gateway to the networked check. Pure.

One question is JSON; a batch is a ZIP with one CSV, without photos. Nothing an answer says is taken over unless the whole
of it is well formed and it repeats the name and number that were asked: an answer about somebody else is no answer.
"""

from __future__ import annotations

import base64
import binascii
import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kyc.customers.model import NetworkCheckCode
from kyc.verification.model import Answer, Question, Trouble
from kyc.verification.port import NoAnswer

QUESTIONS, ANSWERS = "questions.csv", "answers.csv"
QUESTION_COLUMNS = ("request_id", "name", "number", "business", "operator")
ANSWER_COLUMNS = ("request_id", "name", "number", "code", "issuer", "checked_at")

_JPEG = b"\xff\xd8\xff"


def question_json(question: Question) -> bytes:
    """One question."""
    return json.dumps(_fields(question), ensure_ascii=False).encode()


def answer_from_json(body: bytes, question: Question, photo_bytes: int) -> Answer:
    """The answer to `question`. NoAnswer (malformed) when it is anything but a well-formed answer to it.

    photo_bytes: the largest photo that is taken.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NoAnswer(Trouble.MALFORMED) from error
    if not isinstance(document, dict):
        raise NoAnswer(Trouble.MALFORMED)
    photo = _photo(document.get("photo"), photo_bytes)
    return _answer(document, question, photo, hashlib.sha256(body).hexdigest())


def questions_zip(questions: Sequence[Question]) -> bytes:
    """A batch."""
    rows = io.StringIO(newline="")
    writer = csv.DictWriter(rows, QUESTION_COLUMNS)
    writer.writeheader()
    writer.writerows(_fields(question) for question in questions)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(QUESTIONS, rows.getvalue().encode())
    return packed.getvalue()


def answers_from_zip(
    body: bytes, questions: Sequence[Question], most_bytes: int
) -> Mapping[str, Answer | NoAnswer]:
    """Request id → answer to each question of a batch; a question that has none, or a malformed one, has NoAnswer.

    most_bytes: how large the file inside may be. NoAnswer (malformed) is raised when the batch as a whole is unusable.
    """
    digest = hashlib.sha256(body).hexdigest()
    rows: dict[str, dict[str, str]] = {}
    try:
        reader = csv.DictReader(io.StringIO(_unpacked(body, most_bytes).decode(), newline=""), strict=True)
        if tuple(reader.fieldnames or ()) != ANSWER_COLUMNS:
            raise NoAnswer(Trouble.MALFORMED)
        for row in reader:
            if row["request_id"] in rows:  # two answers to one question: neither is relied on
                raise NoAnswer(Trouble.MALFORMED)
            rows[row["request_id"]] = row
    except (UnicodeDecodeError, csv.Error) as error:
        raise NoAnswer(Trouble.MALFORMED) from error
    return {q.request_id: _answer_or_none(rows.get(q.request_id), q, digest) for q in questions}


def _fields(question: Question) -> dict[str, str]:
    return {
        "request_id": question.request_id,
        "name": question.name,
        "number": question.number,
        "business": question.business.value,
        "operator": question.operator,
    }


def _unpacked(body: bytes, most_bytes: int) -> bytes:
    """The one file of a batch, no further than its limit: what a header says of the size is not believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive, archive.open(ANSWERS) as file:
            plain = file.read(most_bytes + 1)
    except (
        zipfile.BadZipFile,
        KeyError,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise NoAnswer(Trouble.MALFORMED) from error
    if len(plain) > most_bytes:
        raise NoAnswer(Trouble.MALFORMED)
    return plain


def _answer_or_none(row: Mapping[str, str] | None, question: Question, digest: str) -> Answer | NoAnswer:
    if row is None:
        return NoAnswer(Trouble.MALFORMED)
    try:
        return _answer({**row, "issuer": row["issuer"] or None}, question, None, digest)
    except NoAnswer as none:
        return none


def _answer(document: Mapping[str, Any], question: Question, photo: bytes | None, digest: str) -> Answer:
    issuer = document.get("issuer")
    same = all(
        document.get(name) == asked
        for name, asked in (
            ("request_id", question.request_id),
            ("name", question.name),
            ("number", question.number),
        )
    )
    if not same or not (issuer is None or isinstance(issuer, str)):
        raise NoAnswer(Trouble.MALFORMED)
    try:
        code = NetworkCheckCode(document["code"])
        checked_at = datetime.fromisoformat(document["checked_at"])
    except (ValueError, KeyError, TypeError) as error:
        raise NoAnswer(Trouble.MALFORMED) from error
    if checked_at.tzinfo is None or (photo is not None and code is not NetworkCheckCode.AGREES_WITH_PHOTO):
        raise NoAnswer(Trouble.MALFORMED)
    return Answer(code, issuer, photo, checked_at, digest)


def _photo(given: Any, most_bytes: int) -> bytes | None:
    """The photo's bytes; only its kind and size are looked at here, nothing is decoded."""
    if given is None:
        return None
    try:
        photo = base64.b64decode(given, validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise NoAnswer(Trouble.MALFORMED) from error
    if not photo.startswith(_JPEG) or len(photo) > most_bytes:
        raise NoAnswer(Trouble.MALFORMED)
    return photo
