"""A grading policy that would break the guideline stops the start; due dates; facts and their sources."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from kyc.base.calendar import WorkingCalendar
from kyc.base.errors import Misconfigured
from kyc.base.policy import PolicyBook, restored
from kyc.customers.model import Channel, CustomerKind, NetworkCheckState, Profile
from kyc.risk import facts as gathering
from kyc.risk import record, rules
from kyc.risk.model import AssessmentState, Element, Subject
from kyc.risk.policy import RiskPolicy
from tests.specimen_facts import TODAY, fact, facts

Values = dict[str, Any]


@pytest.fixture(scope="module")
def shipped() -> Values:
    file = Path(__file__).parents[3] / "kyc/policies/risk.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {name: entry["versions"][-1]["value"] for name, entry in content["values"].items()}


@pytest.fixture
def policy(policies: PolicyBook) -> RiskPolicy:
    return policies.at(TODAY).of(RiskPolicy)


@pytest.mark.parametrize("subject", Subject)
def test_the_shipped_policy_is_lawful(shipped: Values, subject: Subject) -> None:
    method = RiskPolicy(**shipped).method(subject)
    assert sum(f.weights[subject] for f in method.factors) == 100
    assert {f.element for f in method.factors} == set(Element)
    assert len(method.grades) == 5
    assert method.grades[-1].review_months <= 6
    for factor in method.factors:
        assert factor.description.zh
        assert factor.description.en


def _set(path: str, value: object) -> Callable[[Values], None]:
    *parents, last = path.split("/")

    def change(values: Values) -> None:
        target: Any = values
        for key in parents:
            target = target[int(key) if key.isdigit() else key]
        target[int(last) if last.isdigit() else last] = value

    return change


def _without_occupation(values: Values) -> None:
    values["factors"] = [f for f in values["factors"] if f["element"] != "occupation"]
    first = next(f for f in values["factors"] if len(f["weights"]) == len(Subject))
    for subject in Subject:
        spared = 100 - sum(f["weights"].get(subject, 0) for f in values["factors"])
        first["weights"][subject] += spared


@pytest.mark.parametrize(
    ("break_it", "where"),
    [
        (_set("factors/0/weights/natural_person", 7), "factors"),
        (_set("factors/0/weights/natural_person", -1), "document_kind"),
        (_set("factors/0/weights/ghost", 1), "risk.yaml"),
        (_set("factors/0/fact", "shoe_size"), "document_kind"),
        (_set("factors/0/fact", "age"), "document_kind"),
        (_set("lists/offshore/codes", []), "offshore"),
        (_set("lists/offshore/codes", ["XYZ"]), "nationality"),
        (_set("straight_to_high/0/fact", "shoe_size"), "listed"),
        (_set("straight_to_high/0/in_lists", ["no such list"]), "risk.yaml"),
        (_set("factors/0/missing", 6), "document_kind"),
        (_set("factors/0/missing", 0), "document_kind"),
        (_set("factors/0/otherwise", None), "document_kind"),
        (_set("factors/0/table", {}), "document_kind"),
        (_set("factors/0/table", {True: 1}), "document_kind"),
        (_set("factors/0/reference", {"zh": "", "en": ""}), "document_kind"),
        (_set("factors/4/bands", [{"from": 1, "points": 1}]), "age"),
        (_set("factors/4/bands", [{"from": 0, "points": 1}, {"from": 0, "points": 2}]), "age"),
        (_set("factors/3/code", "document_kind"), "document_kind"),
        (_set("factors/0/element", "weather"), "risk.yaml"),
        (_set("grades", []), "grades"),
        (_set("grades/0/from_total", "1"), "grades"),
        (_set("grades/2/from_total", "30"), "grades"),
        (_set("grades/4/from_total", "101"), "grades"),
        (_set("grades/4/review_months", 7), "high"),
        (_set("grades/3/review_months", 13), "medium_high"),
        (_set("grades/3/review_months", 0), "medium_high"),
        (_set("straight_to_high/0/any_of", []), "listed"),
        (_set("straight_to_high/0/at_least", 1), "listed"),
        (_set("straight_to_high/0/any_of", [True]), "listed"),
        (_set("not_straight_to_low/0/reference", {"zh": "", "en": "x"}), "not_screened"),
        (_without_occupation, "factors"),
    ],
)
def test_a_policy_against_the_guideline_is_refused(
    shipped: Values, break_it: Callable[[Values], None], where: str
) -> None:
    values = copy.deepcopy(shipped)
    break_it(values)
    with pytest.raises(Misconfigured) as error:
        RiskPolicy(**values)
    assert where in {problem.where for problem in error.value.problems}


def test_a_kept_policy_is_the_same_policy(policies: PolicyBook) -> None:
    day = policies.at(TODAY)
    again = restored(RiskPolicy, day.canonical(RiskPolicy))
    assert all(again.method(subject) == day.of(RiskPolicy).method(subject) for subject in Subject)


@pytest.mark.parametrize(
    ("began", "due"),
    [
        (date(2026, 11, 20), date(2026, 12, 4)),
        (
            date(2026, 9, 24),
            date(2026, 10, 15),
        ),  # holidays 09-25…27 and 10-01…07, make-up days 09-20 and 10-10
    ],
)
def test_first_grading_is_due_in_ten_working_days(policy: RiskPolicy, began: date, due: date) -> None:
    assert rules.first_grading_due(began, policy, WorkingCalendar()) == due


@pytest.mark.parametrize(
    ("code", "due"),
    [
        ("high", date(2027, 5, 20)),
        ("medium_high", date(2027, 11, 20)),
        ("medium", date(2028, 11, 20)),
        ("low", date(2029, 11, 20)),
    ],
)
def test_reviews_are_due_by_grade(policy: RiskPolicy, code: str, due: date) -> None:
    level = next(g for g in policy.levels if g.code == code)
    assert rules.review_due(TODAY, level, policy, first=False) == due


def test_the_first_review_comes_within_three_years_whatever_the_grade(policy: RiskPolicy) -> None:
    slow = dataclasses.replace(policy.levels[0], review_months=48)
    assert rules.review_due(TODAY, slow, policy, first=True) == date(2029, 11, 20)
    assert rules.review_due(TODAY, slow, policy, first=False) == date(2030, 11, 20)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 31), 0, date(2026, 1, 31)),
    ],
)
def test_months_end_where_months_end(day: date, months: int, later: date) -> None:
    assert rules.add_months(day, months) == later


def test_a_value_of_the_wrong_kind_is_an_error_not_a_score(policy: RiskPolicy) -> None:
    with pytest.raises(LookupError):
        rules.grade({"age": fact("thirty")}, policy, Subject.NATURAL_PERSON, TODAY)


def test_decimals_and_words_survive_being_kept(policy: RiskPolicy) -> None:
    found = rules.grade(
        facts({"cash_share": Decimal("79.9"), "listed": True, "accounts": 3, "occupation": "20000"}),
        policy,
        Subject.NATURAL_PERSON,
        TODAY,
    )
    assert record.load(record.dump(found)) == found


PROFILE = Profile(
    customer_id="c",
    kind=CustomerKind.NATURAL_PERSON,
    version=2,
    outlet_id="o",
    outlets=("o",),
    document_type="cn_resident_id",
    document_expired=False,
    birth_date=date(1990, 3, 7),
    nationality="CHN",
    occupation="20000",
    region_code="110105",
    residence="31",
    channel=Channel.COUNTER,
    relationship_began_on=TODAY,
    completeness=90,
    network_state=NetworkCheckState.NOT_DONE,
    accounts=0,
    changed_on=TODAY,
)


def test_facts_come_from_the_file_and_say_so() -> None:
    found = gathering.from_profile(PROFILE, TODAY)
    assert {name: f.value for name, f in found.items()} == {
        "document_type": "cn_resident_id",
        "document_expired": False,
        "channel": "counter",
        "completeness": 90,
        "network_check": "not_done",
        "accounts": 0,
        "age": 36,
        "nationality": "CHN",
        "registration_region": "110105",
        "residence": "other_province",
        "occupation": "20000",
    }
    assert all("第 2 版" in f.source.zh and f.shown.zh and f.as_of == TODAY for f in found.values())


def test_what_the_file_does_not_know_is_absent() -> None:
    bare = dataclasses.replace(
        PROFILE, birth_date=None, nationality=None, region_code=None, residence=None, occupation=None
    )
    found = gathering.from_profile(bare, TODAY)
    assert not {"age", "nationality", "registration_region", "residence", "occupation"} & set(found)
    left_the_table = dataclasses.replace(PROFILE, occupation="99999")
    assert gathering.from_profile(left_the_table, TODAY)["occupation"].shown.zh == "99999"


def test_every_word_has_a_label() -> None:
    assert all(e.label.zh and e.label.en for e in Element)
    assert all(s.label.zh and s.label.en for s in AssessmentState)


def test_the_first_assessments_still_open(policy: RiskPolicy) -> None:
    found = rules.grade(facts({"listed": True}), policy, Subject.NATURAL_PERSON, TODAY)
    old = json.loads(record.dump(found))
    del old["subject"]
    for each in (*old["factors"], *old["overrides"]):
        del each["fact"]
        each["reference"] = each["reference"]["zh"]
    old["unchecked"] = [each["name"] for each in old["unchecked"]]
    opened = record.load(json.dumps(old))
    assert (opened.total, opened.grade, opened.subject) == (found.total, found.grade, found.subject)
    assert [f.reason for f in opened.factors] == [f.reason for f in found.factors]
    assert [each.name for each in opened.unchecked] == [each.name for each in found.unchecked]


def test_every_kind_of_customer_has_its_method() -> None:
    graded = {kind: gathering.subject_of(dataclasses.replace(PROFILE, kind=kind)) for kind in CustomerKind}
    assert set(graded.values()) == set(Subject)
    assert graded[CustomerKind.UNINCORPORATED] is Subject.ENTITY
