"""What of a grading is withheld from whoever may not see monitoring (AML Law art.7, art.35). Pure.

The grade itself is shown: the counter must act on it. What is withheld leaves no trace that would differ with it: the
same factors are left out for every customer, and rules that rest on them all read as one, which also stands for grades
that compliance sets by hand.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kyc.base.text import Text
from kyc.risk.catalogue import CATALOGUE
from kyc.risk.model import Assessment, Fact, Grade, Override, Rating

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
    """The assessment without confidential facts and all that rests on them.

    total: of the factors shown; scored: as the final grade, since the total's level would tell.
    """
    factors = tuple(each for each in assessment.factors if not _hidden(each.fact, each.seen))
    shown = tuple(each for each in assessment.overrides if not _hidden(each.fact, each.seen))
    return replace(
        assessment,
        facts={name: fact for name, fact in assessment.facts.items() if not _hidden(name, fact)},
        factors=factors,
        total=sum((factor.contribution for factor in factors), Decimal(0)),
        scored=assessment.grade,
        overrides=shown if len(shown) == len(assessment.overrides) else (*shown, COMPLIANCE_JUDGEMENT),
        unchecked=tuple(each for each in assessment.unchecked if not _hidden(each.fact, None)),
    )


def rating_withheld(rating: Rating) -> Rating:
    """The rating with its assessment `withheld`; why it was made does not tell of monitoring either."""
    return replace(
        rating,
        occasion=rating.occasion.shown(monitoring=False),
        assessment=withheld(rating.assessment),
    )


def set_by_hand(assessment: Assessment, grade: Grade) -> Assessment:
    """A withheld assessment with the grade that compliance set beside it."""
    shown = tuple(each for each in assessment.overrides if each != COMPLIANCE_JUDGEMENT)
    return replace(assessment, scored=grade, grade=grade, overrides=(*shown, COMPLIANCE_JUDGEMENT))


def _hidden(fact: str, seen: Fact | None) -> bool:
    return fact in CATALOGUE and CATALOGUE[fact].is_withheld(None if seen is None else seen.value)
