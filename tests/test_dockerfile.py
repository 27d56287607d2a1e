"""The Dockerfile as it is read here; tests/container.py carries it out."""

import pytest

from tests.dockerfile import ROOT, assignments, complaints, stages, taken_along

TEXT = (ROOT / "Dockerfile").read_text("utf-8")
RULES = (ROOT / ".dockerignore").read_text("utf-8")
FINAL = stages(TEXT)[-1]


def test_nothing_is_wrong_with_it():
    assert complaints(TEXT) == []


@pytest.mark.parametrize(
    ("part", "instead", "said"),
    [
        ("3.11.14-slim-bookworm AS build", "latest AS build", "exact version"),
        ("USER 1000\n", "", "not root"),
        ("USER 1000\n", "USER root\n", "not root"),
        ("USER 1000\n", "USER 1000\nUSER 0\n", "not root"),
        ("EXPOSE 8501\n", "", "EXPOSE"),
        ("HEALTHCHECK ", "# ", "HEALTHCHECK"),
        ('CMD ["python", "-m", "streamlit", "run", "app.py"]', "CMD streamlit run", "as a list"),
        ("COPY . .", "COPY . .\nRUN pip install x", "installs packages"),
    ],
)
def test_what_would_be_wrong_is_found(part, instead, said):
    assert part in TEXT
    (complaint,) = complaints(TEXT.replace(part, instead))
    assert said in complaint


def test_a_line_that_nobody_reads_is_not_passed_over():
    with pytest.raises(ValueError, match="ADD"):
        stages(TEXT + "ADD x y\n")


def test_its_environment():
    values = {"PATH": "/usr/bin"}
    for step in FINAL.steps:
        if step.word == "ENV":
            values |= assignments(step.text, values)
    assert values["PATH"] == "/opt/venv/bin:/usr/bin"
    assert values["MLPVIZ_HOSTED"] == "1"
    assert values["STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE"] == "true", "it asks the internet"
    assert values["STREAMLIT_SERVER_PORT"] == FINAL.last("EXPOSE").text


def test_the_image_holds_the_app_and_nothing_else():
    files = [path.as_posix() for path in taken_along(RULES)]
    assert {path.partition("/")[0] for path in files} == {
        *("app.py", "mlpviz", "assets", ".streamlit", "deploy", "docs", "LICENSE"),
        *("requirements.txt", "requirements-torch.txt"),
    }
    assert "mlpviz/ui/style.css" in files
    assert [path for path in files if "__pycache__" in path or "screenshots" in path] == []


def test_rules_of_what_stays_out(tmp_path):
    for path in ("a.py", "b.py", "keep/x.txt", "keep/__pycache__/y", "keep/deep/__pycache__/z"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    kept = taken_along("# none\n*\n!a.py\n!keep\n**/__pycache__\n", tmp_path)
    assert [path.as_posix() for path in kept] == ["a.py", "keep/x.txt"]
