"""Where the program's own files are (icons, fonts, examples); reads none of them.

In a source checkout they are in the top-level folder `resources/`, which a built
wheel carries as `mlpviz/resources/`.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource_path(*parts: str) -> Path:
    """Return the path of a file or folder that ships with the program.

    Parameters
    ----------
    *parts
        Its place below `resources/`, such as ``"examples", "task-2.mlpviz"``.
        Without parts the folder itself is returned.

    Returns
    -------
    Path
        An absolute path. Whether something is there is for the caller to find out.
    """
    # Inside the package first: beside an installed package, a folder of that name
    # belongs to somebody else.
    installed = _PACKAGE / "resources"
    root = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return root.joinpath(*parts)
