"""Makes `.venv` and installs MLPViz into it, when something there is out of date.

`python3 tools/set_up.py [test|dev]`. Standard library only, and written so that an
old Python gets as far as saying that it is too old.
"""

import sys

OLDEST = (3, 11)
NEWEST = (3, 13)  # of those TensorFlow 2.21 is built for

if not OLDEST <= sys.version_info[:2] <= NEWEST:
    sys.exit(
        "MLPViz needs Python {}.{} to {}.{}, and this is Python {}.{} ({}).\n"
        "Install one of them and name it: make setup PYTHON=python3.13".format(
            *OLDEST, *NEWEST, *sys.version_info[:2], sys.executable
        )
    )

import hashlib
import importlib.util
import json
import subprocess
import tomllib
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "mlpviz-setup.json"
# What an extra brings along, so that `make test` after `make lint` has no work.
COVERS = {"test": ("test", "dev"), "dev": ("dev",)}


def main(extra: str) -> int:
    """Bring `.venv` up to date for one extra of pyproject.toml."""
    if extra not in COVERS:
        print(f"Unknown extra {extra!r}; it is one of: {', '.join(COVERS)}.")
        return 2
    if not _venv_works() and not _make_venv():
        return 1
    fingerprint = _fingerprint()
    installed = _read_stamp()
    if any(installed.get(name) == fingerprint for name in COVERS[extra]):
        return 0
    return _install(extra, installed, fingerprint)


def _venv_works() -> bool:
    if not VENV_PYTHON.exists():
        return False
    check = (
        f"import pip, sys;sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    )
    done = subprocess.run([VENV_PYTHON, "-c", check], capture_output=True, check=False)
    return done.returncode == 0


def _make_venv() -> bool:
    if importlib.util.find_spec("ensurepip") is None:
        # Debian ships venv without the part that puts pip into it.
        purpose = "Python's venv module is incomplete here"
        if not system_packages.install(["python3-venv"], purpose):
            return False
    print(f"Making {VENV.name} with Python {sys.version.split()[0]}", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], check=False
    )
    if done.returncode != 0:
        print("The virtual environment could not be made; the reason is above.")
    return done.returncode == 0


def _fingerprint() -> str:
    """Hash what decides the installation, and nothing a linter's option changes."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        pyproject = tomllib.load(file)
    parts = {
        "build-system": pyproject["build-system"],
        "project": pyproject["project"],
        "setuptools": pyproject["tool"]["setuptools"],
        "constraints": (ROOT / "constraints.txt").read_text(),
        "checkout": str(ROOT),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _install(extra: str, installed: dict[str, str], fingerprint: str) -> int:
    print(
        "Installing MLPViz and what it needs into .venv. The first time this loads "
        "about 500 MB and takes some minutes.",
        flush=True,
    )
    pip = [str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check"]
    target = ["-c", "constraints.txt", "-e", f".[{extra}]"]
    done = subprocess.run(
        [*pip, "install", "--quiet", "--progress-bar", "off", *target],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        print("pip could not install everything; the reason is above. Try again?")
        return 1
    STAMP.write_text(json.dumps({**installed, extra: fingerprint}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "test"))
