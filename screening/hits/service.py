"""What staff, commands and later stages may do with hits."""

from __future__ import annotations

from screening.hits.barring import Screening, catch_up, refuse_deal
from screening.hits.bulk import bulk, decide_bulk, dismissable, propose_bulk, waiting_bulks
from screening.hits.engines import named as engine_named
from screening.hits.evidence import attach, opened
from screening.hits.printed import PrintedHits
from screening.hits.rescreening import rescreen, work_off
from screening.hits.screening import Lists
from screening.hits.views import hit, hits_of_customer, queue, revealed
from screening.hits.work import confirm, confirm_lift, propose, propose_lift, record_report

__all__ = [
    "Lists",
    "PrintedHits",
    "Screening",
    "attach",
    "bulk",
    "catch_up",
    "confirm",
    "confirm_lift",
    "decide_bulk",
    "dismissable",
    "engine_named",
    "hit",
    "hits_of_customer",
    "opened",
    "propose",
    "propose_bulk",
    "propose_lift",
    "queue",
    "record_report",
    "refuse_deal",
    "rescreen",
    "revealed",
    "waiting_bulks",
    "work_off",
]
