"""The container of a session: a stored zip, read strictly; it knows no session.

Every length is checked against the file before anything is copied, so a file can make
the program allocate no more than its own size.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from itertools import pairwise

from mlpviz.core.errors import MlpvizError

MAX_MEMBERS = 512
NAME = re.compile(r"manifest\.json|arrays/[a-z0-9_]{1,64}\.npy")

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED = 0
# Bit 11 says that the name is UTF-8; no other flag may be set.
_FLAGS = (0, 0x800)


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return a stored zip of the members; the same members give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return target.getvalue()


def unpack(data: bytes) -> dict[str, memoryview]:
    """Return the members of a zip by name, as views of its bytes.

    Raises
    ------
    MlpvizError
        If it is no zip, or holds anything but plainly stored members of the allowed
        names, each once, whole and with the right checksum.
    """
    view = memoryview(data)
    count, start, end = _directory(view)
    members: dict[str, memoryview] = {}
    spans: list[tuple[int, int]] = []
    position = start
    for _ in range(count):
        position = _read_entry(view, position, end, members, spans)
    if position != end:
        raise _damaged("its list of members is longer than it says")
    spans.sort()
    for (_, before), (after, _) in pairwise(spans):
        if after < before:
            raise _damaged("its members overlap")
    if spans and spans[-1][1] > start:
        raise _damaged("a member reaches into the list of members")
    return members


def _directory(view: memoryview) -> tuple[int, int, int]:
    """Return how many members the zip has, and where their list begins and ends."""
    end = len(view) - _END.size
    if end < 0 or bytes(view[:2]) != b"PK":
        raise MlpvizError(
            "this is not an MLPViz session", advice="Open a file made by MLPViz."
        )
    signature, disk, first_disk, here, count, size, start, comment = _END.unpack_from(
        view, end
    )
    if signature != b"PK\x05\x06" or comment:
        raise _damaged("its end is missing")
    if disk or first_disk or here != count or start + size != end:
        raise _damaged("its list of members is not where it says")
    if count > MAX_MEMBERS:
        raise _damaged(f"it has {count} members, {MAX_MEMBERS} at most are read")
    return count, start, end


def _read_entry(
    view: memoryview,
    position: int,
    end: int,
    members: dict[str, memoryview],
    spans: list[tuple[int, int]],
) -> int:
    """Add one member of the list, and return where the next entry begins."""
    if position + _CENTRAL.size > end:
        raise _damaged("its list of members is cut off")
    (
        signature, _, _, flags, method, _, _, crc, packed, size, name_size, extra,
        comment, _, _, _, local,
    ) = _CENTRAL.unpack_from(view, position)  # fmt: skip
    name_at = position + _CENTRAL.size
    after = name_at + name_size + extra + comment
    if signature != b"PK\x01\x02" or after > end:
        raise _damaged("its list of members is broken")
    raw_name = bytes(view[name_at : name_at + name_size])
    name = raw_name.decode("ascii", "replace")
    if not NAME.fullmatch(name):
        raise _damaged(f"it holds {name[:60]!r}")
    if name in members:
        raise _damaged(f"it holds {name} twice")
    if method != _STORED or flags not in _FLAGS or packed != size:
        raise _damaged(f"{name} is compressed or encrypted")
    start = _local_data(view, local, raw_name, (flags, method, crc, packed, size))
    if start + size > end:
        raise _damaged(f"{name} is cut off")
    content = view[start : start + size]
    if zlib.crc32(content) != crc:
        raise _damaged(f"{name} has changed since it was written")
    members[name] = content
    spans.append((local, start + size))
    return after


def _local_data(
    view: memoryview, local: int, raw_name: bytes, expected: tuple[int, ...]
) -> int:
    """Return where a member's bytes begin; its own header must say the same."""
    if local + _LOCAL.size > len(view):
        raise _damaged("a member is not where it should be")
    signature, _, flags, method, _, _, crc, packed, size, name_size, extra = (
        _LOCAL.unpack_from(view, local)
    )
    name_at = local + _LOCAL.size
    if (
        signature != b"PK\x03\x04"
        or (flags, method, crc, packed, size) != expected
        or bytes(view[name_at : name_at + name_size]) != raw_name
    ):
        raise _damaged("a member's two headers differ")
    return name_at + name_size + extra


def _damaged(what: str) -> MlpvizError:
    return MlpvizError(f"the file is damaged or no MLPViz session: {what}")
