#!/usr/bin/env python3
"""A real SMTP server for the tests (aiosmtpd). Prints its port, then one JSON line for each message it took. How it treats a message is
written in the receiver's address:

  unknown@…  550 5.1.1      full@…  552 5.2.2       policy@…  554 5.7.1 after the text      later@…  450 4.2.1 the first time
  reset@…    takes the text and closes the connection without an answer
"""
import asyncio
import base64
import json
import sys

from aiosmtpd.smtp import SMTP


class Handler:
    def __init__(self):
        self.later = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        kind = address.split("@")[0].split("-")[0]
        if kind == "unknown":
            return f"550 5.1.1 <{address}>: no such person"
        if kind == "full":
            return "552 5.2.2 The mailbox is full"
        if kind == "later" and address not in self.later:
            self.later.add(address)
            return "450 4.2.1 Come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        kind = envelope.rcpt_tos[0].split("@")[0].split("-")[0]
        if kind == "policy":
            return "554 5.7.1 We do not like this"
        print(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "bytes": base64.b64encode(envelope.original_content).decode()}), flush=True)
        if kind == "reset":
            server.transport.abort()
        return "250 2.0.0 Taken"


async def main():
    handler = Handler()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler, enable_SMTPUTF8=True), "127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
