"""A customer's file for programs, under /api/v1: history, duplicates and merges, the due-diligence log, waivers, what is
entered by hand. Thin views over the services.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_smorest import Blueprint

from kyc.admission import service as admission
from kyc.admission.model import Note, Waiver
from kyc.base.access import Permission
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.customers import service
from kyc.customers.model import Merge, Transcription
from kyc.web import scanning
from kyc.web.access import requires
from kyc.web.file_schemas import (
    AddNoteSchema,
    AnswerSchema,
    AskMergeSchema,
    AskWaiverSchema,
    ByHandSchema,
    DecideSchema,
    DuplicatesSchema,
    KeptSchema,
    MergeSchema,
    MergesSchema,
    MomentSchema,
    NoteSchema,
    NotesSchema,
    TranscriptionSchema,
    TranscriptionsSchema,
    VersionsSchema,
    WaiverSchema,
    WaiversSchema,
)
from kyc.web.idempotency import idempotent
from kyc.web.interface import PREFIX
from kyc.web.units import unit_of_request

customers = Blueprint(
    "file_api",
    __name__,
    url_prefix=f"{PREFIX}/customers/<customer_id>",
    description="客户档案：历史、合并、尽职调查记录、暂缓 / The customer's file: history, merges, log, waivers",
)
merges = Blueprint("merges_api", __name__, url_prefix=f"{PREFIX}/merges", description="合并审批 / Merges")
waivers = Blueprint("waivers_api", __name__, url_prefix=f"{PREFIX}/waivers", description="暂缓审批 / Waivers")
transcriptions = Blueprint(
    "transcriptions_api",
    __name__,
    url_prefix=f"{PREFIX}/transcriptions",
    description="手工录入核对 / Documents entered by hand",
)


@customers.route("/versions", methods=["GET"])
@requires(Permission.CUSTOMER_VIEW)
@customers.arguments(MomentSchema, location="query")
@customers.response(200, VersionsSchema)
def versions(given: Mapping[str, Any], customer_id: str) -> dict[str, Any]:
    """List the versions of a record

    Every one, masked, the oldest first; or the one that stood at a moment.
    """
    with unit_of_request() as unit:
        if given["at"] is not None:
            return {"items": [service.as_of(unit, customer_id, given["at"])]}
        return {"items": service.history(unit, customer_id)}


@customers.route("/duplicates", methods=["GET"])
@requires(Permission.CUSTOMER_VIEW)
@customers.response(200, DuplicatesSchema)
def duplicates(customer_id: str) -> dict[str, Any]:
    """List records that may be of the same customer

    The same name, and what else is the same; the likeliest first.
    """
    with unit_of_request() as unit:
        return {"items": service.duplicates_of(unit, customer_id)}


@customers.route("/merges", methods=["GET"])
@requires(Permission.CUSTOMER_VIEW)
@customers.response(200, MergesSchema)
def merges_of(customer_id: str) -> dict[str, Any]:
    """List the requests to merge this record or to undo it

    Each with its decision, the oldest first.
    """
    with unit_of_request() as unit:
        return {"items": service.merges_of(unit, customer_id)}


@customers.route("/merges", methods=["POST"])
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
@customers.arguments(AskMergeSchema)
@customers.response(201, MergeSchema)
def ask_merge(given: Mapping[str, Any], customer_id: str) -> Merge:
    """Ask to merge another record into this one

    It takes effect with a second person's word, and can be undone.
    """
    with unit_of_request(write=True) as unit:
        return service.ask_merge(unit, customer_id, given["merged_id"], given["reason"])


@customers.route("/unmerges", methods=["POST"])
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
@customers.arguments(AskMergeSchema)
@customers.response(201, MergeSchema)
def ask_undo(given: Mapping[str, Any], customer_id: str) -> Merge:
    """Ask to undo a merge

    The merged record then stands for itself again, with its own accounts and transactions.
    """
    with unit_of_request(write=True) as unit:
        service.customer(unit, customer_id)
        return service.ask_undo(unit, given["merged_id"], given["reason"])


@merges.route("", methods=["GET"])
@requires(Permission.MERGE_DECIDE)
@merges.response(200, MergesSchema)
def waiting_merges() -> dict[str, Any]:
    """List the merges that wait for a second person

    In the caller's scope, the oldest first.
    """
    with unit_of_request() as unit:
        return {"items": service.waiting_merges(unit)}


@merges.route("/<merge_id>/decision", methods=["POST"])
@requires(Permission.MERGE_DECIDE)
@idempotent
@merges.arguments(DecideSchema)
@merges.response(201, MergeSchema)
def decide_merge(given: Mapping[str, Any], merge_id: str) -> Merge:
    """Decide a merge

    Answered 403 for whoever asked.
    """
    with unit_of_request(write=True) as unit:
        return service.decide_merge(unit, merge_id, given["agree"], given["reason"])


@customers.route("/notes", methods=["GET"])
@requires(Permission.CUSTOMER_VIEW)
@customers.response(200, NotesSchema)
def notes(customer_id: str) -> dict[str, Any]:
    """List the due-diligence log

    What was asked, seen and approved, contacts, complaints and objections; the newest first.
    """
    with unit_of_request() as unit:
        return {"items": admission.notes_of(unit, customer_id)}


@customers.route("/notes", methods=["POST"])
@requires(Permission.CUSTOMER_VIEW)
@idempotent
@customers.arguments(AddNoteSchema, location="form", content_type="multipart/form-data")
@customers.response(201, NoteSchema)
def add_note(given: Mapping[str, Any], customer_id: str) -> Note:
    """Add to the due-diligence log

    The kind of entry says which permission it needs; source and use of funds need a proof.
    """
    pictures = scanning.pictures(request.files.getlist("files"))
    with unit_of_request(write=True) as unit:
        return admission.add_note(unit, customer_id, given["kind"], given["words"], given["proof"], pictures)


@customers.route("/notes/<note_id>/answer", methods=["POST"])
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
@customers.arguments(AnswerSchema)
@customers.response(201, NoteSchema)
def answer_note(given: Mapping[str, Any], customer_id: str, note_id: str) -> Note:
    """Answer a complaint or objection

    Answered 409 when it has an answer.
    """
    with unit_of_request(write=True) as unit:
        service.customer(unit, customer_id)
        return admission.answer_note(unit, note_id, given["words"])


@customers.route("/waivers", methods=["GET"])
@requires(Permission.CUSTOMER_VIEW)
@customers.response(200, WaiversSchema)
def waivers_of(customer_id: str) -> dict[str, Any]:
    """List what was asked to be skipped for a customer

    The newest first.
    """
    with unit_of_request() as unit:
        return {"items": admission.waivers_of(unit, customer_id)}


@customers.route("/waivers", methods=["POST"])
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
@customers.arguments(AskWaiverSchema)
@customers.response(201, WaiverSchema)
def ask_waiver(given: Mapping[str, Any], customer_id: str) -> Waiver:
    """Ask to skip a gate for a time

    It takes effect with a second person's word, and shows on the self-check.
    """
    with unit_of_request(write=True) as unit:
        return admission.ask_waiver(unit, customer_id, given["gate"], given["reason"])


@waivers.route("", methods=["GET"])
@requires(Permission.WAIVER_DECIDE)
@waivers.response(200, WaiversSchema)
def waiting_waivers() -> dict[str, Any]:
    """List the waivers that wait for a second person

    In the caller's scope, the oldest first.
    """
    with unit_of_request() as unit:
        return {"items": admission.waiting_waivers(unit)}


@waivers.route("/<waiver_id>/decision", methods=["POST"])
@requires(Permission.WAIVER_DECIDE)
@idempotent
@waivers.arguments(DecideSchema)
@waivers.response(201, WaiverSchema)
def decide_waiver(given: Mapping[str, Any], waiver_id: str) -> Waiver:
    """Decide a waiver

    Answered 403 for whoever asked.
    """
    with unit_of_request(write=True) as unit:
        return admission.decide_waiver(unit, waiver_id, given["agree"], given["reason"])


@transcriptions.route("/pictures", methods=["POST"])
@requires(Permission.CUSTOMER_CREATE)
@idempotent
@transcriptions.arguments(ByHandSchema, location="form", content_type="multipart/form-data")
@transcriptions.response(201, KeptSchema)
def keep_by_hand(given: Mapping[str, Any]) -> dict[str, str]:
    """Keep the picture of a certificate that nothing reads

    Its fields are given with the new customer; a second person then compares the two.
    """
    pictures = scanning.pictures(request.files.getlist("files"))
    if len(pictures) != 1:
        text = Text("须为一份一页的影像", "one picture, of one page, is wanted")
        raise Invalid("customers.by_hand", text, [Problem("files", text)])
    with unit_of_request(write=True) as unit:
        return {"reading_id": service.keep_by_hand(unit, given["document"], pictures[0])}


@transcriptions.route("", methods=["GET"])
@requires(Permission.TRANSCRIPTION_DECIDE)
@transcriptions.response(200, TranscriptionsSchema)
def waiting_transcriptions() -> dict[str, Any]:
    """List the documents entered by hand that wait for a second person

    In the caller's scope, the oldest first.
    """
    with unit_of_request() as unit:
        return {"items": service.waiting_transcriptions(unit)}


@transcriptions.route("/<transcription_id>/decision", methods=["POST"])
@requires(Permission.TRANSCRIPTION_DECIDE)
@idempotent
@transcriptions.arguments(DecideSchema)
@transcriptions.response(201, TranscriptionSchema)
def decide_transcription(given: Mapping[str, Any], transcription_id: str) -> Transcription:
    """Decide whether record and picture agree

    Answered 403 for whoever entered it.
    """
    with unit_of_request(write=True) as unit:
        return service.decide_transcription(unit, transcription_id, given["agree"], given["reason"])
