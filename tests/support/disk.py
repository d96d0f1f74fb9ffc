# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk of a given size, to be filled to its last byte."""

import contextlib
import errno
import pathlib
import subprocess

import pytest


@contextlib.contextmanager
def small_disk(folder, size):
    """Makes the folder such a disk; size is in mount's words."""
    folder = pathlib.Path(folder)
    folder.mkdir()
    subprocess.run(['mount', '-t', 'tmpfs', '-o', f'size={size}', 'none',
                    folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(['umount', '--lazy', folder], check=True)


def fill(path):
    """Leaves no byte on the disk of that file."""
    with path.open('wb', buffering=0) as file:
        for block in (1 << 20, 4096, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b'x' * block)
        with pytest.raises(OSError) as caught:
            file.write(b'x')
        assert caught.value.errno == errno.ENOSPC
