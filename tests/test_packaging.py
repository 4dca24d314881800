"""The wheel carries the program, its resources and its commands."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

import mlpviz
from mlpviz.resource_files import resource_path


@pytest.fixture(scope="module")
def pyproject(repository: Path) -> dict[str, Any]:
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the source, since building writes beside it."""
    source = tmp_path_factory.mktemp("source")
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("mlpviz", "resources"):
        shutil.copytree(repository / name, source / name, ignore=ignore)
    for name in ("pyproject.toml", "LICENSE", "README.md"):
        if (repository / name).exists():
            shutil.copy(repository / name, source)
    folder = tmp_path_factory.mktemp("wheel")
    build = "from setuptools import build_meta; build_meta.build_wheel({!r})"
    subprocess.run(
        [sys.executable, "-c", build.format(str(folder))],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("mlpviz-*.whl")
    return built


def test_every_package_is_listed(repository: Path, pyproject: dict[str, Any]) -> None:
    found = {
        ".".join(file.parent.relative_to(repository).parts)
        for file in (repository / "mlpviz").rglob("__init__.py")
    }
    assert set(pyproject["tool"]["setuptools"]["packages"]) == found | {
        "mlpviz.resources"
    }


def test_every_folder_of_modules_is_a_package(repository: Path) -> None:
    folders = {file.parent for file in (repository / "mlpviz").rglob("*.py")}
    assert [f for f in folders if not (f / "__init__.py").exists()] == []


def test_the_wheel_has_all_modules_and_resources(repository: Path, wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {n for n in archive.namelist() if n.startswith("mlpviz/")}
    modules = {
        file.relative_to(repository).as_posix()
        for file in (repository / "mlpviz").rglob("*.py")
    }
    resources = {
        "mlpviz/" + file.relative_to(repository).as_posix()
        for file in (repository / "resources").rglob("*")
        if file.is_file()
    }
    assert resources
    assert packed == modules | resources | {"mlpviz/py.typed"}


def test_an_installed_program_finds_its_resources(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from mlpviz.resource_files import resource_path; print(resource_path('icons'))"
    )
    done = subprocess.run(
        # -S: without site-packages, where the checkout is installed.
        [sys.executable, "-I", "-S", "-c", code, str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
    )
    icons = tmp_path.resolve() / "mlpviz" / "resources" / "icons"
    assert Path(done.stdout.strip()) == icons
    assert icons.is_dir()


def test_the_wheel_names_its_commands_and_version(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (commands,) = [n for n in archive.namelist() if n.endswith("entry_points.txt")]
        text = archive.read(commands).decode()
    assert "[console_scripts]\nmlpviz = mlpviz.cli:main\n" in text
    assert "[gui_scripts]\nmlpviz-gui = mlpviz.cli:main_gui\n" in text
    assert wheel.name.startswith(f"mlpviz-{mlpviz.__version__}-")


def test_a_checkout_finds_its_resources(repository: Path) -> None:
    assert resource_path() == repository / "resources"
    assert resource_path("icons", "a.svg") == repository / "resources/icons/a.svg"


@pytest.mark.parametrize(
    ("system", "machine"),
    [
        ("linux", "x86_64"),
        ("linux", "aarch64"),
        ("darwin", "arm64"),
        ("darwin", "x86_64"),
        ("win32", "AMD64"),
        ("win32", "ARM64"),
    ],
)
def test_exactly_one_tensorflow_everywhere(
    pyproject: dict[str, Any], system: str, machine: str
) -> None:
    requirements = pytest.importorskip("packaging.requirements")
    wanted = [
        requirement.name
        for line in pyproject["project"]["dependencies"]
        if (requirement := requirements.Requirement(line)).name.startswith("tensorflow")
        and requirement.marker.evaluate(
            {"sys_platform": system, "platform_machine": machine}
        )
    ]
    has_cpu_build = (system, machine) in {("linux", "x86_64"), ("win32", "AMD64")}
    assert wanted == ["tensorflow-cpu" if has_cpu_build else "tensorflow"]


def test_constraints_are_plain_pins(repository: Path) -> None:
    lines = (repository / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [p for p in pins if not re.fullmatch(r"[a-z0-9-]+==[0-9][\w.]*", p)] == []
    names = [pin.partition("==")[0] for pin in pins]
    assert names == sorted(set(names))
