"""Checks of random networks by all sources."""

from mlpviz.gradcheck import check_network

EVERY = ("autograd", "central", "complex_step")


def check(case, **options):
    return check_network(case.network, case.X, case.Y, loss=case.loss, l2=case.l2, **options)


def own_gradients(case):
    return case.network.loss_and_gradients(case.X, case.Y, loss=case.loss, l2=case.l2)
