"""The engine: decide, explain, find the next question, search the whole policy.

Pure functions over a Policy; nothing here reads a file, a clock or a message.
"""

from assistant.rules.cases import check_cases
from assistant.rules.check import check_policy
from assistant.rules.compiled import Compiler, Order
from assistant.rules.engine import Engine, Given
from assistant.rules.explain import NearMiss, near_misses
from assistant.rules.outcomes import Applied, Cell, Outcomes
from assistant.rules.question import WouldChange, best_question, would_change

__all__ = [
    "Applied",
    "Cell",
    "Compiler",
    "Engine",
    "Given",
    "NearMiss",
    "Order",
    "Outcomes",
    "WouldChange",
    "best_question",
    "check_cases",
    "check_policy",
    "near_misses",
    "would_change",
]
