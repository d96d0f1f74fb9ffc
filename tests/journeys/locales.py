# SPDX-License-Identifier: GPL-3.0-or-later
"""The locales of our languages, made where there are none: from the sources
that Debian's "locales" brings, into a folder that LOCPATH names.

usage: locales.py FOLDER COMMAND…    runs a command that finds them all
"""

import os
import pathlib
import subprocess
import sys
import tempfile

PO = pathlib.Path(__file__).resolve().parents[2] / 'po'
# Where each language is looked at; one more in po/LINGUAS needs one here.
PLACES = {'ar': 'ar_EG', 'de': 'de_DE', 'en': 'en_US', 'es': 'es_ES',
          'fr': 'fr_FR'}
RIGHT_TO_LEFT = ('ar', 'fa', 'he', 'ur')
# That of how words are sorted takes ten times as long as all others.
CATEGORIES = ('IDENTIFICATION', 'CTYPE', 'COLLATE', 'MONETARY', 'NUMERIC',
              'TIME', 'MESSAGES', 'PAPER', 'NAME', 'ADDRESS', 'TELEPHONE',
              'MEASUREMENT')


def list_languages():
    """Those of the catalogue, and the one that it is made from."""
    lines = (PO / 'LINGUAS').read_text().splitlines()
    return ['en', *(language for line in lines if not line.startswith('#')
                    for language in line.split())]


def compile_locale(place, path):
    with tempfile.NamedTemporaryFile('w', suffix='.locale') as source:
        for category in CATEGORIES:
            whose = 'POSIX' if category == 'COLLATE' else place
            source.write(f'LC_{category}\ncopy "{whose}"\nEND LC_{category}\n')
        source.flush()
        # It warns of what is odd in the sources, and ends with 1 then.
        done = subprocess.run(['localedef', '-c', '-i', source.name, '-f',
                               'UTF-8', str(path)], capture_output=True,
                              text=True)
    assert (path / 'LC_CTYPE').exists(), done.stderr


def make(folder, language):
    """Makes the locale of a language; gives the environment for it."""
    name = f'{PLACES[language]}.UTF-8'
    path = pathlib.Path(folder) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Whole, or not at all: several may make it at one time.
        with tempfile.TemporaryDirectory(dir=folder) as half:
            compile_locale(PLACES[language], pathlib.Path(half) / name)
            try:
                (pathlib.Path(half) / name).rename(path)
            except OSError:
                assert path.exists()
    return {'LOCPATH': str(folder), 'LANG': name, 'LC_ALL': name,
            'LANGUAGE': language}


def ask(environment, *keywords):
    """What that locale says, as "abmon"."""
    done = subprocess.run(['locale', *keywords], check=True, text=True,
                          capture_output=True,
                          env={**os.environ, **environment})
    return done.stdout.splitlines()


def main():
    for language in list_languages():
        make(sys.argv[1], language)
    os.environ['LOCPATH'] = sys.argv[1]
    os.execv(sys.argv[2], sys.argv[2:])


if __name__ == '__main__':
    main()
