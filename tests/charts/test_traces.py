import numpy as np

from mlpviz.charts.traces import curve, dashes


def test_few_points_are_marked_and_many_are_a_line(decode):
    x = np.arange(13)
    few = curve("a", x[:12], x[:12] / 2, "a %{y}", color="#123456", width=2)
    assert few["mode"] == "lines+markers"
    assert decode(few["y"]).tolist() == (x[:12] / 2).tolist()
    assert few["hovertemplate"] == "a %{y}<extra></extra>"
    assert curve("a", x, x, "", color="#123456", width=2)["mode"] == "lines"
    assert curve("a", x[:3], x[:3], "", color="#123456", width=2, few=2)["mode"] == "lines"


def test_a_dash_crosses_its_bar_and_ends_before_the_next(decode):
    trace = dashes("truth", [-0.4, 0.4], np.array([[1.0, 1.0], [2.0, 3.0]]), "")
    np.testing.assert_allclose(decode(trace["x"]), [-0.4, 0.4, np.nan, 0.6, 1.4, np.nan], rtol=1e-6)
    np.testing.assert_allclose(decode(trace["y"]), [1, 1, np.nan, 2, 3, np.nan])
    assert dashes("truth", [-0.4, 0.4], np.zeros((0, 2)), "")["name"] == "truth"
