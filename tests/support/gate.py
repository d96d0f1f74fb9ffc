# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server that does not answer the final dot until it is let."""

import asyncio
import threading

from support.mail import parse


class Gate:
    def __init__(self, server):
        self.recorder = server.recorder
        self.is_open = threading.Event()
        self.arrived = []           # recipients, each time that one came
        self.mails = []             # what came for them
        self.take = self.recorder.handle_DATA
        self.recorder.handle_DATA = self.handle_DATA

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(parse(envelope.original_content))
        self.arrived.append(envelope.rcpt_tos[0])
        while not self.is_open.is_set():
            await asyncio.sleep(0.01)
        return await self.take(server, session, envelope)
