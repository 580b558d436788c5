#!/usr/bin/env python3
"""A real SMTP server for the tests (aiosmtpd). Prints its port, then one JSON line for each message it took. How it treats a message is
written in the receiver's address:

  unknown@…  550 5.1.1      full@…  552 5.2.2       policy@…  554 5.7.1 after the text      later@…  450 4.2.1 the first time
  reset@…    takes the text and closes the connection without an answer      hang@… takes the text and never answers
  stall@…    says nothing to RCPT the first time

Words: [PORT] [--login USER:PASSWORD] [--certificate PEM] [--smtps] [--mute N: the first N connections are not greeted]
"""
import argparse
import asyncio
import base64
import json
import ssl

from aiosmtpd.smtp import AuthResult, SMTP


class Handler:
    def __init__(self):
        self.later = set()
        self.stalled = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        kind = address.split("@")[0].split("-")[0]
        if kind == "unknown":
            return f"550 5.1.1 <{address}>: no such person"
        if kind == "full":
            return "552 5.2.2 The mailbox is full"
        if kind == "later" and address not in self.later:
            self.later.add(address)
            return "450 4.2.1 Come back later"
        if kind == "stall" and address not in self.stalled:
            self.stalled.add(address)
            await asyncio.Event().wait()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        kind = envelope.rcpt_tos[0].split("@")[0].split("-")[0]
        if kind == "policy":
            return "554 5.7.1 We do not like this"
        print(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "bytes": base64.b64encode(envelope.original_content).decode()}), flush=True)
        if kind == "hang":
            await asyncio.Event().wait()
        if kind == "reset":
            server.transport.abort()
        return "250 2.0.0 Taken"


class Server(SMTP):
    mute = 0

    async def _handle_client(self):
        if Server.mute > 0:
            Server.mute -= 1
            await asyncio.Event().wait()
        await super()._handle_client()


async def main():
    words = argparse.ArgumentParser()
    words.add_argument("port", nargs="?", type=int, default=0)
    words.add_argument("--login")
    words.add_argument("--certificate")
    words.add_argument("--smtps", action="store_true")
    words.add_argument("--mute", type=int, default=0)
    said = words.parse_args()
    Server.mute = said.mute
    handler = Handler()
    more = {}
    context = None
    if said.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(said.certificate)
    if context and not said.smtps:
        more = {"tls_context": context, "require_starttls": True}
    if said.login:
        user, password = said.login.split(":")

        def authenticate(server, session, envelope, mechanism, given):
            return AuthResult(success=(given.login.decode(), given.password.decode()) == (user, password), handled=False)

        more |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": bool(context) and not said.smtps}
    server = await asyncio.get_running_loop().create_server(
        lambda: Server(handler, enable_SMTPUTF8=True, **more), "127.0.0.1", said.port, ssl=context if said.smtps else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
