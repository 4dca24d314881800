"""Where a command's session comes from: a file or an example's name."""

from difflib import get_close_matches
from pathlib import Path

from mlpviz.core.errors import MlpvizError
from mlpviz.core.session import Session
from mlpviz.files.examples import EXAMPLES, example_session
from mlpviz.files.session_file import SUFFIX, read_session


def load_source(source: str) -> Session:
    """Return the session of an example of that name, or else of a file.

    Raises
    ------
    MlpvizError
        If it is neither, or the file cannot be read.
    """
    if source in EXAMPLES:
        return example_session(source)
    if source.endswith(SUFFIX) or Path(source).exists():
        return read_session(source)
    near = [name for name in EXAMPLES if source and name.startswith(source)]
    near = near or get_close_matches(source, EXAMPLES, n=3)
    advice = f"Did you mean {' or '.join(near)}?" if near else "List: mlpviz examples."
    raise MlpvizError(f"there is no example and no file {source[:80]!r}", advice=advice)
