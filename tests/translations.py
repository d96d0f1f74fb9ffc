#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every language of po/LINGUAS says everything that the sources say, with the
same gaps in it; and every source that says something is searched for it.

usage: translations.py ROOT
"""

import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / 'journeys'))

from catalogue import read_po  # noqa: E402

# As meson's preset for GLib has them.
KEYWORDS = ['_', 'N_', 'C_:1c,2', 'NC_:1c,2', 'Q_:1g', 'g_dngettext:2,3',
            'g_dpgettext2:2c,3', 'ngettext:1,2']
SAYS_SOMETHING = re.compile(r'\b(?:_|N_|C_|ngettext) ?\("|translatable="yes"')


def read_lines(path):
    return [line.strip() for line in path.read_text().splitlines()
            if line.strip() and not line.startswith('#')]


def read_sources(root):
    """The messages that stand in the sources now."""
    with tempfile.TemporaryDirectory() as folder:
        pot = pathlib.Path(folder) / 'all.pot'
        subprocess.run(
            ['xgettext', '--from-code=UTF-8', f'--directory={root}',
             f'--files-from={root / "po/POTFILES.in"}', f'--output={pot}',
             *(f'--keyword={keyword}' for keyword in KEYWORDS)], check=True)
        return {(m.context, m.id): m for m in read_po(pot)}


def find_unsearched(root):
    listed = set(read_lines(root / 'po/POTFILES.in'))
    for path in sorted((root / 'src/app').rglob('*')):
        name = str(path.relative_to(root))
        if (path.suffix in ('.c', '.ui') and name not in listed
                and SAYS_SOMETHING.search(path.read_text(encoding='utf-8'))):
            yield f'po/POTFILES.in: {name} is missing'
    for name in sorted(listed):
        if not (root / name).exists():
            yield f'po/POTFILES.in: {name} is not there'


def find_faults_of(message, said):
    """What a program or a person would stumble over."""
    if said.fuzzy:
        yield 'fuzzy'
    if not all(said.said):
        yield 'not translated'
        return
    for text in said.said:
        if message.id.endswith('…') != text.rstrip('\u2069').endswith('…'):
            yield f'one has an ellipsis: {text}'
        if (re.match(r'[^_]*_[^_]+$', message.id)
                and '_' not in text and ' ' not in message.id.split('_')[0]):
            yield f'no mnemonic: {text}'
        if message.id.count('\n') != text.count('\n'):
            yield f'other lines: {text}'


def find_faults(path, messages):
    said = {(m.context, m.id): m for m in read_po(path)}
    for key, message in messages.items():
        if key not in said:
            yield f'{path.name}: not there: {message.id}'
            continue
        for fault in find_faults_of(message, said[key]):
            yield f'{path.name}: “{message.id}”: {fault}'
    done = subprocess.run(['msgfmt', '-c', '-o', '/dev/null', str(path)],
                          capture_output=True, text=True)
    if done.returncode != 0:
        yield done.stderr.strip()


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    messages = read_sources(root)
    faults = list(find_unsearched(root))
    for line in read_lines(root / 'po/LINGUAS'):
        for language in line.split():
            faults += find_faults(root / f'po/{language}.po', messages)
    print('\n'.join(faults))
    print(f'{len(messages)} messages, {len(faults)} faults')
    return 1 if faults or not messages else 0


if __name__ == '__main__':
    sys.exit(main())
