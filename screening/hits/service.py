"""What staff, commands and later stages may do with hits."""

from __future__ import annotations

from screening.hits.barring import Screening, catch_up
from screening.hits.engines import named as engine_named
from screening.hits.printed import PrintedHits
from screening.hits.rescreening import rescreen, work_off
from screening.hits.screening import Lists
from screening.hits.views import hit, hits_of_customer, queue, revealed
from screening.hits.work import confirm, confirm_lift, propose, propose_lift, record_report

__all__ = [
    "Lists",
    "PrintedHits",
    "Screening",
    "catch_up",
    "confirm",
    "confirm_lift",
    "engine_named",
    "hit",
    "hits_of_customer",
    "propose",
    "propose_lift",
    "queue",
    "record_report",
    "rescreen",
    "revealed",
    "work_off",
]
