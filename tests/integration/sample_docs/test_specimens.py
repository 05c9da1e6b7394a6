"""Specimens as pictures: the same seed gives the same bytes, every fault shows, what differs on the card is seen."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from io import BytesIO
from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from kyc.base.errors import Invalid
from sample_docs import card, degrade, layout
from sample_docs.drawn import Drawn
from sample_docs.layout import EMBLEM, FREE, PORTRAIT, WIDTH_MM
from sample_docs.people import Person, draw_person
from sample_docs.specimen import Specimen, sheet_specimen, specimen
from sample_docs.style import draw_style

SIDES = (PORTRAIT, EMBLEM)


def _picture(made: Specimen) -> Image.Image:
    picture = Image.open(BytesIO(made.picture))
    picture.load()
    return picture


def _pixels(picture: Image.Image) -> npt.NDArray[np.int16]:
    return np.asarray(picture.convert("RGB"), dtype=np.int16)


def _drawn(side: str, person: Person) -> Image.Image:
    return card.draw_card(side, person, replace(draw_style(Random(4), "a"), wear=0.0), Random(4))


@pytest.mark.parametrize("side", SIDES)
def test_the_same_arguments_give_the_same_bytes_and_others_do_not(side: str) -> None:
    one = specimen(1, 2, side, degradation="glare+jpeg_30", fonts="b")
    assert specimen(1, 2, side, degradation="glare+jpeg_30", fonts="b") == one
    assert specimen(2, 2, side, degradation="glare+jpeg_30", fonts="b").picture != one.picture
    assert specimen(1, 2, side, degradation="glare+jpeg_30", fonts="a").picture != one.picture


def test_another_process_gives_the_same_bytes() -> None:
    """Nothing hangs on the order of a set, which Python shuffles from process to process."""
    program = (
        "import hashlib; from sample_docs.specimen import specimen as s;"
        f"d = [s(3, i, {PORTRAIT!r}, degradation='rotation+perspective+shadow').picture for i in (0, 1)];"
        "print(hashlib.sha256(b''.join(d)).hexdigest())"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


@pytest.mark.parametrize("side", SIDES)
def test_a_clean_card_fills_a_good_part_of_an_upright_picture(side: str) -> None:
    for index in range(6):
        picture = _picture(specimen(8, index, side))
        assert picture.format == "JPEG"
        assert picture.width > picture.height
        assert 980 <= picture.width <= 1100 * 2


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("fault", degrade.DEGRADATIONS)
def test_every_fault_really_changes_the_picture(side: str, fault: str) -> None:
    clean, damaged = specimen(8, 1, side), specimen(8, 1, side, degradation=fault)
    assert damaged.degradation == fault
    assert damaged.fields == clean.fields
    before, after = _picture(clean), _picture(damaged)
    if fault.startswith("low_resolution"):
        assert after.width == int(fault.rsplit("_", 1)[1])
    elif fault in ("quarter_turn_90", "quarter_turn_270"):
        assert after.height > after.width
    elif fault.startswith("jpeg"):
        assert len(damaged.picture) < len(clean.picture) / 2
    elif after.size == before.size:
        assert np.abs(_pixels(after) - _pixels(before)).max() > 60


def test_a_photocopy_is_grey_and_a_dark_picture_dark() -> None:
    copy = _pixels(_picture(specimen(8, 1, PORTRAIT, degradation="photocopy")))
    assert np.ptp(copy, axis=2).max() <= 2
    clean, dark = (_pixels(_picture(specimen(8, 1, PORTRAIT, degradation=d))) for d in ("none", "dark"))
    assert dark.mean() < clean.mean() / 2


@pytest.mark.parametrize("side", SIDES)
def test_glare_leaves_the_fields_alone(side: str) -> None:
    person = draw_person(8, 3)
    plain = _drawn(side, person)
    drawn = Drawn(plain, WIDTH_MM, side, {}, FREE[side])
    scale = plain.width / WIDTH_MM
    runs = [run for run in layout.runs_of(side, person) if run.field and run.x is not None]
    for seed in range(4 * len(FREE[side])):
        lit = degrade._glare(drawn, Random(seed))
        change = np.abs(_pixels(lit) - _pixels(plain)).max(axis=2)
        assert change.max() > 20
        for run in runs:
            top, left = round((run.y - run.size) * scale), round((run.x or 0) * scale)
            right = left + round(len(run.text) * (run.pitch or run.size) * scale)
            assert change[top : round(run.y * scale), left:right].max() < 40, (seed, run)


@pytest.mark.parametrize(
    ("side", "change"),
    [
        (PORTRAIT, {"name": "欧阳样本"}),
        (PORTRAIT, {"sex": "F"}),
        (PORTRAIT, {"ethnicity": "畲"}),
        (PORTRAIT, {"birth_date": date(1981, 2, 3)}),
        (PORTRAIT, {"address": "北京市东城区样本胡同1号"}),
        (PORTRAIT, {"number": "110101198001010010"}),
        (EMBLEM, {"issuer": "北京市公安局东城分局"}),
        (EMBLEM, {"issued_on": date(2011, 2, 3)}),
        (EMBLEM, {"expires_on": None}),
    ],
)
def test_each_field_is_printed_where_the_layout_has_it(side: str, change: dict[str, object]) -> None:
    """Another value changes the card, and only in the lines of that field (and in the portrait of another sex)."""
    person = draw_person(8, 3, ages=(30, 35), sex="M", expired=False)
    field = next(iter(change))
    plain, changed = (_pixels(_drawn(side, p)) for p in (person, replace(person, **change)))  # type: ignore[arg-type]
    scale = plain.shape[1] / WIDTH_MM
    if side == PORTRAIT:
        plain, changed = (pixels[:, : round(layout.PHOTO[0] * scale)] for pixels in (plain, changed))
        if field == "number":
            assert (plain != changed).any()
    rows = np.flatnonzero((plain != changed).any(axis=(1, 2))) / scale
    assert rows.size
    lines = [
        run.y
        for p in (person, replace(person, **change))
        for run in layout.runs_of(side, p)
        if run.field == field
    ]  # type: ignore[arg-type]
    assert rows.min() > min(lines) - 4.5
    assert rows.max() < max(lines) + 1.5


def test_the_card_says_that_it_is_a_specimen(monkeypatch: pytest.MonkeyPatch) -> None:
    for side in SIDES:
        person = draw_person(8, 3)
        marked = _pixels(_drawn(side, person))
        with monkeypatch.context() as patch:
            patch.setattr(card, "SPECIMEN_MARK", " ")
            unmarked = _pixels(_drawn(side, person))
        assert card.SPECIMEN_MARK == "样本 SPECIMEN"
        assert (marked != unmarked).any(axis=2).mean() > 0.005


def test_a_caller_may_bring_the_person() -> None:
    person = draw_person(99, 0, ages=(40, 40), ethnicity="藏")
    sides = [specimen(1, 0, side, person=person) for side in SIDES]
    assert sides[0].fields == person.portrait_fields()
    assert sides[1].fields == person.emblem_fields()


def test_a_sheet_carries_both_sides_and_joins_their_fields() -> None:
    made = sheet_specimen(8, 1, degradation="photocopy")
    width, height = _picture(made).size
    assert height / width == pytest.approx(297 / 210, abs=0.01)
    assert made.document_type == PORTRAIT
    assert made.fields == specimen(8, 1, PORTRAIT).fields | specimen(8, 1, EMBLEM).fields
    assert sheet_specimen(8, 1, degradation="photocopy") == made
    assert sheet_specimen(8, 1).picture != made.picture


def test_faults_that_make_no_sense_are_refused() -> None:
    with pytest.raises(Invalid, match="smudge"):
        specimen(8, 1, PORTRAIT, degradation="smudge")
    with pytest.raises(Invalid, match="glare"):
        sheet_specimen(8, 1, degradation="glare")


def test_a_whole_turn_holds_the_card_in_the_picture() -> None:
    """At any angle all four corners are inside: no card colour touches the rim of the picture."""
    plain = Drawn(Image.new("RGBA", (500, 315), (255, 0, 255, 255)), WIDTH_MM, PORTRAIT, {}, FREE[PORTRAIT])
    for seed in range(12):
        data = degrade.photograph(plain, "dark", "rotation", Random(seed))
        pixels = _pixels(Image.open(BytesIO(data)))
        rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
        assert rim[:, 0].max() < 120
        assert (pixels[..., 0] > 200).sum() == pytest.approx(500 * 315, rel=0.02)
