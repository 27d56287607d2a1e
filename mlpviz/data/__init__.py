"""Data: names to `Dataset`s, split and preprocessed, without the network."""

from mlpviz.data.dataset import Dataset
from mlpviz.data.download import download_dataset
from mlpviz.data.drawn import IN_LINK, Drawing, decode_points, encode_points
from mlpviz.data.errors import DataError
from mlpviz.data.features import FEATURES, expand, expanded_names
from mlpviz.data.known import OWN, OwnData
from mlpviz.data.loading import load_dataset, origin
from mlpviz.data.on_disk import DATA_FOLDER, ON_DISK, data_folder, downloadable
from mlpviz.data.own import as_chosen
from mlpviz.data.preprocessing import PREPROCESSING, Preprocessing
from mlpviz.data.request import OR_NONE, OWN_DATA, request_faults, split_sizes
from mlpviz.data.spec import SEED, TEST_SIZE, DatasetSpec, TextOption
from mlpviz.data.table import DATASETS
from mlpviz.data.targets import class_scores, encode_targets, threshold
from mlpviz.data.units import n_outputs

__all__ = [
    "DATASETS",
    "DATA_FOLDER",
    "FEATURES",
    "IN_LINK",
    "ON_DISK",
    "OR_NONE",
    "OWN",
    "OWN_DATA",
    "PREPROCESSING",
    "SEED",
    "TEST_SIZE",
    "DataError",
    "Dataset",
    "DatasetSpec",
    "Drawing",
    "OwnData",
    "Preprocessing",
    "TextOption",
    "as_chosen",
    "class_scores",
    "data_folder",
    "decode_points",
    "download_dataset",
    "downloadable",
    "encode_points",
    "encode_targets",
    "expand",
    "expanded_names",
    "load_dataset",
    "n_outputs",
    "origin",
    "request_faults",
    "split_sizes",
    "threshold",
]
