"""Files read with a limit, and replaced only once the new bytes are known to be there.

It knows nothing of what is in them.
"""

import contextlib
import os
import secrets
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

from mlpviz.core.errors import MlpvizError

ADVICE = "Nothing was lost; use Save As to put it elsewhere."


def read_limited(path: str | Path, limit: int) -> bytes:
    """Return the bytes of an ordinary file of at most `limit` bytes.

    Raises
    ------
    MlpvizError
        If it is missing, no ordinary file, too large or cannot be read.
    """
    name = Path(path).name or str(path)
    try:
        # A pipe would wait for ever, a device never end.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise MlpvizError("this is no file", where=name)
        with open(path, "rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise MlpvizError(
            "there is no such file", where=str(path), advice="Check the name."
        ) from None
    except (OSError, ValueError) as error:
        raise MlpvizError(f"it cannot be read: {_reason(error)}", where=name) from None
    if len(data) > limit:
        raise MlpvizError(
            f"the file is larger than {limit // 2**20} MiB",
            where=name,
            advice="Open a file made by MLPViz.",
        )
    return data


def write_atomically(
    path: str | Path,
    data: bytes,
    verify: Callable[[bytes], None],
    *,
    keeps_backup: bool = True,
) -> None:
    """Replace a file by other bytes, or leave it as it is.

    The bytes go to a temporary file beside it, through to the disk, and are read back
    and verified; the old file is kept under its name with `.bak` at the end, unless
    `keeps_backup` is false.

    Parameters
    ----------
    verify : callable
        Takes the bytes as read back; raises MlpvizError if they are not good.

    Raises
    ------
    MlpvizError
        If any of it fails.
    """
    name = Path(path).name or str(path)
    try:
        # A link stays a link: what it points to is replaced.
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            raise MlpvizError("this is no ordinary file", where=name, advice=ADVICE)
        temporary = target.parent / f".mlpviz-{secrets.token_hex(8)}.tmp"
        try:
            _write_through(temporary, data)
            if temporary.read_bytes() != data:
                raise MlpvizError(
                    "the disk gave back other bytes than were written",
                    where=name,
                    advice=ADVICE,
                )
            verify(data)
            if target.exists():
                with contextlib.suppress(OSError):
                    temporary.chmod(stat.S_IMODE(target.stat().st_mode))
                if keeps_backup:
                    _keep_as_backup(target)
            os.replace(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(target.parent)
    except (OSError, ValueError) as error:
        raise MlpvizError(
            f"it could not be written: {_reason(error)}", where=name, advice=ADVICE
        ) from None


def _write_through(path: Path, data: bytes) -> None:
    """Write a new file, every byte of it, down to the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        left = memoryview(data)
        while left:
            written = os.write(descriptor, left)
            if written == 0:
                raise OSError("the disk took no more bytes")
            left = left[written:]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _keep_as_backup(target: Path) -> None:
    """Make the old file known as `.bak` too, without ever moving it away."""
    backup = target.with_name(target.name + ".bak")
    temporary = target.parent / f".mlpviz-{secrets.token_hex(8)}.tmp"
    try:
        try:
            os.link(target, temporary)
        except OSError:
            shutil.copyfile(target, temporary)
        os.replace(temporary, backup)
    finally:
        temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Put the folder's list of files on the disk, where the system can do that."""
    if os.name != "posix":
        return
    # Some network disks cannot; the new file is in place already.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _reason(error: OSError | ValueError) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return str(text)[:1].lower() + str(text)[1:]
