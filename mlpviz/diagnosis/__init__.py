"""Why does this run not learn? Rules over its history: evidence, and an action that helps."""

from mlpviz.diagnosis.constant import best_constant_loss
from mlpviz.diagnosis.data_facts import DataFacts
from mlpviz.diagnosis.layers import LayerRatios, layer_ratios
from mlpviz.diagnosis.report import Action, Diagnosis
from mlpviz.diagnosis.rules import RULES, Rule, diagnose
from mlpviz.diagnosis.steady import Steady

__all__ = [
    "RULES",
    "Action",
    "DataFacts",
    "Diagnosis",
    "LayerRatios",
    "Rule",
    "Steady",
    "best_constant_loss",
    "diagnose",
    "layer_ratios",
]
