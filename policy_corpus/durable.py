"""Files that are either old or new, whatever happens meanwhile."""

import os
import shutil
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Write `path` so that a reader or a crash sees the old content or the new, never a part; then it lasts."""
    replace_file(path, content)
    keep_names(path.parent)


def replace_file(path: Path, content: bytes, *, rebuildable: bool = False) -> None:
    """The same, but a power cut may bring the old name back until `keep_names`.

    What is `rebuildable` is not forced to the disk at all: after a power cut it may be broken.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            file.write(content)
            if not rebuildable:
                file.flush()
                os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def keep_names(folder: Path) -> None:
    """Make the renames in `folder` last through a power cut, where the system lets a folder be opened for that."""
    if os.name == "nt" or not folder.is_dir():
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def linked(source: Path, target: Path) -> None:
    """Give a file that is never changed in place another name; a copy where the file system knows no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
