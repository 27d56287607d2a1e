"""Training is quickest with one thread: on small products two of them wait for each other."""

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(autouse=True, scope="package")
def one_thread():
    with threadpool_limits(limits=1, user_api="blas"):
        yield
