"""One specimen in memory: the picture's bytes and what a reader should find in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random

from sample_docs import card, degrade, scene, sheet
from sample_docs.documents import DRAWERS
from sample_docs.drawn import Drawn
from sample_docs.layout import EMBLEM, PORTRAIT
from sample_docs.people import Person

DOCUMENT_TYPES = tuple(DRAWERS)
CARD_SIDES = (PORTRAIT, EMBLEM)


@dataclass(frozen=True)
class Specimen:
    """A picture file and its expected reading.

    picture: a JPEG file. name: a file name for it. degradation: "none", or faults joined by "+".
    fields: the house's field names; dates ISO 8601 or "long_term". zone: lines of the machine-readable zone, if any.
    """

    picture: bytes
    name: str
    document_type: str
    degradation: str
    fields: dict[str, str]
    zone: tuple[str, ...] = ()

    def expected(self) -> str:
        """The JSON text that lies beside the picture."""
        reading = {
            "document_type": self.document_type,
            "degradation": self.degradation,
            "fields": self.fields,
            **({"mrz": {"lines": self.zone}} if self.zone else {}),
        }
        return json.dumps(reading, ensure_ascii=False, indent=2) + "\n"


def specimen(
    seed: int,
    index: int,
    document_type: str,
    *,
    degradation: str = degrade.NONE,
    fonts: str = "all",
    person: Person | None = None,
) -> Specimen:
    """One side or page of document `index` of `seed`; the same arguments give the same bytes.

    degradation: faults of `degrade.DEGRADATIONS` joined by "+". fonts: "all", or the group "a" or "b" of typefaces and
    surfaces. person: whose resident ID it is instead (see `people.draw_person` for fixing age, sex and so on).
    Invalid when the degradation is unknown; Misconfigured when a typeface is not installed; KeyError for an unknown
    document type.
    """
    drawn = _drawn(seed, index, document_type, fonts, person)
    rng = Random(f"picture:{seed}:{index}:{document_type}:{fonts}")
    surface = rng.choice(scene.SURFACES_OF_FONTS[fonts])
    return Specimen(
        picture=degrade.photograph(drawn, surface, degradation, rng),
        name=f"{document_type}-{index:04d}.jpg",
        document_type=document_type,
        degradation=degradation,
        fields=dict(drawn.fields),
        zone=drawn.zone,
    )


def sheet_specimen(
    seed: int,
    index: int,
    *,
    degradation: str = degrade.NONE,
    fonts: str = "all",
    person: Person | None = None,
) -> Specimen:
    """Both sides of one card on one A4 page, the fields of both joined under the portrait side's type.

    degradation: "none" (a colour scan), "photocopy" (a grey copy) or other faults of a whole picture; those of how a
    card lies before a camera (rotation, perspective, glare) are Invalid here. Errors else as in `specimen`.
    """
    portrait, emblem = (_drawn(seed, index, side, fonts, person) for side in CARD_SIDES)
    rng = Random(f"sheet:{seed}:{index}:{fonts}")
    sides = [portrait.picture, emblem.picture]
    if rng.random() < 0.2:
        sides.reverse()
    page = sheet.draw_sheet(sides[0], sides[1], rng)
    return Specimen(
        picture=degrade.spoil(page, degradation, rng),
        name=f"cn_resident_id_sheet-{index:04d}.jpg",
        document_type=PORTRAIT,
        degradation=degradation,
        fields={**portrait.fields, **emblem.fields},
    )


def _drawn(seed: int, index: int, document_type: str, fonts: str, person: Person | None) -> Drawn:
    if person is None:
        return DRAWERS[document_type](seed, index, fonts)
    return card.draw_side(document_type, seed, index, fonts, person)
