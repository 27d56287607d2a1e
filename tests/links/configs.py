"""Any legal config, for tests of what becomes of one."""

from hypothesis import strategies as st

from mlpviz import DATASETS, RunConfig
from mlpviz.data import FEATURES, PREPROCESSING
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.kinds import MAX_LAYERS
from mlpviz.rules import legal_losses, legal_outputs


@st.composite
def configs(draw):
    """Any legal config, but for the widest layers."""
    dataset = draw(st.sampled_from(sorted(DATASETS)))
    spec = DATASETS[dataset]
    output = draw(st.sampled_from(legal_outputs(spec.task)))
    hidden = draw(st.lists(st.integers(1, 50), max_size=MAX_LAYERS))
    names = st.sampled_from(sorted(ACTIVATIONS))
    per_layer = st.lists(names, min_size=len(hidden), max_size=len(hidden))
    initializer = draw(st.sampled_from(sorted(INITIALIZERS)))
    optimizer = draw(st.sampled_from(sorted(OPTIMIZERS)))
    own_biases = INITIALIZERS[initializer].biases is not None
    seeds = st.integers(0, 2**32 - 1)
    dataset_options = draw(options_of(spec.options))
    if "share" in dataset_options:  # so that every class has room in both splits
        dataset_options["share"] = draw(st.floats(0.2, 0.6))
    return RunConfig(
        dataset=dataset,
        dataset_options=dataset_options,
        preprocessing=draw(st.sampled_from(sorted(PREPROCESSING))),
        standardize_targets=draw(
            st.sampled_from([None, False] if spec.n_classes else [None, False, True])
        ),
        input_features=draw(
            st.none() | st.lists(st.sampled_from(sorted(FEATURES)), min_size=1, unique=True)
        )
        if spec.n_features == 2
        else None,
        test_size=draw(st.floats(0.2, 0.8)),
        data_seed=draw(seeds),
        hidden_sizes=hidden,
        activation=draw(names | per_layer),
        output=output,
        loss=draw(st.sampled_from(legal_losses(output, spec.task))),
        target_scale=draw(st.floats(0.01, 1.0)) if spec.n_classes else 1.0,
        initializer=initializer,
        initializer_options=draw(options_of(INITIALIZERS[initializer].options)),
        bias=draw(st.booleans()),
        bias_std=0.0 if own_biases else draw(st.floats(0.0, 100.0)),
        optimizer=optimizer,
        optimizer_options=draw(options_of(OPTIMIZERS[optimizer].options)),
        lr=draw(st.floats(1e-12, 1e9)),
        batch_size=draw(st.none() | st.integers(1, 10**9)),
        l2=draw(st.floats(0.0, 100.0)),
        dtype=draw(st.sampled_from(["float64", "float32"])),
        seed=draw(seeds),
        shuffle=draw(st.booleans()),
    )


def options_of(rows):
    """Some of the options of a table row, each within its limits."""
    return st.fixed_dictionaries(
        {},
        optional={
            name: st.integers(row.minimum, row.maximum)
            if row.integer
            else st.floats(row.minimum, row.maximum)
            for name, row in rows.items()
        },
    )
