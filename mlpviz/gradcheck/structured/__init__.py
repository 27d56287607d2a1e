"""A known network checked whole: node probes, complex step, autograd, derived tolerances."""
