"""A folder like npm's package of stlite, with only what build.py looks at."""

import base64
import json

from static import build

MOUNT = """\
export function mount(options, root) {
  window.mounted = { options, path: location.pathname };
  root.textContent = "mounted";
}

//# sourceMappingURL=stlite.js.map
"""


def stand_in(folder):
    """Write it into ``folder``; its ``mount`` tells ``window.mounted`` what it was given."""
    worker = base64.b64encode(f'"https://cdn/pyodide/v{build.PYODIDE}/full/"'.encode()).decode()
    files = {
        "package.json": json.dumps({"version": build.STLITE}),
        "build/stlite.js": MOUNT,
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
