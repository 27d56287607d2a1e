"""Renew plotly/, the part of plotly.js that the app draws with, from the npm registry.

    pip install plotly
    python assets/renew_plotly.py [--registry URL]

The version is that of the plotly.js inside the installed plotly package, with which notebooks draw.
The package plotly.js-cartesian-dist-min has no traces but those on flat axes, and is a third of the
whole. What is downloaded has to have the checksum that the registry names.
"""

import argparse
import base64
import hashlib
import io
import json
import re
import tarfile
from importlib.metadata import distribution
from pathlib import Path
from urllib.request import urlopen

REGISTRY = "https://registry.npmjs.org"
PACKAGE = "plotly.js-cartesian-dist-min"
FILES = ("plotly-cartesian.min.js", "LICENSE")
FOLDER = Path(__file__).parent / "plotly"


def version(script: Path) -> str:
    """The version that the first lines of a plotly.js name."""
    with script.open(encoding="utf-8") as file:
        banner = file.read(200)
    found = re.search(r"\* plotly\.js .*?v([\d.]+)", banner)
    assert found, f"{script} does not begin with plotly.js and its version"
    return found[1]


def installed() -> Path:
    """The plotly.js of the installed plotly package."""
    return Path(str(distribution("plotly").locate_file("plotly/package_data/plotly.min.js")))


def main(registry: str) -> None:
    """Download, check and write the files."""
    wanted = version(installed())
    with urlopen(f"{registry}/{PACKAGE}/{wanted}") as answer:
        described = json.load(answer)["dist"]
    with urlopen(described["tarball"]) as answer:
        packed = answer.read()
    checksum = base64.b64encode(hashlib.sha512(packed).digest()).decode()
    assert described["integrity"] == f"sha512-{checksum}", (
        "not the file that the registry describes"
    )

    FOLDER.mkdir(exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for name in FILES:
            member = archive.extractfile(f"package/{name}")
            assert member, f"{PACKAGE} {wanted} has no {name}"
            (FOLDER / name).write_bytes(member.read())
    print(f"{FOLDER}: plotly.js {wanted}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--registry", default=REGISTRY, help="a mirror of npm's")
    main(parser.parse_args().registry.rstrip("/"))
