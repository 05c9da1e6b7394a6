"""A second look at the fields that were missing or unsure: cut out straight along the card, each by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kyc.documents.classify import Side
from kyc.documents.engines import Recogniser
from kyc.documents.intake import Page
from kyc.documents.layouts import Layout
from kyc.documents.model import Field
from kyc.documents.parse import Parsed, field_from
from kyc.documents.recognise import read_spots


def look_again(
    engine: Recogniser, page: Page, side: Side, layout: Layout, parsed: Mapping[str, Parsed]
) -> dict[str, Field]:
    """The fields of a side; those missing or under their floor are read once more and the surer reading counts."""
    fields = {name: found.field for name, found in parsed.items()}
    for name, printed in layout.fields.items():
        if fields[name].value is None or fields[name].confidence < printed.floor:
            lines = read_spots(engine, page, parsed[name].spots, printed.alphabet)
            fields[name] = _surer(fields[name], field_from(lines, side, printed))
    return fields


def _surer(first: Field, second: Field) -> Field:
    """The surer of two readings of one print; two that contradict each other are both less sure than they say."""
    surer, other = sorted((first, second), key=lambda read: (read.value is None, -read.confidence))
    if other.value is None or other.value == surer.value:
        return surer
    both = surer.confidence + other.confidence
    share = surer.confidence / both if both else 0.0  # an engine may be sure of nothing
    return replace(surer, confidence=surer.confidence * share)
