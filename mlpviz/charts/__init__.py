"""Charts: plain arrays in, Plotly figures as plain dicts out, each with its text alternative."""

from mlpviz.charts.class_shares import class_shares, class_shares_summary
from mlpviz.charts.curves import LearningCurves, PastRun
from mlpviz.charts.error_heatmap import error_heatmap, error_heatmap_summary
from mlpviz.charts.error_history import error_history, error_history_summary
from mlpviz.charts.figure import Chart, Note, to_figure
from mlpviz.charts.gradient_check import gradient_check_bars, gradient_check_summary
from mlpviz.charts.histograms import histogram_summary, parameter_histograms
from mlpviz.charts.images import choose_images, image_grid, image_summary
from mlpviz.charts.layer_ratios import layer_ratios, layer_ratios_summary
from mlpviz.charts.lr_range import lr_range, lr_range_summary
from mlpviz.charts.network import network_diagram, network_summary
from mlpviz.charts.predictions import prediction_distribution, prediction_summary
from mlpviz.charts.race import RaceCurves, Racer
from mlpviz.charts.regression import (
    fit_line,
    fit_line_summary,
    predicted_vs_true,
    predicted_vs_true_summary,
)
from mlpviz.charts.ridges import ridge_epochs, ridges, ridges_summary
from mlpviz.charts.step_sweep import step_sweep, step_sweep_summary
from mlpviz.charts.surface import (
    decision_summary,
    decision_surface,
    regression_surface,
    regression_surface_summary,
)
from mlpviz.charts.tensor_plane import plane_cell, plane_index
from mlpviz.charts.twins import TwinCurves

__all__ = [
    "Chart",
    "LearningCurves",
    "Note",
    "PastRun",
    "RaceCurves",
    "Racer",
    "TwinCurves",
    "choose_images",
    "class_shares",
    "class_shares_summary",
    "decision_summary",
    "decision_surface",
    "error_heatmap",
    "error_heatmap_summary",
    "error_history",
    "error_history_summary",
    "fit_line",
    "fit_line_summary",
    "gradient_check_bars",
    "gradient_check_summary",
    "histogram_summary",
    "image_grid",
    "image_summary",
    "layer_ratios",
    "layer_ratios_summary",
    "lr_range",
    "lr_range_summary",
    "network_diagram",
    "network_summary",
    "parameter_histograms",
    "plane_cell",
    "plane_index",
    "predicted_vs_true",
    "predicted_vs_true_summary",
    "prediction_distribution",
    "prediction_summary",
    "regression_surface",
    "regression_surface_summary",
    "ridge_epochs",
    "ridges",
    "ridges_summary",
    "step_sweep",
    "step_sweep_summary",
    "to_figure",
]
