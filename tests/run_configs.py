"""Configs of runs that go with a dataset."""

from mlpviz import (
    DATASETS,
    RunConfig,
)


def config_for(dataset, **choices):
    spec = DATASETS[dataset]
    output, loss = ("softmax", "cross_entropy") if spec.n_classes else ("identity", "mse")
    base = {
        "dataset": dataset,
        "preprocessing": spec.preprocessing,
        "hidden_sizes": (6,),
        "output": output,
        "loss": loss,
        "lr": 0.05,
    }
    if dataset == "mnist":
        base["dataset_options"] = {"n_train": 200, "n_test": 100}
    return RunConfig(**(base | choices))
