"""Just enough of DER to see what went into a sample and to make the few files that no tool makes."""


class Der:
    """One value at the start of `data`; `whole` is its tag, length and content."""

    def __init__(self, data):
        self.tag = data[0]
        length, start = data[1], 2
        if length & 0x80:
            start += length & 0x7f
            length = int.from_bytes(data[2:start], "big")
        self.content = data[start:start + length]
        self.whole = data[:start + length]
        self.rest = data[start + length:]

    def children(self):
        found, rest = [], self.content
        while rest:
            found.append(Der(rest))
            rest = found[-1].rest
        return found


def encode(tag, *parts):
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def sequence(*parts):
    return encode(0x30, *parts)


def integer(number):
    return encode(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def octets(data):
    return encode(0x04, data)


def oid(text):
    first, second, *arcs = (int(arc) for arc in text.split("."))
    out = b""
    for arc in [first * 40 + second, *arcs]:
        groups = [arc & 0x7f]
        while arc := arc >> 7:
            groups.append(arc & 0x7f | 0x80)
        out += bytes(reversed(groups))
    return encode(0x06, out)


def oid_text(content):
    arcs, value = [], 0
    for byte in content:
        value = value << 7 | byte & 0x7f
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(str(arc) for arc in [first, arcs[0] - 40 * first, *arcs[1:]])
