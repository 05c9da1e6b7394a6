"""The fields of a travel document from both its zones. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kyc.base.text import Text
from kyc.documents.doubts import doubtful_places
from kyc.documents.formats import NOT_FOUND
from kyc.documents.layouts import FieldLayout, TravelLayout
from kyc.documents.model import MACHINE_ZONE, VISUAL_ZONE, Box, Field, Mrz, Print
from kyc.documents.mrz.alphabet import FILLER
from kyc.documents.mrz.fields import NOT_STATED
from kyc.documents.visual.latin import CUT, agrees, transliterated
from kyc.documents.visual.reading import Seen
from kyc.documents.visual.wording import states_in

_LATIN_NAMES = ("surname_latin", "given_names_latin", "name_latin")
_UNSURE = Text("部分字符不清楚：请照证件核对", "Some characters are unsure: compare with the document")


def fields_of(
    layout: TravelLayout, zone: Mrz | None, seen: Mapping[str, Seen], page: int
) -> dict[str, Field]:
    """The layout's fields by name. seen: what the visual zone prints. page: its number in the file."""
    found = {name: _field(printed, zone, seen.get(name), page) for name, printed in layout.fields.items()}
    surname, given = (found[name].value for name in ("surname_latin", "given_names_latin"))
    if zone and is_cut(zone) and surname and given:
        found["name_latin"] = replace(found["name_latin"], value=f"{surname} {given}")
    return found


def is_cut(zone: Mrz) -> bool:
    """Whether the name's element is full to its last place, so that more may have been left out."""
    raw = zone.fields["name_latin"].raw if "name_latin" in zone.fields else None
    return raw is not None and not raw.endswith(FILLER)


def _field(printed: FieldLayout, zone: Mrz | None, seen: Seen | None, page: int) -> Field:
    """A field from both zones. A valid zone counts for what it states; the surer print does where it is not valid."""
    name = printed.name
    coded = zone.fields.get(name) if zone else None
    visual = _as_field(printed, seen, page) if seen else None
    prints = {}
    if seen and visual:
        prints[VISUAL_ZONE] = Print(seen.value, seen.confidence)
    if zone and coded and coded.value:
        prints[MACHINE_ZONE] = Print(_coded_value(name, zone, coded), coded.confidence)
    return _with_reason(replace(_surer(name, zone, coded, visual), prints=prints), printed)


def _surer(name: str, zone: Mrz | None, coded: Field | None, visual: Field | None) -> Field:
    """The print that counts. What the zone says is not stated (`<<`) is not, unless the other print states it."""
    stated = [read for read in (coded, visual) if read and read.value is not None]
    if not stated:
        return _left_blank(coded) or visual or Field(None, 0.0, reason=NOT_FOUND)
    if not zone or not coded or not visual or len(stated) == 1:
        return stated[0]
    if _completes(name, zone, visual, coded):
        return visual
    surer = coded if zone.valid or coded.confidence >= visual.confidence else visual
    return replace(surer, box=visual.box)


def _left_blank(coded: Field | None) -> Field | None:
    """What the zone says of an element it does not state; of one it leaves empty nothing was read."""
    return replace(coded, raw=None) if coded and coded.reason == NOT_STATED else coded


def _completes(name: str, zone: Mrz, visual: Field, coded: Field) -> bool:
    """Whether the print says in full what the zone had no room for."""
    if name not in _LATIN_NAMES or not is_cut(zone) or not visual.value or not coded.value:
        return False
    return len(visual.value) > len(coded.value) and agrees(visual.value, coded.value, cut=True)


def _coded_value(name: str, zone: Mrz, coded: Field) -> str:
    """What the zone says, as the checks compare it: a name with its parts, and with a sign where it was cut."""
    value = coded.value or ""
    if name != "name_latin":
        return value
    parts = [zone.fields[part].value or "" for part in ("surname_latin", "given_names_latin")]
    return f"{parts[0]}<<{parts[1]}" + (CUT if is_cut(zone) else "")


def _as_field(printed: FieldLayout, seen: Seen, page: int) -> Field:
    value = transliterated(seen.value) if printed.name in _LATIN_NAMES else seen.value
    if printed.name == "nationality":
        return _nationality(seen, page)
    unsure = value and seen.confidence < printed.floor
    doubts = doubtful_places(value, seen.printed, printed.floor) if unsure else ()
    return Field(value or None, seen.confidence, Box(page, seen.quad), seen.raw, doubts=doubts)


def _with_reason(field: Field, printed: FieldLayout) -> Field:
    """The field with the reason why a person must look at it, unless it has one or is sure."""
    if field.confidence >= printed.floor and not field.repaired:
        field = replace(field, doubts=())
    if field.reason is not None or field.value is None:
        return field if field.reason else replace(field, reason=NOT_FOUND)
    return replace(field, reason=_UNSURE) if field.confidence < printed.floor else field


def _nationality(seen: Seen, page: int) -> Field:
    """A worded nationality as the state's letters, where it tells but one."""
    states = states_in(seen.value)
    value = next(iter(states)) if len(states) == 1 else None
    return Field(value, seen.confidence if value else 0.0, Box(page, seen.quad), seen.raw)
