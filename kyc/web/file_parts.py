"""What later stages show on a customer's page: each part is a fragment of theirs, which the page fetches by its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, current_app, url_for

from kyc.base.text import Text
from kyc.web.access import access_of, current_actor

_PARTS = "firstline_file_parts"


@dataclass(frozen=True)
class FilePart:
    """A part of the page. endpoint: of a fragment whose one argument is `customer_id`. text: its heading."""

    endpoint: str
    text: Text


@dataclass(frozen=True)
class ShownPart:
    """A part as the page draws it until it is there."""

    address: str
    text: Text


def init_app(app: Flask, parts: Sequence[FilePart]) -> None:
    """Keeps what the stages gave."""
    app.extensions[_PARTS] = tuple(parts)


def parts_of(customer_id: str) -> list[ShownPart]:
    """The parts that the caller may open, in the order given; nothing is told of the others."""
    role = current_actor().role
    return [
        ShownPart(url_for(part.endpoint, customer_id=customer_id), part.text)
        for part in current_app.extensions[_PARTS]
        if (access := access_of(current_app, part.endpoint, "GET")) is not None and access.allows(role)
    ]
