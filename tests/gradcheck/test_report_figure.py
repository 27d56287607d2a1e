import base64

import numpy as np
import pytest

from mlpviz.engine.network import MLP
from mlpviz.gradcheck import check_network
from mlpviz.gradcheck.report_figure import error_heatmap
from mlpviz.gradcheck.row import ParameterRow


def checked(sources=("central", "complex_step")):
    """A small network whose gradient of W2 is wrong in one element."""
    network = MLP([2, 3, 1], "tanh", seed=1)
    X, Y = np.array([[0.5, -1.0], [1.0, 2.0]]), np.array([[1.0], [0.0]])
    _, gradients = network.loss_and_gradients(X, Y, loss="mse")
    gradients["W2"][1, 0] *= 1.5
    return check_network(network, X, Y, loss="mse", gradients=gradients, sources=sources)


def test_the_figure_shows_the_measure_of_the_verdict():
    report = checked()
    row = report["W2"]
    figure = error_heatmap(row).figure()
    cells = figure["data"][0]
    data = np.frombuffer(base64.b64decode(cells["customdata"]["bdata"])).reshape(3, 1, 7)
    expected = [
        row.excess,
        *(row.values[source] for source in ("analytic", "central", "complex_step")),
        *row.deciding(),
        row.relative_error("analytic", "complex_step"),
    ]
    assert row.deciding()[0][1, 0] == pytest.approx(row.error)
    assert row.deciding()[1][1, 0] == pytest.approx(row.allowed)
    np.testing.assert_array_equal(data, np.stack(expected, axis=-1))
    worst = next(trace for trace in figure["data"] if trace.get("name") == "worst")
    assert (worst["y"], worst["x"]) == ([1, 1], [0, 0])
    assert [line[0].split(",")[0] for line in cells["hovertext"]] == ["pass", "fail", "pass"]


def test_a_report_gives_a_plotly_figure_by_name():
    figure = checked(("central",)).figure("W2")
    assert type(figure).__name__ == "Figure"
    assert figure.data[0].type == "heatmap"
    assert "central differences" in figure.data[0].hovertemplate


def test_the_summary_names_the_worst_element_with_all_its_numbers():
    row = checked()["W2"]
    text = error_heatmap(row).summary()
    assert text.startswith("W2 (3×1): 1 of 3 elements fails (33.3%).")
    assert "The worst element is [1, 0]: error / tolerance " in text
    assert "relative error 0.333" in text
    assert f"complex step {row.numerical[1, 0]:.9g}" in text
    assert "tolerance" in text


def test_elements_that_were_not_looked_at_are_neither_right_nor_wrong():
    seen = np.zeros((3, 4), bool)
    seen[1] = True
    right = np.where(seen, 1.0, np.nan)
    values = {"analytic": np.where(seen, [1.0, 1.0, 2.0, 1.0], 1.0), "central": right}
    bounds = {"analytic": np.full((3, 4), 1e-9), "central": np.where(seen, 1e-9, np.inf)}
    row = ParameterRow.compare("W", values, bounds, np.zeros((3, 4), bool), seen=seen)
    chart = error_heatmap(row)
    figure = chart.figure()
    (overlay,) = [trace for trace in figure["data"] if trace.get("name") == "not looked at"]
    assert overlay["z"]["shape"] == "3, 4"
    assert not [trace for trace in figure["data"] if trace.get("name") == "not a number"]
    key = figure["layout"]["annotations"][0]["text"]
    assert "1 of 4 fail" in key
    assert "8 not looked at" in key
    assert "8 were not looked at" in chart.summary()
    assert "Not a number" not in chart.summary()
