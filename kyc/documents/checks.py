"""The checks, one small function each: what is compared, and which of the answers in `checks.yaml` follows. Pure.

Those of single kinds of documents have modules and answers of their own (`paper_checks`)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kyc.base.text import Text
from kyc.documents import regions
from kyc.documents.formats import LONG_TERM, NOT_FOUND, date_parts
from kyc.documents.layouts import FieldLayout, Layout, PersonRules, Term, ValidityRules
from kyc.documents.model import Check, Field, Outcome
from kyc.documents.numbers import ResidentNumber

_ANSWERS = tuple(sorted(Path(__file__).parent.glob("*checks.yaml")))


@dataclass(frozen=True)
class Evidence:
    """What the checks of a document look at.

    fields: of all sides known, `sides` (codes of layouts). own: the sides on the file in question (another may be on a
    second file). as_of: the business day.
    """

    fields: Mapping[str, Field]
    sides: tuple[str, ...]
    own: tuple[str, ...]
    layouts: Mapping[str, Layout]
    as_of: date

    def value(self, name: str) -> str | None:
        """What was read, None when nothing was."""
        read = self.fields.get(name)
        return read.value if read else None

    def day(self, name: str) -> date | None:
        """A date that was read; None for none and for long-term."""
        value = self.value(name)
        return date.fromisoformat(value) if value and value != LONG_TERM else None

    @property
    def number(self) -> ResidentNumber | None:
        """The number that was read, when it has the shape of one."""
        value = self.value("number")
        return ResidentNumber.parse(value) if value else None

    @property
    def person(self) -> PersonRules:
        """The limits of what a number may say. StopIteration when no layout of the document states them."""
        return next(layout.person for layout in self.document_sides() if layout.person)

    @property
    def validity(self) -> ValidityRules:
        """The rules of validity. StopIteration when no layout of the document states them."""
        return next(layout.validity for layout in self.document_sides() if layout.validity)

    def floor(self, name: str) -> float:
        """The confidence under which a person must look at a field."""
        sides = (self.layouts[side].fields for side in self.sides)
        return max((fields[name].floor for fields in sides if name in fields), default=0.0)

    def printed(self) -> dict[str, FieldLayout]:
        """Every field printed on the file's own sides."""
        return {name: printed for side in self.own for name, printed in self.layouts[side].fields.items()}

    def document_sides(self) -> list[Layout]:
        """Every side of the document at hand: those that are here first."""
        here = [self.layouts[side] for side in self.sides]
        kinds = {(layout.document, layout.variant) for layout in here}
        rest = [layout for layout in self.layouts.values() if (layout.document, layout.variant) in kinds]
        return [*here, *(layout for layout in rest if layout not in here)]

    def lack(self, name: str) -> Answer:
        """Why a field is not known: it could not be read, or the side it is printed on is not here."""
        printed_on = next((layout for layout in self.document_sides() if name in layout.fields), None)
        if printed_on is None:
            raise KeyError(f"no side of {self.sides} prints {name}")
        if printed_on.code in self.sides:
            return skip("unread", printed_on.fields[name].title)
        return skip("other_side", printed_on.title)


@dataclass(frozen=True)
class Answer:
    """Which words of `checks.yaml` say how a check ended, and what fills their places."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    skipped: bool = False
    fields: tuple[str, ...] | None = None


def say(key: str, **values: object) -> Answer:
    """The check was run and ended so."""
    return Answer(key, values)


def skip(key: str, what: Text | None = None) -> Answer:
    """The check could not be run. what: is missing."""
    return Answer(key, {"zh": what.zh, "en": what.en} if what else {}, skipped=True)


def check_of(code: str, answer: Answer) -> Check:
    """The check as the reading carries it, in both languages. KeyError for words that are not in the YAML."""
    words = _words()
    fields = answer.fields if answer.fields is not None else tuple(words["checks"][code]["fields"])
    if answer.skipped:
        reason = Text.from_dict(words["skipped"][answer.key]).format(**answer.values)
        return Check(code, Outcome.SKIP, reason, fields)
    said = words["checks"][code][answer.key]
    return Check(code, Outcome(said["outcome"]), Text.from_dict(said).format(**answer.values), fields)


def _proofs() -> dict[str, dict[str, float]]:
    checks = _words()["checks"]
    return {code: said["proves"] for code, said in checks.items() if "proves" in said}


@cache
def _words() -> dict[str, Any]:
    files = [yaml.safe_load(path.read_text("utf-8")) for path in _ANSWERS]
    return {part: {code: said for file in files for code, said in file[part].items()} for part in files[0]}


def _number_format(evidence: Evidence) -> Answer:
    if evidence.value("number") is None:
        return evidence.lack("number")
    return say("right" if evidence.number else "wrong")


def _number_check_digit(evidence: Evidence) -> Answer:
    """GB 11643; ISO 7064 MOD 11-2."""
    if evidence.number is None:
        return evidence.lack("number")
    return say("agrees" if evidence.number.check_digit_holds else "disagrees")


def _number_birth_date(evidence: Evidence) -> Answer:
    number, printed = evidence.number, evidence.day("birth_date")
    if number is None:
        return evidence.lack("number")
    if number.birth_date is None:
        return say("disagrees")
    if printed is None:
        return evidence.lack("birth_date")
    return say("agrees" if number.birth_date == printed else "disagrees")


def _number_sex(evidence: Evidence) -> Answer:
    number, printed = evidence.number, evidence.value("sex")
    if number is None:
        return evidence.lack("number")
    if printed is None:
        return evidence.lack("sex")
    return say("agrees" if number.sex == printed else "disagrees")


def _number_region(evidence: Evidence) -> Answer:
    """Whether the region's code was in force when the holder was registered."""
    number = evidence.number
    if number is None:
        return evidence.lack("number")
    born = number.birth_date
    if born is None:
        return skip("unreal_birth_date")
    rules = evidence.person
    until = max(born.year + rules.registered_within_years, rules.first_round_until)
    standing, period = regions.standing(number.region_code, born.year, until)
    if period is None:
        return say("unknown")
    place = regions.full_name(number.region_code, born.year)
    return say(standing.name.lower(), place=place, years=period.years)


def _birth_date_real(evidence: Evidence) -> Answer:
    born, read = evidence.day("birth_date"), evidence.fields.get("birth_date")
    if born is None:
        unreal = read is not None and date_parts(read.raw or "") is not None
        return say("no_such_day") if unreal else evidence.lack("birth_date")
    oldest = evidence.person.oldest_age
    if born > evidence.as_of or age(born, evidence.as_of) > oldest:
        return say("impossible_age", years=oldest)
    return say("real")


def _issuer_region(evidence: Evidence) -> Answer:
    issuer, number, address = evidence.value("issuer"), evidence.number, evidence.value("address")
    if issuer is None:
        return evidence.lack("issuer")
    if number is None:
        return evidence.lack("number")
    if regions.mentions(issuer, number.region_code):
        return say("agrees")
    return say("moved" if address and regions.share_a_place(issuer, address) else "differs")


def _validity_dates(evidence: Evidence) -> Answer:
    issued, expires = evidence.day("issued_on"), evidence.day("expires_on")
    if issued is None:
        return evidence.lack("issued_on")
    first, last = evidence.validity.first_issued, evidence.validity.last_issued or evidence.as_of
    if first <= issued <= min(last, evidence.as_of) and (expires is None or issued < expires):
        return say("sensible")
    return say("senseless", first=first.isoformat(), last=last.isoformat())


def _validity_term(evidence: Evidence) -> Answer:
    """The layout's rule; for resident IDs the law's art.5, and art.12 for the days between application and issue."""
    issued, ends = evidence.day("issued_on"), evidence.value("expires_on")
    if issued is None or ends is None:
        return evidence.lack("issued_on" if issued is None else "expires_on")
    expires, rules, born = evidence.day("expires_on"), evidence.validity, evidence.day("birth_date")
    if born is None:
        lawful = [term for term in rules.terms if _fits(term, issued, expires, rules)]
        if lawful and len(rules.terms) > 1:
            return evidence.lack("birth_date")
        return say("lawful" if lawful else "unlawful", zh=rules.rule.zh, en=rules.rule.en)
    if _fits(rules.term_at(age(born, issued)), issued, expires, rules):
        return say("lawful", zh=rules.rule.zh, en=rules.rule.en)
    applied = issued - timedelta(days=rules.issued_within_days)
    if _fits(rules.term_at(age(born, applied)), issued, expires, rules):
        return say("lawful_at_application", days=rules.issued_within_days)
    return say("unlawful", zh=rules.rule.zh, en=rules.rule.en)


def _fits(term: Term, issued: date, expires: date | None, rules: ValidityRules) -> bool:
    if term.months is None or expires is None:
        return term.months is None and expires is None
    ends = _anniversaries(issued, term.months)
    return expires in ends or (rules.ends_on_eve and expires + timedelta(days=1) in ends)


def _anniversaries(day: date, months: int) -> tuple[date, ...]:
    """The same day some months later; in a month without it, its last day and the first of the next."""
    month = date(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)
    last = monthrange(month.year, month.month)[1]
    if day.day <= last:
        return (month.replace(day=day.day),)
    return month.replace(day=last), month.replace(day=last) + timedelta(days=1)


def age(born: date, on: date) -> int:
    """Full years of age; somebody born on 29 February is a year older from 1 March where there is no such day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _validity_expired(evidence: Evidence) -> Answer:
    if evidence.value("expires_on") is None:
        return evidence.lack("expires_on")
    expires = evidence.day("expires_on")
    return say("expired" if expires is not None and expires < evidence.as_of else "valid")


def _validity_expiring(evidence: Evidence) -> Answer:
    if evidence.value("expires_on") is None:
        return evidence.lack("expires_on")
    expires, days = evidence.day("expires_on"), evidence.validity.expiring_within_days
    if expires is None or expires > evidence.as_of + timedelta(days=days):
        return say("not_soon", days=days)
    if expires < evidence.as_of:
        return skip("expired_already")
    return say("soon", left=(expires - evidence.as_of).days)


def _sides_consistent(evidence: Evidence) -> Answer:
    missing = next((side for side in evidence.document_sides() if side.code not in evidence.sides), None)
    if missing is not None:
        return skip("other_side", missing.title)
    born, issued = evidence.day("birth_date"), evidence.day("issued_on")
    if born is None or issued is None:
        return evidence.lack("birth_date" if born is None else "issued_on")
    return say("disorder" if issued < born else "agree")


def _fields_readable(evidence: Evidence) -> Answer:
    """Whether every field of the sides at hand was read surely enough to be used unseen."""
    printed = evidence.printed()
    doubtful = [layout for name, layout in printed.items() if _is_doubtful(evidence.fields[name], layout)]
    if not doubtful:
        return Answer("clear", fields=tuple(printed))
    titles = {
        "zh": "、".join(layout.title.zh for layout in doubtful),
        "en": ", ".join(layout.title.en for layout in doubtful),
    }
    return Answer("doubtful", titles, fields=tuple(layout.name for layout in doubtful))


def _is_doubtful(read: Field, layout: FieldLayout) -> bool:
    if read.value is None:
        return not layout.optional or not (read.raw is None or read.reason == NOT_FOUND)
    return read.repaired or read.confidence < layout.floor


CHECKS: dict[str, Callable[[Evidence], Answer]] = {
    "birth_date.real": _birth_date_real,
    "number.format": _number_format,
    "number.check_digit": _number_check_digit,
    "number.birth_date": _number_birth_date,
    "number.sex": _number_sex,
    "number.region": _number_region,
    "issuer.region": _issuer_region,
    "validity.dates": _validity_dates,
    "validity.term": _validity_term,
    "validity.expired": _validity_expired,
    "validity.expiring": _validity_expiring,
    "sides.consistent": _sides_consistent,
    "fields.readable": _fields_readable,
}

PROOFS = _proofs()
"""Checks that compare two prints of one thing → the fields they prove, with the share of misreads that pass."""
