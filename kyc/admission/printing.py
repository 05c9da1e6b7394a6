"""The customer's file (客户档案) on paper: all that is known, masked, with who printed it and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from kyc.admission import admitting, log
from kyc.admission.model import Admission, Note
from kyc.base import paper
from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.ports import Port
from kyc.base.staff import accounts as staff
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import network, service
from kyc.customers.model import (
    Account,
    CustomerKind,
    CustomerView,
    Identification,
    RelationView,
    Version,
    label_of,
)
from kyc.customers.owners import Ownership
from kyc.customers.ownership.soundness import percent
from kyc.risk import service as risk
from kyc.risk.model import Standing

_TEMPLATES = paper.templates(Path(__file__).parent)


@dataclass(frozen=True)
class PrintedPart:
    """What a later stage adds to the file. heads: of the columns. rows: cell by cell, masked; none: said so."""

    title: Text
    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


# gives a part of a customer's file, or None when the unit's actor is not to see it
PartSource = Callable[[Unit, str], PrintedPart | None]
PRINTED_PARTS: Port[PartSource] = Port("admission.printed-parts")


@dataclass(frozen=True)
class CustomerFile:
    """Everything known of a customer that whoever prints it may see, masked. ownership: of entities."""

    view: CustomerView
    identification: Identification
    network: Text
    admission: Admission
    standing: Standing
    accounts: tuple[Account, ...]
    relations: tuple[RelationView, ...]
    ownership: Ownership | None
    notes: tuple[Note, ...]
    versions: tuple[Version, ...]
    parts: tuple[PrintedPart, ...]
    operator: str
    printed_at: datetime


def customer_file(unit: Unit, customer_id: str) -> CustomerFile:
    """The customer's file, to be printed. Leaves an audit event. NotFound outside the institution; Refused without the
    permission or for another outlet's customer.
    """
    unit.require(Permission.CUSTOMER_VIEW)
    view = service.customer(unit, customer_id)
    is_entity = view.kind is not CustomerKind.NATURAL_PERSON
    identification = service.identification_of(unit, customer_id)
    unit.audit(Event.FILE_PRINTED, "customer", customer_id, version=view.version)
    return CustomerFile(
        view=view,
        identification=identification,
        network=network.state_label(identification.network_state),
        admission=admitting.admission_of(unit, customer_id),
        standing=risk.standing(unit, customer_id),
        accounts=service.accounts_of(unit, customer_id),
        relations=service.relations_of(unit, customer_id),
        ownership=service.ownership_of(unit, customer_id) if is_entity else None,
        notes=log.notes_of(unit, customer_id),
        versions=service.history(unit, customer_id),
        parts=tuple(
            part for source in unit.ports.of(PRINTED_PARTS) if (part := source(unit, customer_id)) is not None
        ),
        operator=staff.find_staff(unit, unit.actor.staff_id).display_name,
        printed_at=unit.now,
    )


def as_pdf(file: CustomerFile) -> bytes:
    """The file as A4 pages. Takes the time of laying out: call it outside a transaction."""
    kind = file.view.kind
    html = _TEMPLATES.get_template("file.html").render(
        file=file,
        fields=[
            (label_of(kind, name), value)
            for name, value in file.view.person.as_dict().items()
            if value is not None
        ],
        local=paper.local,
        percent=lambda share: percent(share) if isinstance(share, Fraction) else "",
    )
    return paper.pdf(html)
