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
from kyc.risk.model import Assessment, Override, Rating

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
    factors = tuple(each for each in assessment.factors if not _is_confidential(each.fact))
    shown = tuple(each for each in assessment.overrides if not _is_confidential(each.fact))
    return replace(
        assessment,
        facts={name: fact for name, fact in assessment.facts.items() if not _is_confidential(name)},
        factors=factors,
        total=sum((factor.contribution for factor in factors), Decimal(0)),
        scored=assessment.grade,
        overrides=shown if len(shown) == len(assessment.overrides) else (*shown, COMPLIANCE_JUDGEMENT),
        unchecked=tuple(each for each in assessment.unchecked if not _is_confidential(each.fact)),
    )


def rating_withheld(rating: Rating) -> Rating:
    """The rating with its assessment `withheld`; why it was made does not tell of monitoring either."""
    return replace(
        rating,
        occasion=rating.occasion.shown(monitoring=False),
        assessment=withheld(rating.assessment),
    )


def _is_confidential(fact: str) -> bool:
    return fact in CATALOGUE and CATALOGUE[fact].confidential
