"""``mlpviz.trace``: every number of backpropagation, opened up. No Streamlit, no charts.

The function is ``mlpviz.trace``; the folder has another name, since importing a folder would put
it in the function's place.
"""

from mlpviz.tracing.trace import Trace, trace

__all__ = ["Trace", "trace"]
