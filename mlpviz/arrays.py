"""``Array``: what every module means by an array. Each docstring says the shape in brackets."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
