"""What this installation allows."""

import os

HOSTED = "MLPVIZ_HOSTED"  # the environment variable that says so
UPLOAD_BYTES, UPLOAD_BYTES_HOSTED = 200_000_000, 10_000_000  # of a file that is uploaded
_NO = ("", "0", "false", "no", "off")


def hosted() -> bool:
    """Whether strangers use this server: the environment's MLPVIZ_HOSTED is set, and not to no.

    A hosted server keeps nothing for its visitors, so it downloads no datasets.
    """
    return os.environ.get(HOSTED, "").strip().lower() not in _NO


def upload_bytes() -> int:
    """Most bytes of a file that is uploaded, packed and unpacked.

    The server itself refuses more by ``server.maxUploadSize``: .streamlit/config.toml, Dockerfile.
    """
    return UPLOAD_BYTES_HOSTED if hosted() else UPLOAD_BYTES
