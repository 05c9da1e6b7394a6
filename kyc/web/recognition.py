"""What to look for on each document, with drawings: to learn from, and to print for the counter."""

from __future__ import annotations

from flask import Blueprint, render_template

from kyc.base.access import Permission
from kyc.base.errors import NotFound
from kyc.base.text import Text
from kyc.customers.model import IdentityDocument
from kyc.documents.layouts import Face, Layout, layouts
from kyc.documents.model import DocumentType
from kyc.web.access import requires
from kyc.web.customer_view import WAYS
from kyc.web.drawings import looks_at

blueprint = Blueprint("recognition", __name__, url_prefix="/recognition-points")


@blueprint.get("")
@requires(Permission.DOCUMENT_READ)
def index() -> str:
    """Every document there are recognition points for."""
    documents = dict.fromkeys(layout.document_type for layout in layouts().values())
    return render_template(
        "recognition/index.html", documents=sorted(documents, key=list(DocumentType).index)
    )


@blueprint.get("/<document>")
@requires(Permission.DOCUMENT_READ)
def show(document: str) -> str:
    """The points of all sides of one document, each with its drawings. NotFound for a type there are none for."""
    shown = sorted(_sides(document), key=lambda layout: (layout.variant, list(Face).index(layout.face)))
    if not shown:
        raise NotFound(
            "recognition.document", Text("没有这种证件的识别要点。", "No points are known for this type.")
        )
    return render_template(
        "recognition/points.html",
        title=IdentityDocument(shown[0].document).label
        if shown[0].document in set(IdentityDocument)
        else shown[0].document_type.label,
        sides=[(layout.title, looks_at(layout.code)) for layout in shown],
        ways=WAYS,
    )


def _sides(document: str) -> list[Layout]:
    """Every side of a document type, and those of the other types on the same card."""
    cards = {layout.document for layout in layouts().values() if layout.document_type == document}
    return [layout for layout in layouts().values() if layout.document in cards]
