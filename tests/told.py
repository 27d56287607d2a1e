"""Where a test of many cases fails, it says in which."""

from contextlib import contextmanager


@contextmanager
def told(case):
    """Whatever fails inside says of which case it is."""
    try:
        yield
    except BaseException as error:
        error.add_note(case)
        raise
