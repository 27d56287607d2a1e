"""Charts: plain arrays in, Plotly figures as plain dicts out, each with its text alternative.

Every chart is a ``NamedTuple`` of what it shows, described once. ``figure()`` gives the dict that
Plotly draws, ``summary()`` the same in words.
"""

from mlpviz.charts.class_shares import ClassShares
from mlpviz.charts.curves import LearningCurves, PastRun
from mlpviz.charts.error_heatmap import ErrorHeatmap
from mlpviz.charts.error_history import ErrorHistory
from mlpviz.charts.figure import Chart, Note, to_figure
from mlpviz.charts.gradient_check import GradientCheckBars
from mlpviz.charts.gradient_scatter import GradientScatter
from mlpviz.charts.histograms import ParameterHistograms
from mlpviz.charts.images import ImageGrid, choose_images
from mlpviz.charts.layer_ratios import LayerRatios
from mlpviz.charts.lr_range import LrRangeCurve
from mlpviz.charts.network import NetworkDiagram, drawn_units, has_room_for_pictures
from mlpviz.charts.predictions import PredictionDistribution
from mlpviz.charts.race import RaceCurves, Racer
from mlpviz.charts.regression import FitLine, PredictedVsTrue
from mlpviz.charts.ridges import Ridges, ridge_epochs
from mlpviz.charts.step_sweep import StepSweepCurves
from mlpviz.charts.surface import DecisionSurface, RegressionSurface
from mlpviz.charts.tensor_plane import plane_cell, plane_index
from mlpviz.charts.twins import TwinCurves
from mlpviz.charts.unit_pictures import UnitPictures

__all__ = [
    "Chart",
    "ClassShares",
    "DecisionSurface",
    "ErrorHeatmap",
    "ErrorHistory",
    "FitLine",
    "GradientCheckBars",
    "GradientScatter",
    "ImageGrid",
    "LayerRatios",
    "LearningCurves",
    "LrRangeCurve",
    "NetworkDiagram",
    "Note",
    "ParameterHistograms",
    "PastRun",
    "PredictedVsTrue",
    "PredictionDistribution",
    "RaceCurves",
    "Racer",
    "RegressionSurface",
    "Ridges",
    "StepSweepCurves",
    "TwinCurves",
    "UnitPictures",
    "choose_images",
    "drawn_units",
    "has_room_for_pictures",
    "plane_cell",
    "plane_index",
    "ridge_epochs",
    "to_figure",
]
