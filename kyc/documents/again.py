"""A second look at the fields that were missing or unsure: cut out straight along the card, each by itself."""

from __future__ import annotations

from collections.abc import Mapping

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
    """The fields of a side, each as it was surer: at first sight, or when looked at again.

    Only fields that are missing or under their floor cost a second look.
    """
    fields = {name: found.field for name, found in parsed.items()}
    for name, printed in layout.fields.items():
        if fields[name].value is not None and fields[name].confidence >= printed.floor:
            continue
        lines = read_spots(engine, page, parsed[name].spots, printed.alphabet)
        again = field_from(lines, side, printed)
        if again.value is not None and again.confidence > fields[name].confidence:
            fields[name] = again
    return fields
