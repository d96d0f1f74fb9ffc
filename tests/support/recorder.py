# SPDX-License-Identifier: GPL-3.0-or-later
"""The recording SMTP server of tests/support/smtp-recorder.c."""

import pathlib
import subprocess
import typing

from support.service import BUILD

PROGRAM = BUILD / 'tests' / 'support' / 'smtp-recorder'


class Accepted(typing.NamedTuple):
    """One mail that was taken, whether the client was told or not."""
    recipient: str
    message_id: str
    link_hash: str
    size: int


class Recorder:
    """`with Recorder(folder, later=0.1, seed=7) as recorder:` listens on
    recorder.url. It lives on when the service is killed."""

    def __init__(self, folder, **options):
        self.path = pathlib.Path(folder) / 'accepted'
        self.words = [f'--{name.replace("_", "-")}={value}'
                      for name, value in options.items()]
        self.process = None
        self.url = None

    def __enter__(self):
        self.process = subprocess.Popen([PROGRAM, *self.words, self.path],
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line.startswith('listening on '), 'the recorder does not start'
        self.url = line.removeprefix('listening on ').strip()
        return self

    def __exit__(self, *_):
        alive = self.process.poll() is None
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        assert alive, 'the recorder died'

    @property
    def accepted(self):
        """What was taken so far, in order."""
        lines = self.path.read_text(encoding='utf-8').splitlines()
        return [Accepted(*words[:3], int(words[3]))
                for words in map(str.split, lines)]
