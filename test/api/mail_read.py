#!/usr/bin/env python3
"""Reads one message from standard input with Python's own mail parser, and checks its DKIM signature with dkimpy when a DNS record is given:
mail_read.py [RECORD]  →  {"headers": [[name, value]…], "text": …, "html": …, "defects": n, "signed": […], "valid": true|false}"""
import email
import email.policy
import json
import sys

raw = sys.stdin.buffer.read()
message = email.message_from_bytes(raw, policy=email.policy.default)
parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
result = {
    "headers": [[name, str(value)] for name, value in message.items()],
    "text": parts.get("text/plain"), "html": parts.get("text/html"),
    "defects": sum(len(part.defects) for part in message.walk()),
    "longest": max(len(line) for line in raw.split(b"\r\n")),
}
if len(sys.argv) > 1:
    import dkim
    record = sys.argv[1].encode()
    signer = dkim.DKIM(raw)
    result["valid"] = signer.verify(dnsfunc=lambda name, timeout=5: record)
    result["signed"] = [h.decode().lower() for h in signer.include_headers]
print(json.dumps(result))
