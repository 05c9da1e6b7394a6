"""A suspicious report in the words of the interface, and the words a draft begins with. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kyc.base.money import Money
from kyc.customers.model import CustomerKind, Particulars
from screening.reports.interface.spec import NOT_APPLICABLE
from screening.reports.model import SuspiciousContent
from screening.reports.rules import deals as rules
from screening.reports.rules.deals import DealFacts
from screening.transactions.model import Direction

_URGENT = "02"
_OTHER = "99"
_NO_OCCUPATION = "99999"
_TSIF = ("TSTM", "TRCD", "TICD", "RPMT", "RPMN", "TSTP", "OCTT", "OOCT", "OCEC", "BPTC", "TSCT", "TSDR")


@dataclass(frozen=True)
class SubjectFacts:
    """One suspected customer."""

    customer_id: str
    kind: CustomerKind
    person: Particulars


@dataclass(frozen=True)
class Numbering:
    """Which report of a series it is (TORP), the name of the first (ORXN), by which codes, from whom (RPNM)."""

    institution: str
    outlet: str
    preparer: str
    number: int = 1
    first_name: str | None = None
    notice: str | None = None


def content(
    told: SuspiciousContent,
    numbering: Numbering,
    subjects: Sequence[SubjectFacts],
    deals: Sequence[DealFacts],
) -> dict[str, Any]:
    """The message NBS or CBS."""
    head = {
        "RICD": numbering.institution,
        "RPNC": numbering.outlet,
        "DETR": told.urgency,
        # 1, 2, …, 9999; beyond that the specification writes 0000
        "TORP": str(numbering.number) if numbering.number <= 9999 else "0000",
        "ORXN": numbering.first_name or NOT_APPLICABLE,
        "DORP": told.sent_to,
        "ODRP": told.sent_to_other or NOT_APPLICABLE if told.sent_to == _OTHER else NOT_APPLICABLE,
        "TPTR": told.trigger,
        "OTPR": told.trigger_other or NOT_APPLICABLE if told.trigger == _OTHER else NOT_APPLICABLE,
        "STCB": _one_line(told.facts),
        "AOSP": _one_line(told.analysis),
        "TOSCs": {"TOSC": list(told.crimes) or [NOT_APPLICABLE]},
        "STCRs": {"STCR": list(told.indicators) or [NOT_APPLICABLE]},
        "SETN": str(len(subjects)),
        "STNM": str(len(deals)),
        "RPNM": numbering.preparer,
        "MIRS": numbering.notice or NOT_APPLICABLE,
    }
    return {
        "BSTR": {
            "RBIF": head,
            "SEIFs": {"SEIF": [_subject(one) for one in subjects]},
            "STIFs": {"STIF": [_deal(one) for one in deals]},
        }
    }


def is_urgent(told: SuspiciousContent) -> bool:
    """Whether it also goes to the local branch at once, with a letter (Order [2016] No.3 art.17)."""
    return told.urgency == _URGENT


def facts_of(deals: Sequence[DealFacts], sentences: Sequence[str]) -> str:
    """The facts a draft begins with: the figures of the evidence, then what the alerts say."""
    days = sorted({one.deal.business_day for one in deals})
    lines = []
    if days:
        lines.append(f"{_span(days)}，涉及交易 {len(deals)} 笔。")
        lines += [
            f"{direction.label.zh}{count} 笔，合计 {total.currency} {total.format()}。"
            for (direction, _), (count, total) in sorted(_sums(deals).items())
        ]
    return "".join([*lines, *sentences])


def _sums(deals: Sequence[DealFacts]) -> Mapping[tuple[Direction, str], tuple[int, Money]]:
    found: dict[tuple[Direction, str], tuple[int, Money]] = defaultdict()
    for one in deals:
        key = (one.deal.direction, one.deal.amount.currency)
        count, total = found.get(key, (0, Money(0, one.deal.amount.currency)))
        found[key] = (count + 1, total + one.deal.amount)
    return found


def _span(days: Sequence[date]) -> str:
    return f"{days[0]}" if days[0] == days[-1] else f"{days[0]} 至 {days[-1]}"


def _subject(one: SubjectFacts) -> dict[str, Any]:
    person = one.person.as_dict()
    kind, in_words = rules.id_type(person["document_type"], person["number"], person["nationality"])
    natural = one.kind is CustomerKind.NATURAL_PERSON
    occupation = person.get("occupation") if natural else _NO_OCCUPATION
    # a person has no representative; an entity's stands on file as a relation and is told in the facts
    nobody = dict.fromkeys(("SRNM", "SRIT", "ORIT", "SRID", "SCNM", "SCIT", "OCIT", "SCID"), NOT_APPLICABLE)
    return {
        "CSNM": rules.customer_number(one.customer_id),
        "SEVC": occupation or NOT_APPLICABLE,
        "SIIFs": {
            "SIIF": [
                {
                    "SENM": person["name"] or NOT_APPLICABLE,
                    "SETP": kind,
                    "OITP": in_words,
                    "SEID": (person["number"] or NOT_APPLICABLE).replace("-", ""),
                }
            ]
        },
        "STNTs": {"STNT": [person["nationality"] or NOT_APPLICABLE]},
        "SCIF": {
            "SCTLs": {"SCTL": [(person["phone"] or NOT_APPLICABLE).replace(" ", "")]},
            "SEARs": {"SEAR": [person["address"] or NOT_APPLICABLE]},
            "SEEIs": {"SEEI": [NOT_APPLICABLE]},
        },
        "SRIF": nobody,
    }


def _deal(facts: DealFacts) -> dict[str, Any]:
    part = rules.deal_part(facts)
    account = part["ATIF"]
    return {
        "RINI": part["RINI"],
        "CIIF": {**rules.identity_part(facts), "CSNM": rules.customer_number(facts.customer_id)},
        "ATIF": {**account, "CATM": NOT_APPLICABLE},
        "TBIF": part["TBIF"],
        "TSIF": {
            **{tag: part["TSIF"][tag] for tag in _TSIF},
            "CRSP": part["TSIF"]["CRPP"],
            "CRTP": part["TSIF"]["CRTP"],
            "CRAT": part["TSIF"]["CRAT"],
        },
        "TCIF": part["TCIF"],
        "ROTFs": part["ROTFs"],
    }


def _one_line(words: str) -> str:
    """The interface takes no line breaks."""
    return " ".join(words.split())
