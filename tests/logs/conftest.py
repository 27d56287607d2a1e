import io
import json
from contextlib import ExitStack

import pytest

from mlpviz import logs


@pytest.fixture
def begin(monkeypatch):
    """``begin(hosted=True, **numbers)``: a log into memory; its lines, parsed where they are JSON.

    The numbers are rows of a profile, such as ``log_lines=3``.
    """
    monkeypatch.setattr(logs.Asking, "current", staticmethod(logs.nobody))
    with ExitStack() as stack:

        def start(hosted=True, names=(), **numbers):
            monkeypatch.setenv("MLPVIZ_HOSTED", "1" if hosted else "")
            for name, value in numbers.items():
                monkeypatch.setenv(f"MLPVIZ_{name.upper()}", str(value))
            stream = io.StringIO()
            stack.enter_context(logs.kept(names, stream))

            def lines():
                texts = stream.getvalue().splitlines()
                return [json.loads(text) for text in texts] if hosted else texts

            return lines

        yield start
