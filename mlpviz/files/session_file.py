"""Sessions on the disk, as `.mlpviz` files: read strictly, written all or not at all.

A file is a stored zip of plain data: `zipfile`, `json` and `np.load` alone read it.
"""

from pathlib import Path

from mlpviz.core.errors import MlpvizError
from mlpviz.core.session import Session
from mlpviz.files.atomic_file import read_limited, write_atomically
from mlpviz.files.session_decode import OpenedSession, decode_session
from mlpviz.files.session_encode import session_bytes

__all__ = [
    "SUFFIX",
    "OpenedSession",
    "open_session",
    "open_session_bytes",
    "read_session",
    "read_session_bytes",
    "session_bytes",
    "write_session",
]

SUFFIX = ".mlpviz"
MAX_BYTES = 64 * 1024 * 1024


def open_session(path: str | Path) -> OpenedSession:
    """Read a session, and whether a newer program wrote it.

    Raises
    ------
    MlpvizError
        If the file is missing, damaged, too new or no session.
    """
    return open_session_bytes(read_limited(path, MAX_BYTES), Path(path).name)


def open_session_bytes(data: bytes, name: str) -> OpenedSession:
    """Read a session from the bytes of a file; the name is for messages."""
    try:
        return decode_session(data)
    except MlpvizError as error:
        where = f"{name}, {error.where}" if error.where else name
        advice = error.advice or f"If there is a {name}.bak, open that one."
        raise MlpvizError(error.what, where=where, advice=advice) from None


def read_session(path: str | Path) -> Session:
    """Read a session; see `open_session`."""
    return open_session(path).session


def read_session_bytes(data: bytes, name: str) -> Session:
    """Read a session from the bytes of a file; the name is for messages."""
    return open_session_bytes(data, name).session


def write_session(session: Session, path: str | Path) -> None:
    """Write a session; the file it replaces stays beside it, named `.bak`.

    Raises
    ------
    MlpvizError
        If it cannot be written. The old file is as it was then, and nothing else is
        left behind.
    """
    data = session_bytes(session)
    name = Path(path).name

    def verify(written: bytes) -> None:
        read_session_bytes(written, name)

    if len(data) > MAX_BYTES:
        raise MlpvizError(
            f"the session has {len(data):,} bytes, and {MAX_BYTES:,} at most can be "
            "read again",
            where=name,
            advice="Use fewer points, or reset the weights to shorten the curves.",
        )
    write_atomically(path, data, verify)
