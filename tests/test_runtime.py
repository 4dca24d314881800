"""What the layers may load, and traps of the Qt binding."""

import subprocess
import sys

import pytest

# Prints the modules of a package after importing every one of them, with the
# named packages made impossible to import.
WALK = """
import importlib, importlib.abc, pkgutil, sys

blocked = set(sys.argv[2].split(","))

class Blocker(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in blocked or name.partition(".")[0] in blocked:
            raise ImportError(f"{name} is not allowed here")

sys.meta_path.insert(0, Blocker())
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
print("\\n".join(sys.modules))
"""
QT = {"PySide6", "shiboken6", "pyqtgraph"}
TENSORFLOW = {"tensorflow", "keras"}


def modules_after(code: str, *arguments: str) -> set[str]:
    """Run `code` in a fresh interpreter; return the module names it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("package", "blocked"),
    [
        ("mlpviz.core", QT | TENSORFLOW),
        # TensorFlow is imported inside functions, so importing needs none.
        ("mlpviz.engine", QT | TENSORFLOW),
        ("mlpviz.files", QT | TENSORFLOW),
        ("mlpviz.app", {"PySide6.QtWidgets", "pyqtgraph"} | TENSORFLOW),
        ("mlpviz.ui", TENSORFLOW),
    ],
)
def test_a_layer_imports_without_what_it_must_not_know(
    package: str, blocked: set[str]
) -> None:
    modules = modules_after(WALK, package, ",".join(sorted(blocked)))
    assert package in modules
    assert not modules & blocked


def test_the_command_line_starts_without_qt_and_tensorflow() -> None:
    modules = modules_after("import sys, mlpviz.cli; print('\\n'.join(sys.modules))")
    assert "mlpviz.cli" in modules
    assert not modules & (QT | TENSORFLOW)


def test_qt_calls_keep_their_references_to_none(qtbot) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one each call and aborts in the end."""
    from PySide6.QtWidgets import QLabel

    label = QLabel()
    qtbot.addWidget(label)
    label.setText("warm")
    before = sys.getrefcount(None)
    for number in range(1000):
        label.setText(str(number))
    # Immortal on Python 3.12 and later, where the count never moves.
    assert abs(sys.getrefcount(None) - before) < 100
