"""A Dockerfile carried out without Docker, each stage in a root folder of its own.

Each has this machine's /usr, and its Python at /usr/local, where the official images have theirs.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.dockerfile import ROOT, Stage, assignments, filled_in, taken_along

PYTHON = sys.base_prefix
PATH = "/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin"
LINKS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
FOLDERS = ("usr", "etc", "proc", "dev", "tmp", "opt", "root", "var/tmp")
# Of /etc: who is who, where libraries are, what names and certificates are good for.
FILES = ("passwd", "group", "shadow", "login.defs", "hosts", "resolv.conf", "nsswitch.conf")
LIBRARIES = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "ssl", "pip.conf", "xdg/pip")


class Built(NamedTuple):
    """A stage that was built: its root folder, and what it runs with."""

    root: Path
    values: dict[str, str]  # the environment
    folder: str
    user: str


def missing() -> str:
    """Why it cannot be done here; nothing if it can."""
    if not sys.platform.startswith("linux"):
        return "it takes Linux"
    if os.geteuid() != 0:
        return "it takes root, for unshare and chroot"
    lacking = [name for name in ("unshare", "chroot", "setpriv", "mount") if not shutil.which(name)]
    if lacking:
        return f"{', '.join(lacking)} not found"
    done = subprocess.run(
        ["unshare", "--mount", "true"], capture_output=True, text=True, check=False
    )
    return done.stderr.strip()


def empty_root(root: Path) -> None:
    """What every stage begins with: the folders, and who is who. /usr is mounted later."""
    for name in FOLDERS:
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "tmp").chmod(0o1777)
    for name in LINKS:
        if (Path("/") / name).is_symlink():
            (root / name).symlink_to(os.readlink(Path("/") / name))
    for name in FILES + LIBRARIES:
        source, target = Path("/etc") / name, root / "etc" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True)
        elif source.exists():
            shutil.copy(source, target)
    for name in ("passwd", "group"):  # of this machine's people nobody is in the image
        lines = (root / "etc" / name).read_text("utf-8").splitlines(keepends=True)
        system = [line for line in lines if not 1000 <= int(line.split(":")[2]) < 60000]
        (root / "etc" / name).write_text("".join(system), "utf-8")


def pip_reads() -> list[Path]:
    """Folders on this machine that pip is told to look into."""
    told = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    found = [Path(text) for text in re.findall(r"(?:file://)?(/[\w./-]+)", told)]
    return [path for path in found if path.is_dir() and "etc" not in path.parts]


def inside(built: Built, command: list[str], *, sealed: Path | None = None) -> list[str]:
    """The command that runs ``command`` in a stage: as root, or sealed as its user.

    ``sealed`` is the folder that is then mounted at /tmp; everything else is read-only.
    """
    root = built.root
    mounts = [f"mount --bind {root} {root}", f"mount --rbind /usr {root}/usr"]
    if PYTHON != "/usr":  # where it is, for its libraries, and where it is looked for
        mounts += [
            f"mkdir -p {root}{PYTHON}",
            f"mount --bind {PYTHON} {root}{PYTHON}",
            f"mount --bind {PYTHON} {root}/usr/local",
        ]
    mounts += [f"mount -t proc proc {root}/proc", f"mount --rbind /dev {root}/dev"]
    for path in {} if sealed else dict.fromkeys(pip_reads()):
        mounts += [f"mkdir -p {root}{path}", f"mount --bind {path} {root}{path}"]
    become = ["setpriv", "--no-new-privs"]
    if sealed:
        mounts += [
            f"mount --bind {sealed} {root}/tmp",
            f"mount -o remount,bind,noexec,nosuid,nodev {root}/tmp",
            f"mount -o remount,bind,ro {root}",
            f"mount -o remount,bind,ro {root}/usr",
        ]
        if PYTHON != "/usr":
            mounts += [f"mount -o remount,bind,ro {root}{path}" for path in (PYTHON, "/usr/local")]
        who = built.user.partition(":")[0]
        become += ["--reuid", who, "--regid", who, "--clear-groups", "--bounding-set=-all"]
    given = [f"{name}={value}" for name, value in built.values.items()]
    start = ["chroot", str(root), *become, "env", "-i", *given]
    start += ["/bin/sh", "-c", 'cd "$0" && exec "$@"', built.folder]
    script = "set -e\n" + "\n".join(mounts) + '\nexec "$@"'
    own = ["unshare", "--mount", "--pid", "--ipc", "--fork", "--kill-child"]
    return [*own, "/bin/sh", "-c", script, "sh", *start, *command]


def build(every: list[Stage], given: dict[str, str], place: Path) -> Built:
    """Carry out all stages; the last one."""
    done: dict[str, Built] = {}
    for number, stage in enumerate(every):
        root = place / str(number)
        empty_root(root)
        values: dict[str, str] = {"PATH": PATH}
        arguments: dict[str, str] = {}
        built = Built(root, values, "/", "0")
        for step in stage.steps:
            text = filled_in(step.text, values | arguments)
            if step.word in ("RUN", "COPY"):
                print(f"  {step.word} {step.text[:100]}", flush=True)
            if step.word == "ARG":
                name, _, default = text.partition("=")
                arguments[name] = given.get(name, default)
            elif step.word == "ENV":
                values |= assignments(step.text, values | arguments)
            elif step.word == "WORKDIR":
                built = built._replace(folder=text)
                (root / text.lstrip("/")).mkdir(parents=True, exist_ok=True)
            elif step.word == "USER":
                built = built._replace(user=text)
            elif step.word == "COPY":
                copy(step.options.get("from", ""), step.rest.split(), built, done)
            elif step.word == "RUN":
                here = built._replace(values={"HOME": "/root", **values, **arguments, **proxies()})
                subprocess.run(inside(here, step.command), check=True)
        done[stage.name or str(number)] = built
    return built


def proxies() -> dict[str, str]:
    """What pip is told by this machine's environment."""
    own = ("PIP_NO_CACHE_DIR", "PIP_DISABLE_PIP_VERSION_CHECK")
    return {"PIP_QUIET": "1"} | {
        name: value
        for name, value in os.environ.items()
        if (name.startswith("PIP_") and name not in own) or name.lower().endswith("_proxy")
    }


def copy(source: str, paths: list[str], built: Built, done: dict[str, Built]) -> None:
    """COPY, from another stage or from the files that .dockerignore lets through."""
    *sources, target = paths
    place = built.root / (Path(built.folder) / target).as_posix().lstrip("/")
    if source:
        for path in sources:
            subprocess.run(["cp", "-a", f"{done[source].root}{path}", str(place)], check=True)
        return
    kept = taken_along((ROOT / ".dockerignore").read_text("utf-8"))
    wanted = kept if sources == ["."] else [path for path in kept if path.as_posix() in sources]
    if sources != ["."] and len(wanted) != len(sources):
        raise ValueError(f"COPY {' '.join(sources)}: .dockerignore keeps some of them out")
    for path in wanted:
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, place / path)
