"""What grading speaks of: assessments, ratings, standings, grades by hand, drafts of policy, signals. Pure."""

from kyc.risk.model.assessment import (
    Assessment,
    CounterView,
    Element,
    Fact,
    FactorScore,
    Facts,
    FactValue,
    Grade,
    Override,
    Subject,
    Unchecked,
)
from kyc.risk.model.drafts import Migration, Mover, PolicyProposal, PolicyState
from kyc.risk.model.manual import ManualGrade, ManualState
from kyc.risk.model.noted import NotedFact
from kyc.risk.model.rating import AssessmentState, Occasion, Rating, Replay, Ruling
from kyc.risk.model.signal import Renewal, Signal, SignalGroup
from kyc.risk.model.standing import DueReview, OutletLoad, Regrading, Standing

__all__ = [
    "Assessment",
    "AssessmentState",
    "CounterView",
    "DueReview",
    "Element",
    "Fact",
    "FactValue",
    "FactorScore",
    "Facts",
    "Grade",
    "ManualGrade",
    "ManualState",
    "Migration",
    "Mover",
    "NotedFact",
    "Occasion",
    "OutletLoad",
    "Override",
    "PolicyProposal",
    "PolicyState",
    "Rating",
    "Regrading",
    "Renewal",
    "Replay",
    "Ruling",
    "Signal",
    "SignalGroup",
    "Standing",
    "Subject",
    "Unchecked",
]
