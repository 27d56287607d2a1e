"""The Dockerfile, read: its stages, step by step, and what would be wrong with it."""

import fnmatch
import json
import re
import shlex
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
KNOWN = {"FROM", "ARG", "ENV", "RUN", "COPY", "WORKDIR", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}
VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)\})")


class Step(NamedTuple):
    """A line: ``word`` is what it does, ``text`` the rest of it."""

    word: str
    text: str

    @property
    def options(self) -> dict[str, str]:
        """Those that stand before everything else: ``--from=build``."""
        found: dict[str, str] = {}
        for part in self.text.split():
            if not part.startswith("--"):
                break
            name, _, value = part[2:].partition("=")
            found[name] = value
        return found

    @property
    def rest(self) -> str:
        """What stands behind the options."""
        return re.sub(r"^(--\S+\s+)+", "", self.text)

    @property
    def command(self) -> list[str]:
        """The program and its arguments that RUN, CMD or HEALTHCHECK start."""
        text = self.rest.removeprefix("CMD ").strip()
        if text.startswith("["):
            return list(map(str, json.loads(text)))
        return ["/bin/sh", "-c", text]


class Stage(NamedTuple):
    """What begins with a FROM: the image, the stage's own name, and its steps."""

    image: str
    name: str
    steps: list[Step]

    def last(self, word: str) -> Step | None:
        """The step of this kind that holds: the last one."""
        return next((step for step in reversed(self.steps) if step.word == word), None)


def stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile. Raises ValueError for a kind of line that is not known here."""
    found: list[Stage] = []
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        if not line.strip():
            continue
        step = Step(*line.strip().split(maxsplit=1))
        if step.word not in KNOWN:
            raise ValueError(f"{step.word}: not one of {', '.join(sorted(KNOWN))}")
        if step.word == "FROM":
            image, _, name = step.text.partition(" AS ")
            found.append(Stage(image.strip(), name.strip(), []))
        else:
            found[-1].steps.append(step)
    return found


def filled_in(text: str, values: dict[str, str]) -> str:
    """``text`` with $NAME and ${NAME} replaced, by nothing where there is no such value."""
    return VARIABLE.sub(lambda found: values.get(found[1] or found[2], ""), text)


def assignments(text: str, values: dict[str, str]) -> dict[str, str]:
    """What an ENV line sets: NAME=value, several of them, perhaps in quotes."""
    pairs = (part.partition("=") for part in shlex.split(filled_in(text, values)))
    return {name: value for name, _, value in pairs}


def complaints(text: str) -> list[str]:
    """What is wrong with a Dockerfile for strangers, in one line each."""
    found = []
    every = stages(text)
    final = every[-1]
    for stage in every:
        if not re.search(r":\d+\.\d+\.\d+-\w+", stage.image) and stage.image not in names(every):
            found.append(f"FROM {stage.image}: name the exact version of the image")
    user = final.last("USER")
    if user is None or not re.fullmatch(r"[1-9]\d*(:\d+)?", user.text):
        found.append("USER: end as somebody who is not root, by number")
    found += [f"{word} is missing" for word in ("EXPOSE", "HEALTHCHECK") if not final.last(word)]
    command = final.last("CMD")
    if command is None or not command.rest.startswith("["):
        found.append("CMD: as a list, so that signals reach the server and not a shell")
    if any("pip" in step.text for step in final.steps if step.word == "RUN"):
        found.append("the last stage installs packages: leave that to one whose cache stays behind")
    if len(every) < 2:
        found.append("one stage only: compilers and caches would be shipped")
    return found


def names(every: list[Stage]) -> set[str]:
    """What stages are called."""
    return {stage.name for stage in every} - {""}


def taken_along(rules: str, root: Path = ROOT) -> list[Path]:
    """The files that COPY . . takes, by the lines of .dockerignore: the last that fits decides."""
    lines = [line.strip() for line in rules.splitlines() if line.strip() and line[0] != "#"]
    wanted = {line[1:].partition("/")[0] for line in lines if line.startswith("!")}
    tops = [top for top in root.iterdir() if top.name in wanted or not ignored(top.name, lines)]
    found = (path for top in tops for path in (top, *top.rglob("*")) if path.is_file())
    files = sorted(path.relative_to(root) for path in found)
    return [path for path in files if not ignored(path.as_posix(), lines)]


def ignored(path: str, lines: list[str]) -> bool:
    """Whether a file stays out: the last line that fits it, or a folder that it is in, decides."""
    parts = path.split("/")
    places = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    verdict = False
    for line in lines:
        pattern = line.removeprefix("!").strip("/")
        if any(fits(place, pattern) for place in places):
            verdict = not line.startswith("!")
    return verdict


def fits(place: str, pattern: str) -> bool:
    """Whether a path is what a pattern says, in which * ends at a slash and ** does not."""
    if pattern.startswith("**/") and fits(place.rsplit("/", 1)[-1], pattern[3:]):
        return True
    parts, wanted = place.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatch.fnmatchcase, parts, wanted))
