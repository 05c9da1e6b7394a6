"""The measured figures of reading a page, kept in `reading.yaml` beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kyc.documents.measured import measured


@dataclass(frozen=True)
class Settings:
    """See the YAML for unit and ground of each."""

    detector_side: int
    smallest_text: float
    tallest_text: float
    smallest_group: float
    zoom_margin: float
    widest_zoom: float
    most_zooms: int
    neighbour_gap: float
    elongated: float
    crooked: float
    orientation_votes: int
    orientation_doubt: float
    orientation_rounds: int
    squeezed: float
    most_lines: int
    crop_height: int
    anchor_slack_mm: float
    anchor_error_mm: float
    level_error_mm: float
    usual_stretch: float
    usual_shear: float
    usual_tilt: float
    least_type_confidence: float
    card_margin_mm: float
    steepest_line: float
    row_slack_mm: float
    label_slack_mm: float
    line_pitch_mm: float
    narrowest_pitch: float
    possible_character: float
    possible_twin: float
    mendable_below: float
    most_mended: int
    mended_confidence: float
    contradicted_confidence: float
    contradicting: float
    room_round_form: float
    open_bracket: float
    unread_print: float
    cut_short: float
    form_side: int
    faint_red: float
    full_red: float
    dark_red: float
    bright_red: float
    least_seal: float
    paper_cells: int
    paper_reach: int


SETTINGS = measured(Path(__file__).with_name("reading.yaml"), Settings)
