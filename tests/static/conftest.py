import base64
import json

import pytest

from static import build


@pytest.fixture(scope="session")
def stlite(tmp_path_factory):
    """What build.py takes of npm's package, with little in it."""
    folder = tmp_path_factory.mktemp("stlite")
    worker = base64.b64encode(f'"https://cdn/pyodide/v{build.PYODIDE}/full/"'.encode()).decode()
    files = {
        "package.json": json.dumps({"version": build.STLITE}),
        "build/stlite.js": "export function mount(options, root) {\n"
        "  window.mounted = { options, path: location.pathname };\n"
        "  root.textContent = 'mounted';\n}\n"
        "\n//# sourceMappingURL=stlite.js.map",
        "build/stlite.js.map": "{}",
        "build/stlite.d.ts": "",
        "build/stlite.css": "",
        "build/index-a.js": f'new Worker("data:text/javascript;base64,{worker}")',
        f"build/wheels/streamlit-{build.STREAMLIT}-cp313-none-any.whl": "",
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


@pytest.fixture(scope="session")
def site(stlite, tmp_path_factory):
    """The folder of a site that was built with that."""
    target = tmp_path_factory.mktemp("site") / "site"
    assert build.main(["--to", str(target), "--stlite", str(stlite)]) == 0
    return target
