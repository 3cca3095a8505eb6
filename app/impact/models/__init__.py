"""Tables of impact, by noun. No workflow here: moves are in `actions`, judgements in `rules`."""

from app.impact.models.assessment import Assessment, AssessmentRound
from app.impact.models.change import FACTS, Change, WorkflowTouch
from app.impact.models.conclusion import Conclusion, ExposureReview, UseDecision
from app.impact.models.follow_up import ProcedureChange, TrainingNeed
from app.impact.models.test_plan import Defect, PlannedTest, TestRun, TestStepResult
from app.impact.models.test_script import TestScript, TestScriptVersion, TestScriptWorkflow

__all__ = [
    "FACTS",
    "Assessment",
    "AssessmentRound",
    "Change",
    "Conclusion",
    "Defect",
    "ExposureReview",
    "PlannedTest",
    "ProcedureChange",
    "TestRun",
    "TestScript",
    "TestScriptVersion",
    "TestScriptWorkflow",
    "TestStepResult",
    "TrainingNeed",
    "UseDecision",
    "WorkflowTouch",
]
