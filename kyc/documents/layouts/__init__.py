"""What is printed where on each document: one YAML beside this file per side of a document, checked when loaded.

A document type may have several: its front and back, the pages of a book, the cards of different years.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kyc.documents.layouts.layout import (
    CardField,
    CardLayout,
    Face,
    FieldLayout,
    FormField,
    FormLayout,
    Layout,
    Motif,
    PersonRules,
    Portrait,
    RecognitionPoint,
    Term,
    TravelLayout,
    ValidityRules,
    Zone,
)
from kyc.documents.layouts.load import load_layout

__all__ = [
    "CardField",
    "CardLayout",
    "Face",
    "FieldLayout",
    "FormField",
    "FormLayout",
    "Layout",
    "Motif",
    "PersonRules",
    "Portrait",
    "RecognitionPoint",
    "Term",
    "TravelLayout",
    "ValidityRules",
    "Zone",
    "cards",
    "forms",
    "layouts",
    "load_layout",
    "siblings_of",
    "travel_documents",
]

_FOLDER = Path(__file__).parent


@cache
def layouts() -> Mapping[str, Layout]:
    """Every layout in this folder by its code. Raises `Misconfigured`, naming the file, when one is malformed."""
    found = [load_layout(path) for path in sorted(_FOLDER.glob("*.yaml"))]
    return MappingProxyType({layout.code: layout for layout in found})


@cache
def cards() -> Mapping[str, CardLayout]:
    """The layouts of cards, by code."""
    return MappingProxyType({code: one for code, one in layouts().items() if isinstance(one, CardLayout)})


@cache
def forms() -> Mapping[str, FormLayout]:
    """The layouts of paper forms, by code."""
    return MappingProxyType({code: one for code, one in layouts().items() if isinstance(one, FormLayout)})


@cache
def travel_documents() -> Mapping[str, TravelLayout]:
    """The layouts of travel documents, by code."""
    return MappingProxyType({code: one for code, one in layouts().items() if isinstance(one, TravelLayout)})


def siblings_of(layout: Layout) -> tuple[Layout, ...]:
    """The sides that make up a side's whole document, in the order in which they are shown; a page stands by itself."""
    if layout.face is Face.PAGE:
        return (layout,)
    kind = (layout.document, layout.variant)
    sides = [one for one in layouts().values() if (one.document, one.variant) == kind]
    return tuple(
        sorted(
            (one for one in sides if one.face is not Face.PAGE), key=lambda one: list(Face).index(one.face)
        )
    )
