#!/usr/bin/env python3
"""Asks openssl whether a sample holds what its expectation says: the same keys and certificates, any order.

    [OPENSSL='another openssl'] check.py FOLDER...

Prints a line for every sample where openssl sees something else or cannot look; those are to be explained in the README
of the folder or checked with another tool. openssl encodes keys anew, so that a digest which it agrees on may still be
that of other bytes: attributes inside PKCS#8 are lost on the way. Run by hand after generate.sh.
"""

import base64
import glob
import hashlib
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from asn1 import Der  # noqa: E402

OPENSSL = os.environ.get("OPENSSL", "openssl").split()


def expectation(path):
    with open(path, encoding="utf-8") as file:
        head, _, listing = file.read().partition("\n\n")
    headers = dict(line.split(": ", 1) for line in head.split("\n"))
    return headers, listing


def digests(pem):
    found = []
    for label, text in re.findall(rb"-----BEGIN ([^-]+)-----(.*?)-----END", pem, re.S):
        if label in (b"CERTIFICATE", b"PRIVATE KEY", b"TRUSTED CERTIFICATE"):
            der = Der(base64.b64decode(text)).whole  # a TRUSTED CERTIFICATE has its settings after the certificate
            found.append(hashlib.sha256(der).hexdigest()[:16])
    return sorted(found)


def expected_digests(listing):
    found = []
    for line in listing.split("\n"):
        parts = line.split("  ")
        if len(parts) > 1 and not line.startswith(("bag ", "crl ")) and parts[-1] != "locked":
            found += [part for part in parts[1:] if re.fullmatch("[0-9a-f]{16}", part)]
    return sorted(found)


def openssl(sample, password):
    kind = sample.rsplit(".", 1)[1]
    given = ["-passin", f"pass:{password or ''}"]
    if kind == "p12":
        command = [*OPENSSL, "pkcs12", "-legacy", "-nodes", "-in", sample, *given]
    elif kind == "p7b":
        with open(sample, "rb") as file:
            form = "PEM" if file.read(1) == b"-" else "DER"
        command = [*OPENSSL, "pkcs7", "-print_certs", "-inform", form, "-in", sample]
    else:
        command = [*OPENSSL, "storeutl", "-provider", "default", "-provider", "legacy", *given, sample]
    return subprocess.run(command, capture_output=True, check=False)


def check(expect):
    sample = expect.removesuffix(".expect")
    headers, listing = expectation(expect)
    run = openssl(sample, headers.get("password", headers.get("key password")))
    if listing.startswith("error:"):
        return None if run.returncode else f"openssl reads it, expected: {listing.strip()}"
    expected = expected_digests(listing)
    found = digests(run.stdout)
    if found == expected:
        return None
    # A certificate of two chains stands once in the file.
    if sorted(set(found)) == sorted(set(expected)):
        return None
    reason = run.stderr.decode(errors="replace").strip().split("\n")[-1][:100]
    return f"expected {len(expected)}, openssl finds {len(found)}; {reason}"


def main():
    for folder in sys.argv[1:]:
        for expect in sorted(glob.glob(os.path.join(folder, "*.expect"))):
            if problem := check(expect):
                print(f"{expect}: {problem}")


main()
