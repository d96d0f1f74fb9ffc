# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints what Python's own reader makes of a mail, as JSON."""

import email
import email.header
import email.policy
import json
import sys


def decode(raw):
    """A field by RFC 2047 alone."""
    parts = email.header.decode_header(raw)
    return ''.join(p.decode(c or 'ascii') if isinstance(p, bytes) else p
                   for p, c in parts)


def clean(text):
    """UTF-8 in a header (RFC 6532), which the reader keeps as bytes."""
    return text.encode('utf-8', 'surrogateescape').decode('utf-8')


def name_of(old, new):
    """Python 3.11 takes spaces in encoded words, and between them, for those
    of the header, so such a name is decoded by RFC 2047 alone."""
    raw = str(old).replace('\r', '').replace('\n ', ' ')
    if raw.startswith('=?'):
        return decode(raw[:raw.rindex('<')].rstrip())
    return new.addresses[0].display_name


def main():
    with open(sys.argv[1], 'rb') as file:
        data = file.read()
    old = email.message_from_bytes(data, policy=email.policy.compat32)
    new = email.message_from_bytes(data, policy=email.policy.SMTPUTF8)
    parts = {p.get_content_type(): p.get_content().replace('\r\n', '\n')
             for p in new.walk() if not p.is_multipart()}
    json.dump({
        'type': new.get_content_type(),
        'fields': sorted(k.lower() for k in new.keys()),
        'from': new['From'].addresses[0].addr_spec,
        'to': clean(new['To'].addresses[0].addr_spec),
        'recipients': len(new['To'].addresses),
        'to_name': name_of(old['To'], new['To']),
        'subject': decode(str(old['Subject']).replace('\r', '').replace('\n ', ' ')),
        'date': new['Date'].datetime.isoformat(),
        'message_id': new['Message-ID'],
        'text': parts['text/plain'],
        'html': parts['text/html'],
        'defects': [str(d) for p in new.walk() for d in p.defects],
    }, sys.stdout)


if __name__ == '__main__':
    main()
