"""``Clock``: what tells the time. What depends on it is handed one, and tests hand in theirs."""

from collections.abc import Callable

try:
    from time import thread_time as processor_time
except ImportError:  # WebAssembly has one thread, and no clock of its own for it
    from time import process_time as processor_time

Clock = Callable[[], float]  # seconds since some moment, such as time.perf_counter

__all__ = ["Clock", "processor_time"]  # what the calling thread has computed, in seconds
