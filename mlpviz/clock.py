"""``Clock``: what tells the time. What depends on it is handed one, and tests hand in theirs."""

from collections.abc import Callable

Clock = Callable[[], float]  # seconds since some moment, such as time.perf_counter
