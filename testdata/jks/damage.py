#!/usr/bin/env python3
"""JKS files that no tool writes: version 1, and files cut, patched or resealed. Run by generate.sh."""

import dataclasses
import os
import sys

import jks_file as jks

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import expect  # noqa: E402

PASSWORD = "changeit"
WEB = "web | key | date | server.key | server.crt intermediate.crt root.crt"
MADE = "damage.py, from "


def read(name):
    with open(name, "rb") as file:
        return file.read()


def sample(name, source, data, proves, entries, password=PASSWORD):
    with open(name, "wb") as file:
        file.write(data)
    headers = [] if password is None else [f"password: {password}"]
    expect.write(name, MADE + source, proves, headers, entries)


def error(code):
    return [f"error | {code}"]


def described(store):
    """The lines of expect.py for several.jks, in the order of `store`."""
    files = {"web": WEB,
             "client": "client | key | date | client.key | client.crt issuing.crt intermediate.crt root.crt",
             "root-ca": "root-ca | trusted | date | root.crt", "other-ca": "other-ca | trusted | date | other-root.crt",
             "root-ca-2": "root-ca-2 | trusted | date | root-rekeyed.crt"}
    return [files[entry.alias] for entry in store.entries]


def versions():
    store = jks.parse(read("several.jks"))
    first = jks.seal(jks.body(dataclasses.replace(store, version=1)), PASSWORD)
    sample("version-1.jks", "several.jks", first, "version 1, which has no certificate types; JDK 1.1 wrote it",
           described(store))
    for number in (0, 3, 0x80000002):
        data = jks.seal(jks.body(store)[:4] + number.to_bytes(4, "big") + jks.body(store)[8:], PASSWORD)
        sample(f"version-{number}.jks", "several.jks", data, "a version that there is not", error("unsupported_format"))


def ends():
    good, store = read("several.jks"), jks.parse(read("several.jks"))
    sample("trailing-bytes.jks", "several.jks", good + b"trailing bytes\n",
           "what follows the digest is ignored, as in Java", described(store))
    sample("digest-missing.jks", "several.jks", good[:-20], "a password cannot be checked without a digest",
           error("damaged"))
    locked = [line.replace(" | key |", " | locked |").replace(" | server.key", "").replace(" | client.key", "")
              for line in described(store)]
    sample("digest-missing-no-password.jks", "several.jks", good[:-20],
           "without a password nothing asks for the digest", locked, password=None)
    sample("digest-cut.jks", "several.jks", good[:-1], "19 bytes of a digest", error("damaged"))
    sample("digest-wrong.jks", "several.jks", good[:-1] + bytes([good[-1] ^ 1]),
           "changed bytes cannot be told from a wrong password", error("wrong_password"))
    sample("cut-in-chain.jks", "several.jks", good[:len(good) // 2], "the file ends inside an entry", error("damaged"))
    sample("cut-in-header.jks", "several.jks", good[:10], "the file ends inside the header", error("damaged"))


def counts():
    store = jks.parse(read("several.jks"))
    for name, count in (("entries-too-many", 6), ("entries-2-to-the-31", 1 << 31),
                        ("entries-2-to-the-32", (1 << 32) - 1)):
        sample(f"{name}.jks", "several.jks", jks.seal(jks.body(store, count), PASSWORD),
               f"the header promises {count} entries, there are 5", error("damaged"))
    chain = jks.body(jks.parse(read("chain.jks")))
    at = chain.index(jks.parse(read("chain.jks")).entries[0].key) + len(jks.parse(read("chain.jks")).entries[0].key)
    assert chain[at:at + 4] == b"\0\0\0\3"
    sample("chain-too-long.jks", "chain.jks", jks.seal(chain[:at] + b"\x7f\xff\xff\xff" + chain[at + 4:], PASSWORD),
           "a chain of 2147483647 certificates in 5 kB", error("damaged"))
    one = jks.body(jks.parse(read("one-anchor.jks")))
    at = one.index(b"X.509") + 5
    sample("certificate-too-long.jks", "one-anchor.jks",
           jks.seal(one[:at] + b"\xff\xff\xff\xff" + one[at + 4:], PASSWORD), "a certificate longer than the file", error("damaged"))
    sample("certificate-type.jks", "one-anchor.jks", jks.seal(one.replace(b"X.509", b"X.510"), PASSWORD),
           "a certificate of a type that there is not", error("unsupported_format"))


def entries():
    store = jks.parse(read("one-anchor.jks"))
    anchor = store.entries[0]

    def sealed(*changed):
        return jks.seal(jks.body(jks.Store(2, list(changed))), PASSWORD)

    sample("tag-3.jks", "one-anchor.jks", sealed(dataclasses.replace(anchor, tag=3)),
           "tag 3, a secret key, belongs to JCEKS only", error("unsupported_format"))
    sample("tag-9.jks", "one-anchor.jks", sealed(dataclasses.replace(anchor, tag=9)), "an unknown tag",
           error("unsupported_format"))
    for name, raw, proves in (
            ("alias-four-bytes", "😀".encode(), "four-byte UTF-8 is not modified UTF-8"),
            ("alias-cut", b"abc\xe4\xb8", "a sequence that ends early")):
        sample(f"{name}.jks", "one-anchor.jks", sealed(dataclasses.replace(anchor, raw_alias=raw)), proves,
               error("damaged"))
    sample("alias-overlong.jks", "one-anchor.jks", sealed(dataclasses.replace(anchor, raw_alias=b"\xc1\xa1b")),
           "an overlong form (C1 A1 is a), which java.io.DataInput.readUTF accepts",
           [f"ab | trusted | {expect.time_text(anchor.created)} | root.crt"])
    mixed = [dataclasses.replace(anchor, alias=alias) for alias in ("Foo", "BAR")]
    sample("mixed-case.jks", "one-anchor.jks", sealed(*mixed),
           "upper case in the file, as other writers leave it: kept", ["Foo | trusted | date | root.crt",
                                                                       "BAR | trusted | date | root.crt"])
    times = [("epoch", 0), ("before-1970", (1 << 64) - 1000), ("year-9999", 253402300799999),
             ("endless", (1 << 63) - 1)]
    dated = [dataclasses.replace(anchor, alias=alias, created=created) for alias, created in times]
    sample("times.jks", "one-anchor.jks", sealed(*dated), "creation times at the edges",
           ["epoch | trusted | 1970-01-01T00:00:00Z | root.crt",
            "before-1970 | trusted | 1969-12-31T23:59:59Z | root.crt",
            "year-9999 | trusted | 9999-12-31T23:59:59.999Z | root.crt",
            "endless | trusted | @9223372036854775807ms | root.crt"])


def duplicates():
    by_alias = {entry.alias: entry for entry in jks.parse(read("several.jks")).entries}
    twice = [dataclasses.replace(by_alias["root-ca"], alias="ca"), by_alias["other-ca"],
             dataclasses.replace(by_alias["root-ca-2"], alias="ca")]
    dates = [expect.time_text(entry.created) for entry in twice]
    sample("duplicate-alias.jks", "several.jks", jks.seal(jks.body(jks.Store(2, twice)), PASSWORD),
           "the last of two entries has the alias, as in Java; the other one is not lost",
           [f"other-ca | trusted | {dates[1]} | other-root.crt", f"ca | trusted | {dates[2]} | root-rekeyed.crt",
            f"ca-2 | trusted | {dates[0]} | root.crt"])


def insides():
    junk = jks.parse(read("one-anchor.jks"))
    junk.entries[0].certificates = [b"not a certificate"]
    sample("certificate-junk.jks", "one-anchor.jks", jks.seal(jks.body(junk), PASSWORD), "a certificate that is no DER",
           error("damaged"))
    junk = jks.parse(read("chain.jks"))
    junk.entries[0].key = b"not a key"
    with open("key-junk.jks", "wb") as file:
        file.write(jks.seal(jks.body(junk), PASSWORD))
    changed = jks.parse(read("chain.jks"))
    key = bytearray(changed.entries[0].key)
    key[-30] ^= 1
    changed.entries[0].key = bytes(key)
    sample("key-changed.jks", "chain.jks", jks.seal(jks.body(changed), PASSWORD),
           "a changed key cannot be told from one with another password",
           ["web | locked | date | server.crt intermediate.crt root.crt"])


def main():
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    versions()
    ends()
    counts()
    entries()
    duplicates()
    insides()


main()
