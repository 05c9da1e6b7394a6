"""What a disposition rests on: files attached to a hit, sealed, and opened for a reason that is kept."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import PurePath

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, NotFound, Problem, TooLarge
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.hits import store, traces, views
from screening.hits.model import Hit, OpenedEvidence
from screening.hits.policy import HitPolicy
from screening.hits.tables import hit_evidence

_TABLE = hit_evidence.name
_MEGABYTE = 1024 * 1024
_NAME_MOST = 120
# How a kind of file begins, by what it is served as; a file is what its bytes say, whatever its name.
_BEGINNINGS: Mapping[str, bytes] = {
    "application/pdf": b"%PDF-",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
}
_TEXT = "text/plain"


def attach(unit: Unit, hit_id: str, name: str, data: bytes) -> Hit:
    """Attaches a file to a hit: PDF, PNG, JPEG or plain text. The same file again changes nothing.

    name: as people know it; folders before it are dropped. Invalid for another kind of file, an empty one or one without
    a name; TooLarge over the policy's size; Conflict when the hit has as many as the policy allows; NotFound; Refused
    without the permission.
    """
    unit.require(Permission.HIT_DISPOSE)
    hit = views.one(unit, hit_id)
    policy = unit.policy(HitPolicy).values
    media_type, called = _media_type(data), _name(name)
    if len(data) > policy.evidence_megabytes * _MEGABYTE:
        raise TooLarge(
            "hits.evidence.size",
            Text(
                f"附件超过 {policy.evidence_megabytes} MB，未保存。请压缩或拆分后再上传。",
                f"The file is over {policy.evidence_megabytes} MB and was not kept. Make it smaller, or split it.",
            ),
        )
    digest = unit.vault.blind_index("hits:evidence", base64.b64encode(data).decode()).hex()
    if any(each.digest == digest for each in store.evidence(unit.connection, [hit_id])):
        return hit
    if len(hit.evidence) >= policy.evidence_most:
        raise Conflict(
            "hits.evidence.many",
            Text(
                f"该命中已有 {policy.evidence_most} 个附件，达到上限。",
                f"This hit has {policy.evidence_most} files already, which is the most.",
            ),
        )
    row_id = new_id()
    store.insert_row(
        unit.connection,
        hit_evidence,
        {
            "id": row_id,
            "hit_id": hit_id,
            "name": unit.vault.seal(_TABLE, "name", row_id, called),
            "content": unit.vault.seal(_TABLE, "content", row_id, base64.b64encode(data).decode()),
            "media_type": media_type,
            "size": len(data),
            "digest": digest,
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    unit.audit(Event.HIT_EVIDENCE_ATTACHED, "hit", hit_id, evidence_id=row_id, size=len(data))
    return views.one(unit, hit_id)


def opened(unit: Unit, hit_id: str, evidence_id: str, reason: str) -> OpenedEvidence:
    """A file in full. It needs the permission to reveal, a second factor and a reason, and leaves an audit event. Refused,
    Invalid; NotFound.
    """
    unit.require(Permission.HIT_VIEW)
    said = traces.allowed(unit, reason)
    views.one(unit, hit_id)
    row = store.evidence_content(unit.connection, hit_id, evidence_id)
    if row is None:
        raise NotFound("hits.evidence", Text("没有这个附件。", "There is no such file."))
    traces.seen(unit, hit_id, said, evidence_id)
    return OpenedEvidence(
        name=unit.vault.open(_TABLE, "name", row.id, row.name),
        media_type=row.media_type,
        data=base64.b64decode(unit.vault.open(_TABLE, "content", row.id, row.content)),
    )


def _name(name: str) -> str:
    called = PurePath(name.replace("\\", "/")).name.strip()
    if not called or len(called) > _NAME_MOST or not called.isprintable():
        raise _unfit(
            f"请为附件起一个不超过 {_NAME_MOST} 字的名称。",
            f"Give the file a name of at most {_NAME_MOST} characters.",
        )
    return called


def _media_type(data: bytes) -> str:
    for media_type, beginning in _BEGINNINGS.items():
        if data.startswith(beginning):
            return media_type
    if not data.strip() or b"\0" in data:
        raise _unfit(
            "附件为空或格式不受支持；可用 PDF、PNG、JPEG 或纯文本。",
            "The file is empty or of a kind that is not taken; PDF, PNG, JPEG and plain text are.",
        )
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unfit(
            "附件格式不受支持；可用 PDF、PNG、JPEG 或 UTF-8 纯文本。",
            "The file is of a kind that is not taken; PDF, PNG, JPEG and plain text in UTF-8 are.",
        ) from error
    return _TEXT


def _unfit(zh: str, en: str) -> Invalid:
    words = Text(zh, en)
    return Invalid("hits.evidence.unfit", words, [Problem("evidence", words)])
