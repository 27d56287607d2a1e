"""What Streamlit is told in .streamlit/config.toml goes with what the app does."""

import json
import tomllib
from pathlib import Path

import numpy as np

from mlpviz.charts.error_heatmap import ErrorHeatmap
from mlpviz.charts.tensor_plane import MAX_CELLS
from mlpviz.profiles import NUMBERS

ROOT = Path(__file__).parents[2]
SERVER = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["server"]


def test_the_largest_picture_fits_a_message():
    rng = np.random.default_rng(0)
    ratios = rng.lognormal(size=(500, MAX_CELLS // 500))
    verdicts = np.where(ratios > 1, "fail", "pass")
    figure = ErrorHeatmap(ratios, "dW1", verdicts, worst=(0, 0)).figure()
    size = len(json.dumps(figure))
    assert 2e6 < size < 0.75 * 1e6 * SERVER["maxMessageSize"], "a page has 1 MB besides"


def test_streamlit_takes_what_the_profiles_do():
    assert 1e6 * SERVER["maxUploadSize"] == NUMBERS["upload_bytes"].local


def test_its_protection_is_on():
    assert SERVER["enableCORS"]
    assert SERVER["enableXsrfProtection"]
