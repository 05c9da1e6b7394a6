"""What of a grading is withheld from whoever may not see monitoring (AML Law art.7, art.35). Pure.

Nothing that is shown depends on alerts, reports or inquiries: not the grade, its reasons, its date, nor that it was made.
The counter acts by the grade that all else gives; where compliance wants it to act by another, compliance sets that grade
by hand, which reads as its judgement. So does a confirmed list hit, whose particulars are withheld too.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kyc.base.text import Text
from kyc.risk.catalogue import CATALOGUE
from kyc.risk.model import Assessment, AssessmentState, Fact, Grade, Occasion, Override, Rating

COMPLIANCE_JUDGEMENT = Override(
    code="compliance_judgement",
    fact="",
    name=Text("合规综合评定", "Judgement of compliance"),
    seen=None,
    reference=Text("银发〔2013〕2号", "PBOC guideline Yinfa [2013] No.2"),
    reason=Text(
        "由合规部门综合评定，依据不在网点列示", "Judged by compliance; its grounds are not shown at outlets"
    ),
)


def withheld(assessment: Assessment) -> Assessment:
    """The assessment without confidential facts and all that rests on them: the same whatever they are.

    total: of the factors shown; scored: as the final grade.
    """
    grade = assessment.counter_grade
    overrides = assessment.at_counter.overrides if assessment.at_counter else assessment.overrides
    factors = tuple(each for each in assessment.factors if not _hidden(each.fact, each.seen))
    shown = tuple(each for each in overrides if not _hidden(each.fact, each.seen))
    return replace(
        assessment,
        facts={name: fact for name, fact in assessment.facts.items() if not _hidden(name, fact)},
        factors=factors,
        total=sum((factor.contribution for factor in factors), Decimal(0)),
        scored=grade,
        overrides=shown if len(shown) == len(overrides) else (*shown, COMPLIANCE_JUDGEMENT),
        unchecked=tuple(each for each in assessment.unchecked if not _hidden(each.fact, None)),
        grade=grade,
        at_counter=None,
    )


def rating_withheld(rating: Rating) -> Rating:
    """The rating with its assessment `withheld`, with its number and date at the counter; why it was made does not tell of
    monitoring either, and one whose decision is compliance's alone reads as one that goes on.
    """
    shown = replace(
        rating,
        sequence=rating.counter_sequence or 0,
        occasion=rating.occasion.shown(monitoring=False),
        assessment=withheld(rating.assessment),
        review_due_on=rating.counter_due_on,
    )
    if rating.counter_asked:
        return shown
    # that it was reviewed tells when compliance's review was due
    of_service = rating.occasion is Occasion.REVIEW
    return replace(
        shown,
        occasion=Occasion.MONITORING if of_service else shown.occasion,
        state=AssessmentState.CONTINUED,
        decided_by=None,
        decided_at=None,
        decision_reason=None,
        ruling=None,
    )


def set_by_hand(assessment: Assessment, grade: Grade) -> Assessment:
    """A withheld assessment with the grade that compliance set beside it."""
    shown = tuple(each for each in assessment.overrides if each != COMPLIANCE_JUDGEMENT)
    return replace(assessment, scored=grade, grade=grade, overrides=(*shown, COMPLIANCE_JUDGEMENT))


def _hidden(fact: str, seen: Fact | None) -> bool:
    return fact in CATALOGUE and CATALOGUE[fact].is_withheld(None if seen is None else seen.value)
