"""The app as the site has it, in the state that WebAssembly has: pages.py says what is done."""

import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

from static import build

SCRIPT = Path(__file__).with_name("pages.py")


def test_all_pages_work_from_the_archive_in_the_state_of_webassembly(tmp_path):
    zipfile.ZipFile(BytesIO(build.packed_app())).extractall(tmp_path)
    # Streamlit leaves folders of its own to be removed with the process.
    command = [sys.executable, "-W", "error", "-W", "ignore::ResourceWarning", str(SCRIPT)]
    command += [*build.PREBUILT, *build.PURE]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | build.ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.endswith("All pages were there.\n"), done.stdout + done.stderr[-3000:]
