"""Whether promised backups exist: promises, evidence, and verdicts. It knows no vendor and sends nothing."""

from pulumi_backups.proof.declared import SECRET, Declared, reads_state
from pulumi_backups.proof.evidence import Evidence, Run
from pulumi_backups.proof.finding import Finding, Problem, beside_plan, found, gone, unseen
from pulumi_backups.proof.judge import CORRECT_BY_UP, Case, judge
from pulumi_backups.proof.plan import objective_cases
from pulumi_backups.proof.promises import Commitment, Objective, Subject, Tolerance, usable
from pulumi_backups.proof.vendor import Once, Place, Proof, Seen, Widening
from pulumi_backups.proof.verdict import Verdict

__all__ = [
    "CORRECT_BY_UP",
    "SECRET",
    "Case",
    "Commitment",
    "Declared",
    "Evidence",
    "Finding",
    "Objective",
    "Once",
    "Place",
    "Problem",
    "Proof",
    "Run",
    "Seen",
    "Subject",
    "Tolerance",
    "Verdict",
    "Widening",
    "beside_plan",
    "found",
    "gone",
    "judge",
    "objective_cases",
    "reads_state",
    "unseen",
    "usable",
]
