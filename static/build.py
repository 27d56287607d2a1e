"""Build the site without a server: ``make static``, or ``python static/build.py`` after ``npm ci``.

    python static/build.py [--to FOLDER] [--stlite FOLDER] [--pyodide URL]

What it makes is plain files, to be served from any folder of any host: stlite (Streamlit in
WebAssembly) without its source maps, mlpviz as a zip, and the board's own files with plotly.js
where its loader looks for them. See docs/static.md.
"""

import argparse
import json
import re
import shutil
import sys
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

from mlpviz.ui.board.assets import address, assets, at_once  # noqa: E402
from mlpviz.workbench.pages import PAGES  # noqa: E402

# What stlite has inside; the build ends if that is not so. docs/static.md and package.json name
# the same.
STLITE, STREAMLIT, PYODIDE = "1.9.2", "1.62.0", "0.29.3"
INSTALLED = HERE / "node_modules" / "@stlite" / "browser"
# From Pyodide's own distribution, and, pinned as in requirements.txt, from PyPI. Streamlit's own
# requirements come by themselves.
PREBUILT = ("numpy", "pandas", "pydantic")
PURE = ("cachetools", "segno")
# Of the repository, what the app reads. The site has plotly.js and the board's modules twice:
# the browser fetches them, and Python writes them into the page of a run.
PACKED = (
    "LICENSE",
    ".streamlit/config.toml",
    "docs/check-my-code.md",
    "assets/*.svg",
    "assets/logo.png",
    "assets/*.npz",
    "assets/DATA_LICENSES.md",
    "assets/datasets/*",
    "assets/plotly/*",
    "mlpviz/**/*.py",
    "mlpviz/ui/*.css",
    "mlpviz/ui/*/*.css",
    "mlpviz/html_run/host/*",
    "mlpviz/ui/board/frontend/*",
    "mlpviz/ui/copy_field.js",
    "mlpviz/ui/drawing_loader.js",
)
START = "static/js/start.js"  # where the board's loader expects Streamlit's own script
# There is no process to download in, and one visitor's memory is all there is.
ENVIRONMENT = {"MLPVIZ_DOWNLOAD_BYTES": "0", "MLPVIZ_DATASET_BYTES": "200M"}
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same files make the same zip
WORKER = re.compile(r"data:text/javascript;base64,([\w+/=]+)")
SOURCE_MAP = re.compile(rb"\n//# sourceMappingURL=\S+\s*$")


def main(arguments: list[str] | None = None) -> int:
    """Build what the command line asks for; 0 if that went well."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=ROOT / "dist" / "static")
    parser.add_argument("--stlite", type=Path, default=INSTALLED, help="the npm package, unpacked")
    parser.add_argument("--pyodide", help="address of a pyodide.mjs, instead of its own CDN's")
    asked = parser.parse_args(arguments)
    try:
        require_stlite(asked.stlite)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    build(asked.to, asked.stlite, asked.pyodide)
    files = [path for path in asked.to.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    print(f"{asked.to}: {len(files)} files, {size / 1e6:.1f} MB")
    return 0


def require_stlite(package: Path) -> None:
    """Raise ValueError unless ``package`` is the stlite that all this was made for."""
    try:
        found = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    except FileNotFoundError:
        raise ValueError(f"{package} is missing: npm ci --prefix static") from None
    wheels = [path.name for path in (package / "build" / "wheels").glob("streamlit-*.whl")]
    inside = f"{' '.join(wheels) or 'no Streamlit'}, {' '.join(pyodides(package)) or 'no Pyodide'}"
    wanted = f"{STLITE} with streamlit-{STREAMLIT}", f"v{PYODIDE}"
    if not f"{found} with {inside}".startswith(wanted[0]) or not inside.endswith(wanted[1]):
        raise ValueError(
            f"{package} is stlite {found} with {inside}; build.py was made for {wanted[0]} and "
            f"{wanted[1]}. Try the site by hand, then change it here, in static/package.json and "
            "docs/static.md."
        )


def pyodides(package: Path) -> list[str]:
    """The versions of Pyodide that stlite's worker asks for, as v0.29.3."""
    found = set()
    for script in (package / "build").glob("index-*.js"):
        for packed in WORKER.findall(script.read_text(encoding="utf-8")):
            found |= set(re.findall(r"/pyodide/(v[\d.]+)/", b64decode(packed).decode()))
    return sorted(found)


def build(target: Path, stlite: Path, pyodide: str | None = None) -> None:
    """Write the site into the folder ``target``; what was there before goes."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    copy_stlite(stlite / "build", target / "stlite")
    for where, asset in assets().items():
        place = target / where
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(asset.content)
    shutil.copy(ROOT / "assets" / "logo.png", target)
    script = target / START
    script.parent.mkdir(parents=True)
    shutil.copy(HERE / script.name, script)
    app = packed_app()
    archive = f"app.{sha256(app).hexdigest()[:16]}.zip"
    (target / archive).write_bytes(app)
    pages = list(PAGES)
    fill(
        "index.html",
        target,
        site=json.dumps(site(archive, pages, pyodide), indent=2).replace("<", "\\u003c"),
        announced="\n".join(announced()),
    )
    fill("404.html", target, pages="|".join(re.escape(page) for page in pages))


def copy_stlite(source: Path, target: Path) -> None:
    """Everything but the source maps, their mention and the declarations: a third of the size."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.map", "*.d.ts"))
    for script in target.rglob("*.js"):
        script.write_bytes(SOURCE_MAP.sub(b"\n", script.read_bytes()))


def site(archive: str, pages: list[str], pyodide: str | None) -> dict[str, Any]:
    """What start.js is told: where stlite is, the names of pages, and stlite's own options."""
    options: dict[str, Any] = {
        "entrypoint": "app.py",
        "archives": [{"url": f"./{archive}", "format": "zip"}],
        "prebuiltPackageNames": list(PREBUILT),
        "requirements": [pinned(name) for name in PURE],
        "env": ENVIRONMENT,
    }
    if pyodide is not None:
        options["pyodideUrl"] = pyodide
    return {"stlite": "./stlite/stlite.js", "pages": pages, "options": options}


def pinned(name: str) -> str:
    """``name==version`` as in requirements.txt."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    (line,) = re.findall(rf"^{re.escape(name)}==[^\s#]+", text, re.MULTILINE)
    return str(line)


def announced() -> Iterator[str]:
    """Links to what the board will need: fetched while Python starts."""
    for where in at_once():
        kind = 'prefetch" as="style' if where.endswith(".css") else "modulepreload"
        yield f'    <link rel="{kind}" href="./{where}" fetchpriority="low">'
    for name in ("early.js", "pages.js", "refocus.js"):
        yield f'    <script type="module" src="./{address(name)}"></script>'


def packed_app() -> bytes:
    """The app as a zip: its entry at the root, and ``PACKED``."""
    from io import BytesIO

    inside = {name: (HERE / name).read_bytes() for name in ("app.py", "adapters.py")}
    inside["board.json"] = json.dumps(
        {Path(where).name: where for where in assets()}, indent=2
    ).encode()
    for pattern in PACKED:
        found = [path for path in sorted(ROOT.glob(pattern)) if path.is_file()]
        if not found:
            raise ValueError(f"nothing is called {pattern}")
        inside |= {str(path.relative_to(ROOT).as_posix()): path.read_bytes() for path in found}
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(inside.items()):
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def fill(name: str, target: Path, **values: str) -> None:
    """Write a page with what stands in its double braces; raises ValueError if one is left."""
    text = (HERE / name).read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"{{{{{key}}}}}", value)
    if left := re.findall(r"\{\{\w+\}\}", text):
        raise ValueError(f"{name} asks for {left}")
    (target / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
