#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The help holds together: each page is well-formed, is called as its file is,
stands in the guide, and leads only to what is there.

usage: help.py FOLDER
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree

MALLARD = '{http://projectmallard.org/1.0/}'


def list_ids(pages):
    """What a link can lead to: pages, and sections in them."""
    ids = set()
    for name, root in pages.items():
        ids.add(name)
        ids |= {f'{name}#{section.get("id")}'
                for section in root.iter(f'{MALLARD}section')}
    return ids


def find_faults(pages):
    ids = list_ids(pages)
    for name, root in pages.items():
        if root.tag != f'{MALLARD}page' or root.get('id') != name:
            yield f'{name}: it calls itself {root.get("id")}'
        links = list(root.iter(f'{MALLARD}link'))
        if name != 'index' and not any(link.get('type') == 'guide'
                                       for link in links):
            yield f'{name}: no guide leads to it'
        for link in links:
            where = link.get('xref')
            where = f'{name}{where}' if where and where[0] == '#' else where
            if where is not None and where not in ids:
                yield f'{name}: leads to {where}, which is not there'


def main():
    pages = {path.stem: ElementTree.parse(path).getroot()
             for path in pathlib.Path(sys.argv[1]).glob('*.page')}
    faults = list(find_faults(pages))
    print('\n'.join(faults))
    return 1 if faults or 'index' not in pages else 0


if __name__ == '__main__':
    sys.exit(main())
