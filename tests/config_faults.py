"""What a ``RunConfig`` objects to."""

import pytest

from mlpviz import ConfigError, RunConfig


def faults_of(**choices):
    with pytest.raises(ConfigError) as error:
        RunConfig(**choices)
    assert min(len(error.value.faults), 11) == len(str(error.value).splitlines())
    return error.value.faults
