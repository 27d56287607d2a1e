"""What the container asks itself: python deploy/healthcheck.py ends with 0 if the app is well."""

import os
import sys
from collections.abc import Mapping
from urllib.request import urlopen

SECONDS = 4  # less than Docker waits


def address(environment: Mapping[str, str]) -> str:
    """The health page, where these variables put the app."""
    port = environment.get("STREAMLIT_SERVER_PORT", "8501")
    base = environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
    return f"http://127.0.0.1:{port}/{base}{'/' if base else ''}health"


if __name__ == "__main__":
    try:
        urlopen(address(os.environ), timeout=SECONDS).close()
    except OSError as error:  # nobody answers, or not with 200
        sys.exit(f"{address(os.environ)}: {error}")
