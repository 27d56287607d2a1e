import threading

from mlpviz.computed import computed


class Answer:
    count = 0

    @computed
    def number(self):
        """What it is."""
        self.count += 1
        return 42


def test_it_is_computed_once_for_each_object():
    one, other = Answer(), Answer()
    assert (one.number, one.number, one.count) == (42, 42, 1)
    assert other.count == 0
    assert Answer.number.__doc__ == "What it is."


def test_nobody_waits_for_that_of_another_object():
    """As work does that lets others through the gate, who may compute the same."""
    begun, go_on = threading.Event(), threading.Event()

    class Slow:
        def __init__(self, slow):
            self.slow = slow

        @computed
        def value(self):
            if self.slow:
                begun.set()
                go_on.wait(60)
            return self.slow

    slow = threading.Thread(target=lambda: Slow(True).value)
    slow.start()
    begun.wait(60)
    assert Slow(False).value is False
    go_on.set()
    slow.join()
