"""What staff, commands and later stages may do with cases."""

from screening.cases.joining import gather, raise_concern
from screening.cases.quality import draw, forget_view, look, samples, save_view, saved_views
from screening.cases.views import case, cases_of_customer, queue, workload
from screening.cases.working import (
    add_entry,
    answer_inquiry,
    ask_outlet,
    assign,
    attach,
    attachment,
    decide,
    inquiries_here,
    propose,
    release,
    reopen,
    take,
)

__all__ = [
    "add_entry",
    "answer_inquiry",
    "ask_outlet",
    "assign",
    "attach",
    "attachment",
    "case",
    "cases_of_customer",
    "decide",
    "draw",
    "forget_view",
    "gather",
    "inquiries_here",
    "look",
    "propose",
    "queue",
    "raise_concern",
    "release",
    "reopen",
    "samples",
    "save_view",
    "saved_views",
    "take",
    "workload",
]
