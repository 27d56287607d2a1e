"""Charts: plain arrays in, Plotly figures as plain dicts out, each with its text alternative.

Every chart is a ``NamedTuple`` of what it shows, described once. ``figure()`` gives the dict that
Plotly draws, ``summary()`` the same in words.
"""

from mlpviz.charts.answer import ClassAnswer, NumberAnswer
from mlpviz.charts.class_measures import ClassMeasures, ReliabilityCurve
from mlpviz.charts.class_shares import ClassShares
from mlpviz.charts.confusion import ConfusionMatrix
from mlpviz.charts.contributions import ContributionImages, ContributionTable
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
from mlpviz.charts.nearest_change import ChangedFeatures, ChangedImage
from mlpviz.charts.network import NetworkDiagram, drawn_units, has_room_for_pictures
from mlpviz.charts.partial_curves import PartialCurves
from mlpviz.charts.predictions import PredictionDistribution
from mlpviz.charts.probes import FeatureSliders, InputImage, PlanePoint
from mlpviz.charts.race import RaceCurves, Racer
from mlpviz.charts.regression import FitLine, PredictedVsTrue
from mlpviz.charts.ridges import Ridges, ridge_epochs
from mlpviz.charts.sample_list import SampleImages, SampleList
from mlpviz.charts.step_sweep import StepSweepCurves
from mlpviz.charts.surface import DecisionSurface, RegressionSurface
from mlpviz.charts.tensor_plane import plane_cell, plane_index
from mlpviz.charts.twins import TwinCurves
from mlpviz.charts.unit_pictures import UnitPictures

__all__ = [
    "ChangedFeatures",
    "ChangedImage",
    "Chart",
    "ClassAnswer",
    "ClassMeasures",
    "ClassShares",
    "ConfusionMatrix",
    "ContributionImages",
    "ContributionTable",
    "DecisionSurface",
    "ErrorHeatmap",
    "ErrorHistory",
    "FeatureSliders",
    "FitLine",
    "GradientCheckBars",
    "GradientScatter",
    "ImageGrid",
    "InputImage",
    "LayerRatios",
    "LearningCurves",
    "LrRangeCurve",
    "NetworkDiagram",
    "Note",
    "NumberAnswer",
    "ParameterHistograms",
    "PartialCurves",
    "PastRun",
    "PlanePoint",
    "PredictedVsTrue",
    "PredictionDistribution",
    "RaceCurves",
    "Racer",
    "RegressionSurface",
    "ReliabilityCurve",
    "Ridges",
    "SampleImages",
    "SampleList",
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
