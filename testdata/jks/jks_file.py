"""A JKS file taken apart and put together, to date expectations and to make what no tool makes (see damage.py)."""

import dataclasses
import hashlib
import struct

MAGIC = 0xFEEDFEED


@dataclasses.dataclass
class Entry:
    tag: int
    alias: str
    created: int
    key: bytes = b""
    certificates: list = dataclasses.field(default_factory=list)
    raw_alias: bytes = None


@dataclasses.dataclass
class Store:
    version: int
    entries: list


def from_modified_utf8(data):
    text = data.replace(b"\xc0\x80", b"\0").decode("utf-8", "surrogatepass")
    return text.encode("utf-16-be", "surrogatepass").decode("utf-16-be")


def to_modified_utf8(text):
    units = text.encode("utf-16-be")
    text = "".join(chr(int.from_bytes(units[i:i + 2], "big")) for i in range(0, len(units), 2))
    return text.encode("utf-8", "surrogatepass").replace(b"\0", b"\xc0\x80")


class _Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        self.at += size
        return self.data[self.at - size:self.at]

    def number(self, form):
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def certificate(self, version):
        if version == 2:
            assert self.take(self.number(">H")) == b"X.509"
        return self.take(self.number(">I"))


def parse(data):
    reader = _Reader(data)
    assert reader.number(">I") == MAGIC
    store = Store(reader.number(">I"), [])
    for _ in range(reader.number(">I")):
        tag = reader.number(">I")
        raw = reader.take(reader.number(">H"))
        entry = Entry(tag, from_modified_utf8(raw), reader.number(">Q"))
        count = 1
        if tag == 1:
            entry.key = reader.take(reader.number(">I"))
            count = reader.number(">I")
        entry.certificates = [reader.certificate(store.version) for _ in range(count)]
        store.entries.append(entry)
    return store


def body(store, count=None):
    """Everything before the digest; `count` is what the header claims, if not the truth."""
    out = struct.pack(">III", MAGIC, store.version, len(store.entries) if count is None else count)
    for entry in store.entries:
        alias = to_modified_utf8(entry.alias) if entry.raw_alias is None else entry.raw_alias
        out += struct.pack(">IH", entry.tag, len(alias)) + alias + struct.pack(">Q", entry.created)
        if entry.tag == 1:
            out += struct.pack(">I", len(entry.key)) + entry.key + struct.pack(">I", len(entry.certificates))
        for certificate in entry.certificates:
            if store.version == 2:
                out += struct.pack(">H", 5) + b"X.509"
            out += struct.pack(">I", len(certificate)) + certificate
    return out


def seal(data, password):
    """`data` and the digest that binds it to `password`."""
    return data + hashlib.sha1(password.encode("utf-16-be") + b"Mighty Aphrodite" + data).digest()
