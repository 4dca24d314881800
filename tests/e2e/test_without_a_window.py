"""Without a display there is one plain line, or the headless job of `make run`."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from tests.e2e.conftest import ROOT, environment

MAIN = str(ROOT / "main.py")


def run(home: Path, *arguments: str, display: str | None = None):
    return subprocess.run(
        [sys.executable, MAIN, *arguments],
        cwd=home,
        env=environment(home, display),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="DISPLAY means nothing here")
@pytest.mark.parametrize("display", [None, ":971", "nonsense"])
def test_no_display_is_one_plain_line(tmp_path: Path, display: str | None) -> None:
    done = run(tmp_path, display=display)
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("mlpviz: no window can be opened: ")
    assert (display or "no display") in line
    assert "mlpviz --help" in line
    assert list(tmp_path.glob("[!.]*")) == []


@pytest.mark.keras
@pytest.mark.slow
def test_run_example_does_its_headless_job(tmp_path: Path) -> None:
    done = run(tmp_path, "--run-example")
    assert done.returncode == 0, done.stderr
    assert "Training without it" in done.stderr
    assert "Keras" in done.stdout
    sizes = {
        "regions.png": (1000, 560),
        "window.png": (1440, 900),
        "window-dark.png": (1440, 900),
    }
    means = {}
    for name, size in sizes.items():
        assert f"drew {Path('out') / name}" in done.stdout
        image = QImage(str(tmp_path / "out" / name))
        assert (image.width(), image.height()) == size
        small = image.scaled(1, 1, mode=Qt.TransformationMode.SmoothTransformation)
        means[name] = small.pixelColor(0, 0).lightness()
    # Pictures of something, one of them dark.
    assert means["window-dark.png"] < 100 < means["window.png"] < 255
    assert {p.name for p in (tmp_path / "out").iterdir()} == set(sizes)
