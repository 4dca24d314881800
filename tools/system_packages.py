"""Asks apt-get for what pip cannot bring; knows nothing of Qt or of MLPViz.

It runs before anything is installed: standard library only.
"""

import os
import shutil
import subprocess
from pathlib import Path


def is_debian() -> bool:
    """Whether this is Debian or one of its descendants, such as Ubuntu."""
    release = Path("/etc/os-release")
    if not release.is_file() or shutil.which("apt-get") is None:
        return False
    fields = dict(
        line.split("=", 1) for line in release.read_text().splitlines() if "=" in line
    )
    family = f"{fields.get('ID', '')} {fields.get('ID_LIKE', '')}".replace('"', " ")
    return bool({"debian", "ubuntu"} & set(family.split()))


def install_line(packages: list[str]) -> str:
    """Return the command a user would type to install `packages`."""
    sudo = "" if _is_root() else "sudo "
    return f"{sudo}apt-get install -y --no-install-recommends {' '.join(packages)}"


def install(packages: list[str], purpose: str) -> bool:
    """Install Debian packages where that is possible, else say how to.

    Parameters
    ----------
    packages
        Names of Debian packages.
    purpose
        What they are missing for; begins the message.

    Returns
    -------
    bool
        Whether apt-get ran and succeeded. False on other systems and for users
        other than root, who are told the line to type.
    """
    if not is_debian():
        print(f"{purpose}. On Debian the packages are: {' '.join(packages)}")
        return False
    if not _is_root():
        print(f"{purpose}. Please run:\n    {install_line(packages)}")
        return False
    print(f"{purpose}. Running:\n    {install_line(packages)}", flush=True)
    wait_for_lock = ["-o", "DPkg::Lock::Timeout=120"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(
            ["apt-get", *wait_for_lock, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            print(f"apt-get {arguments[0]} failed:\n{done.stdout[-2000:]}")
            return False
    return True


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
