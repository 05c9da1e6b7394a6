"""Checks of travel documents: what is printed in both zones, and what a state's own rules ask. Pure.

Their words are in `travel_checks.yaml`, the rules with their sources in `travel_rules.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kyc.base.text import Text
from kyc.documents.checks import Answer, Evidence, age, say, skip
from kyc.documents.countries import countries
from kyc.documents.model import MACHINE_ZONE, VISUAL_ZONE, Mrz
from kyc.documents.pinyin import is_reading
from kyc.documents.reading import SETTINGS
from kyc.documents.visual.latin import CUT, agrees
from kyc.documents.visual.reading import same_number
from kyc.documents.visual.wording import states_in

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_CHINA = "CHN"


def _zones(name: str, same: Callable[[str, str], bool]) -> Callable[[Evidence], Answer]:
    """The check that a field says the same in both zones. same: of visual and machine-readable zone."""

    def check(evidence: Evidence) -> Answer:
        prints = evidence.fields[name].prints if name in evidence.fields else {}
        visual, zone = prints.get(VISUAL_ZONE), prints.get(MACHINE_ZONE)
        if visual is None or zone is None:
            return skip("one_zone", _title(evidence, name))
        said = {"visual": visual.value, "zone": zone.value}
        if same(visual.value, zone.value):
            return say("agree", **said)
        is_sure = min(visual.confidence, zone.confidence) >= SETTINGS.contradicting
        return say("differ" if is_sure else "unsure", **said)

    return check


def _zones_nationality(evidence: Evidence) -> Answer:
    """Wordings that are not known say nothing."""
    prints = evidence.fields["nationality"].prints if "nationality" in evidence.fields else {}
    visual = prints.get(VISUAL_ZONE)
    if visual is not None and MACHINE_ZONE in prints and not states_in(visual.value):
        return skip("unknown_wording", Text(visual.value, visual.value))
    return _zones("nationality", lambda visual, zone: zone in states_in(visual))(evidence)


def _same_name(visual: str, zone: str) -> bool:
    """Whether the whole printed name is the zone's, in whichever order the page prints surname and given names."""
    cut = zone.endswith(CUT)
    surname, _, given = zone.removesuffix(CUT).partition("<<")
    return any(
        agrees(visual, f"{one} {other}", cut=cut) for one, other in ((surname, given), (given, surname))
    )


def _title(evidence: Evidence, name: str) -> Text:
    return next(
        (side.fields[name].title for side in evidence.document_sides() if name in side.fields),
        Text(name, name),
    )


def _birth_date(evidence: Evidence) -> Answer:
    born, read = evidence.day("birth_date"), evidence.fields.get("birth_date")
    if born is None:
        partly = read is not None and read.raw is not None and bool(re.search(r"[<X]", read.raw))
        return say("not_stated") if partly else evidence.lack("birth_date")
    oldest = _rules()["oldest_age"]["years"]
    if born > evidence.as_of or age(born, evidence.as_of) > oldest:
        return say("impossible_age", years=oldest)
    return say("real")


def _number_shape(evidence: Evidence) -> Answer:
    number, state = evidence.value("number"), evidence.value("issuing_state")
    if number is None:
        return evidence.lack("number")
    rule = _rules()["numbers"].get(state)
    if rule is None:
        return skip("no_rule")
    known = any(re.fullmatch(shape, number) for shape in rule["shapes"])
    return say("right" if known else "wrong", state=state)


def _pinyin(evidence: Evidence) -> Answer:
    han, latin = evidence.value("name"), evidence.value("name_latin")
    if not _is_mainland(evidence):
        return skip("no_rule")
    if han is None or latin is None:
        return evidence.lack("name" if han is None else "name_latin")
    if not _HAN.search(han):
        return skip("one_script")
    return say("agrees" if is_reading(latin, han) else "differs")


def _birth_place(evidence: Evidence) -> Answer:
    """What a Chinese passport prints in both scripts: a province in pinyin, or a state."""
    place = evidence.value("birth_place")
    if place is None:
        return evidence.lack("birth_place")
    han, latin = "".join(_HAN.findall(place)), " ".join(re.findall(r"[A-Za-z]+", place)).upper()
    if not han or not latin:
        return skip("one_script")
    states = [country.name.en.upper() for country in countries().values() if country.name.zh == han]
    spelt = _rules()["places"].get(han)
    known = latin in spelt if spelt else latin in states or is_reading(latin, han)
    return say("agrees" if known else "differs", han=han, latin=latin)


def _dates(evidence: Evidence) -> Answer:
    issued = evidence.day("issued_on")
    if issued is None:
        return evidence.lack("issued_on")
    born, expires = evidence.day("birth_date") or date.min, evidence.day("expires_on") or date.max
    if born <= issued <= evidence.as_of and issued < expires:
        return say("sensible")
    days = {"born": evidence.value("birth_date"), "issued": issued, "expires": evidence.value("expires_on")}
    return say("senseless", **{name: day or "—" for name, day in days.items()})


def _term(evidence: Evidence) -> Answer:
    """The passport law's term for Chinese passports, the longest there is for all others."""
    issued, expires = evidence.day("issued_on"), evidence.day("expires_on")
    if issued is None or expires is None:
        return evidence.lack("issued_on" if issued is None else "expires_on")
    longest = _rules()["longest"]
    if _is_mainland(evidence) and (born := evidence.day("birth_date")):
        rule = _rules()["terms"][_CHINA]
        is_child = age(born, issued) < rule["adult_age"]
        ends = _after(issued, rule["child_years"] if is_child else rule["adult_years"])
        words = {"age": rule["adult_age"], "child": rule["child_years"], "adult": rule["adult_years"]}
        return say("lawful" if timedelta(0) <= ends - expires <= timedelta(1) else "unlawful", **words)
    most = _after(issued, longest["years"]) + timedelta(longest["further_days"])
    return say("usual" if expires <= most else "too_long", years=longest["years"])


def _after(day: date, years: int) -> date:
    """The same day some years later; 1 March where there is no 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, day.month + 1, 1)


def _is_mainland(evidence: Evidence) -> bool:
    """Whether a passport is one of China's that follows the passport law, not one of Hong Kong or Macao."""
    number = evidence.value("number") or ""
    return evidence.value("issuing_state") == _CHINA and not re.fullmatch(_rules()["own_rules"], number)


def zone_answer(mrz: Mrz | None) -> Answer:
    """How the machine-readable zone itself was found: its check digits hold, why they do not, or there is none."""
    if mrz is None:
        return say("none")
    if mrz.valid:
        return say("hold", format=mrz.format.upper().replace("_", "-"))
    return say(
        "doubtful",
        zh="；".join(doubt.zh for doubt in mrz.doubts),
        en="; ".join(doubt.en for doubt in mrz.doubts),
    )


@cache
def _rules() -> Mapping[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("travel_rules.yaml").read_text("utf-8"))
    return rules


TRAVEL_CHECKS: Mapping[str, Callable[[Evidence], Answer]] = {
    "zones.name": _zones("name_latin", _same_name),
    "zones.number": _zones("number", same_number),
    "zones.birth_date": _zones("birth_date", str.__eq__),
    "zones.expires_on": _zones("expires_on", str.__eq__),
    "zones.sex": _zones("sex", str.__eq__),
    "zones.nationality": _zones_nationality,
    "zones.issuing_state": _zones("issuing_state", str.__eq__),
    "travel.birth_date": _birth_date,
    "travel.number_shape": _number_shape,
    "travel.pinyin": _pinyin,
    "travel.birth_place": _birth_place,
    "travel.dates": _dates,
    "travel.term": _term,
}
