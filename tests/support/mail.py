# SPDX-License-Identifier: GPL-3.0-or-later
"""A real SMTP server that records, and what is read out of a mail."""

import asyncio
import email
import email.policy
import re
import threading

from aiosmtpd.controller import Controller

LINK = re.compile(r'https?://[^\s"<>]+/i/([A-Za-z0-9_-]{43})')


class Recorder:
    """Takes every mail, unless `answers` has a reply for the address; each
    after `seconds`."""

    def __init__(self):
        self.seconds = 0
        self.lock = threading.Lock()
        self.envelopes = []
        self.answers = {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = self.answers.get(address)
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return '250 2.1.5 OK'

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.seconds)
        with self.lock:
            self.envelopes.append(envelope)
        return '250 2.0.0 OK: kept'


class MailServer:
    """`with MailServer() as server:` listens on server.url."""

    def __init__(self, smtputf8=True):
        self.recorder = Recorder()
        self.controller = Controller(self.recorder, hostname='127.0.0.1', port=0,
                                     enable_SMTPUTF8=smtputf8,
                                     ready_timeout=20)

    def __enter__(self):
        # Controller cannot report a port of the system's choosing.
        import socket
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.controller.port = probe.getsockname()[1]
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()

    @property
    def url(self):
        return f'smtp://127.0.0.1:{self.controller.port}'

    @property
    def mails(self):
        """[(recipients, message)] so far."""
        with self.recorder.lock:
            return [(e.rcpt_tos, parse(e.original_content))
                    for e in self.recorder.envelopes]


def parse(data):
    # Bytes above ASCII in a header (RFC 6532) would be read as unknown.
    return email.message_from_string(data.decode('utf-8'),
                                     policy=email.policy.SMTPUTF8)


def part(message, kind):
    """The decoded text of the part of that type, for example text/plain."""
    for candidate in message.walk():
        if candidate.get_content_type() == kind:
            return candidate.get_content()
    raise AssertionError(f'no {kind} part')


def links(message):
    """The secrets of all links in the text part."""
    return LINK.findall(part(message, 'text/plain'))


def read_maildir(folder):
    """Every message in new/, oldest first."""
    new = folder / 'new'
    if not new.is_dir():
        return []
    return [parse(p.read_bytes())
            for p in sorted(new.iterdir(), key=lambda p: p.stat().st_mtime_ns)]
