"""Running `mlpviz` inside the test's process."""

import pytest

from mlpviz.cli import main


@pytest.fixture
def run(capsys):
    """Run mlpviz with these arguments; return exit code, output and messages."""

    def call(*arguments: object):
        try:
            code = main([*map(str, arguments)])
        except SystemExit as stop:
            code = stop.code
        out, err = capsys.readouterr()
        return code, out, err

    return call
