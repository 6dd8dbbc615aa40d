#!/usr/bin/env python3
"""Writes NAME.EXT.expect beside the sample NAME.EXT, from what went into it; nothing of libks has a part in this.

    expect.py FILE "MADE BY" "PROVES" [HEADER LINE]... < entries

Each line of the standard input is one entry, its fields divided by " | "; a bare file name is looked for in ../pki:

    web | key | CREATED | server.key | server.crt intermediate.crt root.crt
    web | locked | CREATED | server.crt
    root | trusted | CREATED | root.crt | for 1.3.6.1.5.5.7.3.1 not for 1.3.6.1.5.5.7.3.2
    spare | certificate | CREATED | other-root.crt
    aes | secret | CREATED | AES | 00112233
    crl | root.crl
    bag | 1.2.3.4 | HEX
    error | wrong_password

A name that is blank, or has characters that would not survive here, is written as a JSON string.

CREATED is "-" or "date": then it is taken from the sample. A JKS file has a date for each alias, and its entries are
listed in the order of the file, whatever the order given. A PKCS#12 file made by Java has "Time MILLISECONDS" as a
localKeyID in each entry of its unencrypted safe: the first "date" is the first of them, and so on.

In a .p7b entries are listed in the order in which their certificates stand in the file: a DER SET OF is sorted.
"""

import base64
import datetime
import hashlib
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from asn1 import Der, oid_text  # noqa: E402

ALGORITHMS = {
    "1.2.840.113549.1.1.1": "RSA", "1.2.840.113549.1.1.10": "RSASSA-PSS", "1.2.840.10045.2.1": "EC",
    "1.2.840.10040.4.1": "DSA", "1.2.840.113549.1.3.1": "DH", "1.3.101.110": "X25519", "1.3.101.111": "X448",
    "1.3.101.112": "Ed25519", "1.3.101.113": "Ed448",
    "2.16.840.1.101.3.4.3.18": "ML-DSA-65", "2.16.840.1.101.3.4.4.2": "ML-KEM-768",
}
ATTRIBUTES = {
    "2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.10": "O", "2.5.4.11": "OU",
    "2.5.4.5": "serialNumber", "2.5.4.9": "street",
    "0.9.2342.19200300.100.1.25": "DC", "0.9.2342.19200300.100.1.1": "UID",
}
STRINGS = {0x0c: "utf-8", 0x13: "ascii", 0x16: "ascii", 0x14: "latin-1", 0x1e: "utf-16-be", 0x1c: "utf-32-be"}


def read(name):
    path = name if os.path.exists(name) else os.path.join(HERE, "pki", name)
    with open(path, "rb") as file:
        data = file.read()
    pem = re.search(rb"-----BEGIN [^-]+-----(.*?)-----END", data, re.S)
    return base64.b64decode(pem.group(1)) if pem else data


def digest(data):
    return hashlib.sha256(data).hexdigest()[:16]


def escape(text):
    """As ks::text::escape promises: what could deceive a terminal or a reader becomes \\xNN or \\u{NNNN}."""
    out = ""
    for char in text:
        code = ord(char)
        if char == "\\":
            out += "\\\\"
        elif code < 0x20 or code == 0x7f:
            out += f"\\x{code:02x}"
        elif 0x80 <= code < 0xa0 or code in BIDI:
            out += f"\\u{{{code:04x}}}"
        else:
            out += char
    return out


BIDI = {0x61c, 0x200e, 0x200f, *range(0x2028, 0x202f), *range(0x2066, 0x206a)}


def rfc4514(name):
    """The text of a Name; the last RDN comes first."""
    rdns = []
    for rdn in name.children():
        parts = []
        for attribute in rdn.children():
            kind, value = attribute.children()
            kind = oid_text(kind.content)
            text = value.content.decode(STRINGS[value.tag]) if value.tag in STRINGS else "#" + value.whole.hex()
            if value.tag in STRINGS:
                text = re.sub(r'(["+,;<>\\])', r"\\\1", text)
                text = re.sub(r"[\0-\x1f\x7f]", lambda found: f"\\{ord(found.group()):02x}", text)
                text = re.sub(r"^([ #])", r"\\\1", text)
                text = re.sub(r"(?<!\\) $", r"\\ ", text)
            parts.append(f"{ATTRIBUTES.get(kind, kind)}={text}")
        rdns.append("+".join(parts))
    return ",".join(reversed(rdns))


def first_dns_name(extensions):
    for extension in extensions.children()[0].children():
        oid, value = extension.children()[0], extension.children()[-1]
        if oid_text(oid.content) == "2.5.29.17":
            first = Der(value.content).children()[0]
            assert first.tag == 0x82
            return "dns:" + first.content.decode()
    sys.exit("expect.py: no subject and no alternative name")


def certificate_line(file):
    der = read(file)
    fields = Der(der).children()[0].children()
    if fields[0].tag == 0xa0:
        fields = fields[1:]
    subject = rfc4514(fields[4]) or first_dns_name(fields[-1])
    return escape(subject) + "  " + digest(der)


def crl_line(file):
    der = read(file)
    fields = Der(der).children()[0].children()
    if fields[0].tag == 0x02:
        fields = fields[1:]
    return escape(rfc4514(fields[1])) + "  " + digest(der)


def key_bits(pkcs8, algorithm):
    """The size that openssl gives for the key; of Edwards and Montgomery curves that of a point (RFC 8032, 7748)."""
    if algorithm not in ("RSA", "RSASSA-PSS", "EC", "DSA", "DH"):
        fixed = {"Ed25519": 256, "X25519": 256, "Ed448": 456, "X448": 448}
        return fixed.get(algorithm, 0)
    text = subprocess.run(["openssl", "pkey", "-inform", "DER", "-noout", "-text"], input=pkcs8, capture_output=True,
                          check=True).stdout.decode()
    return int(re.search(r"\((\d+) bit", text).group(1))


def key_line(file):
    pkcs8 = read(file)
    oid = oid_text(Der(pkcs8).children()[1].children()[0].content)
    algorithm = ALGORITHMS.get(oid, oid)
    bits = key_bits(pkcs8, algorithm)
    return algorithm + (f" {bits}" if bits else "") + "  " + digest(pkcs8)


def time_text(milliseconds):
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=milliseconds)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return text + (f".{milliseconds % 1000:03d}" if milliseconds % 1000 else "") + "Z"


class Dates:
    """Creation times that a sample holds; looked for when first asked."""

    def __init__(self, sample):
        self.sample = sample
        self.of_alias = self.in_order = None

    def load(self):
        with open(self.sample, "rb") as file:
            data = file.read()
        self.of_alias, self.in_order = {}, []
        if data[:4] == b"\xfe\xed\xfe\xed":
            sys.path.insert(0, os.path.join(HERE, "jks"))
            import jks_file as jks
            self.of_alias = {entry.alias: entry.created for entry in jks.parse(data).entries}
        for found in re.findall(rb"Time (\d{13})", data):
            if int(found) not in self.in_order:
                self.in_order.append(int(found))

    def text(self, created, alias):
        if created != "date":
            return created
        if self.of_alias is None:
            self.load()
        return time_text(self.of_alias[alias] if self.of_alias else self.in_order.pop(0))


def entry_text(fields, dates):
    alias, kind, created = fields[0], fields[1], dates.text(fields[2], fields[0])
    head = f"{escape(alias)}  %s  {created}  "
    if kind in ("key", "locked"):
        chain = fields[4:] if kind == "key" else fields[3:]
        line = head % "private key" + ("locked" if kind == "locked" else key_line(fields[3])) + "\n"
        return line + "".join(f"  {certificate_line(file)}\n" for file in " ".join(chain).split())
    if kind == "trusted":
        purposes = "".join("  " + purpose for purpose in re.findall(r"(?:not )?for \S+", " ".join(fields[4:])))
        return head % "trusted certificate" + certificate_line(fields[3]) + purposes + "\n"
    if kind == "certificate":
        return head % "certificate" + certificate_line(fields[3]) + "\n"
    if kind == "secret":
        raw = bytes.fromhex(fields[4])
        return head % "secret key" + f"{fields[3]} {len(raw) * 8}  {digest(raw)}\n"
    if kind == "locked-secret":
        return head % "secret key" + "locked\n"
    sys.exit(f"expect.py: unknown kind: {kind}")


def place(sample, file):
    """Where the certificate of `file` begins in `sample`."""
    found = read(sample).find(read(file))
    if found < 0:
        sys.exit(f"expect.py: {sample} does not hold {file}")
    return found


def listing(sample, lines):
    dates = Dates(sample)
    entries, rest = [], ""
    for line in lines:
        fields = [field.strip(" ") for field in line.split("|")]
        if fields[0].startswith('"'):
            fields[0] = json.loads(fields[0])
        if fields[0] == "error":
            return f"error: {fields[1]}\n"
        if fields[0] == "crl" and len(fields) == 2:
            rest += f"crl  {crl_line(fields[1])}\n"
        elif fields[0] == "bag" and len(fields) == 3:
            rest += f"bag  {fields[1]}  {digest(bytes.fromhex(fields[2]))}\n"
        else:
            entries.append((fields, entry_text(fields, dates)))
    if dates.of_alias:
        order = list(dates.of_alias)
        entries.sort(key=lambda entry: order.index(entry[0][0]))
    if sample.endswith(".p7b"):
        entries.sort(key=lambda entry: place(sample, entry[0][3]))
    return "".join(text for _, text in entries) + rest


def write(sample, made, proves, headers, lines):
    head = "".join(f"{line}\n" for line in [f"made by: {made}", f"proves: {proves}", *headers])
    text = head + "\n" + listing(sample, lines)
    with open(sample + ".expect", "w", encoding="utf-8", newline="\n") as out:
        out.write(text)


def main():
    lines = [line for line in sys.stdin.read().split("\n") if line.strip()]
    write(*sys.argv[1:4], sys.argv[4:], lines)


if __name__ == "__main__":
    main()
