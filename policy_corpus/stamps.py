"""Has anything on disk changed? Name, time of change and size of files."""

import os
from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[tuple[str, int, int], ...]


def of_folders(folders: Iterable[Path]) -> Stamp:
    """Of every file that counts in `folders`."""
    stamp: list[tuple[str, int, int]] = []
    for folder in folders:
        if folder.is_dir():
            with os.scandir(folder) as entries:
                for entry in entries:
                    if not entry.name.startswith(".") and entry.is_file():
                        status = entry.stat()
                        stamp.append((entry.path, status.st_mtime_ns, status.st_size))
    return tuple(sorted(stamp))


def of_file(path: Path) -> Stamp:
    """Of one file; empty when there is none."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return ((str(path), status.st_mtime_ns, status.st_size),)
