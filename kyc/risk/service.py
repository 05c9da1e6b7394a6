"""What staff may do with grades: the one door through which web, later stages and the command line come in.

Each function asks for its permission, applies the rules, writes rows and audit events in the caller's transaction.
"""

from kyc.risk.adoption import (
    decide_policy,
    draft_of,
    in_force,
    policies,
    policy,
    propose_policy,
    proposed_values,
)
from kyc.risk.backtest import backtest, movers
from kyc.risk.changes import file_changed, mark_entities
from kyc.risk.grading import (
    NO_FACTS,
    acting_grade,
    assess,
    confirm_grade,
    latest_grade,
    propose_grade,
    replay,
    rule_on_grade,
    standing,
    waiting,
)
from kyc.risk.grading import ratings_of as ratings
from kyc.risk.manual import (
    decide_manual_grade,
    lift_manual_grade,
    manual_grades,
    manual_grades_waiting,
    propose_manual_grade,
)
from kyc.risk.noted import notable, note_fact, noted_facts
from kyc.risk.regrading import mark, mark_unaware, regrade, regradings
from kyc.risk.reviews import due_reviews, outlet_loads
from kyc.risk.signals import close_signal, raise_signal, renew_signal, signals_of
from kyc.risk.sweeping import sweep

__all__ = [
    "NO_FACTS",
    "acting_grade",
    "assess",
    "backtest",
    "close_signal",
    "confirm_grade",
    "decide_manual_grade",
    "decide_policy",
    "draft_of",
    "due_reviews",
    "file_changed",
    "in_force",
    "latest_grade",
    "lift_manual_grade",
    "manual_grades",
    "manual_grades_waiting",
    "mark",
    "mark_entities",
    "mark_unaware",
    "movers",
    "notable",
    "note_fact",
    "noted_facts",
    "outlet_loads",
    "policies",
    "policy",
    "propose_grade",
    "propose_manual_grade",
    "propose_policy",
    "proposed_values",
    "raise_signal",
    "ratings",
    "regrade",
    "regradings",
    "renew_signal",
    "replay",
    "rule_on_grade",
    "signals_of",
    "standing",
    "sweep",
    "waiting",
]
