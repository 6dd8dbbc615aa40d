#!/usr/bin/env python3
"""PKCS#12 files whose writers are gone or would never write them: put together by hand, encrypted by openssl enc.

Run by generate-by-hand.sh with the name of a sample and the file to write. Salts and vectors are fixed: nothing here is
secret.
"""

import hashlib
import hmac
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from asn1 import Der, encode, integer, octets, oid, sequence  # noqa: E402
from expect import read  # noqa: E402

DATA, SIGNED, ENVELOPED, ENCRYPTED = (f"1.2.840.113549.1.7.{number}" for number in (1, 2, 3, 6))
NULL = encode(0x05)
SHA256 = "2.16.840.1.101.3.4.2.1"
HMAC_SHA256 = "1.2.840.113549.2.9"
PBKDF2 = "1.2.840.113549.1.5.12"
PBES2 = "1.2.840.113549.1.5.13"
PBMAC1 = "1.2.840.113549.1.5.14"
AES256 = "2.16.840.1.101.3.4.1.42"
SALT = bytes(range(16))
ROUNDS = 2048


def explicit(number, *parts):
    return encode(0xa0 + number, *parts)


def algorithm(name, *parameters):
    return sequence(oid(name), *parameters)


def bmp(password):
    """As RFC 7292, B.1 wants passwords: UTF-16BE and a NUL character."""
    return password.encode("utf-16-be") + b"\0\0"


def bytes_as_characters(password):
    """What OpenSSL up to 1.0.2 took a UTF-8 password for."""
    return bmp(password.encode().decode("latin-1"))


# --- encryption and MAC


def aes256_cbc(key, vector, plain):
    command = ["openssl", "enc", "-aes-256-cbc", "-K", key.hex(), "-iv", vector.hex()]
    return subprocess.run(command, input=plain, capture_output=True, check=True).stdout


def pbes2(plain, password):
    """The AlgorithmIdentifier and the ciphertext of `plain`; `password` is octets, whatever they stand for."""
    key = hashlib.pbkdf2_hmac("sha256", password, SALT, ROUNDS, 32)
    derivation = algorithm(PBKDF2, sequence(octets(SALT), integer(ROUNDS), algorithm(HMAC_SHA256, NULL)))
    scheme = algorithm(AES256, octets(SALT))
    return algorithm(PBES2, sequence(derivation, scheme)), aes256_cbc(key, SALT, plain)


def pkcs12_kdf(purpose, password, salt, rounds, size):
    """RFC 7292, B.2 for SHA-256 and one block of output."""
    block = 64

    def filled(data):
        return (data * (block // len(data) + 1))[:block * -(-len(data) // block)] if data else b""

    digest = bytes([purpose]) * block + filled(salt) + filled(password)
    for _ in range(rounds):
        digest = hashlib.sha256(digest).digest()
    return digest[:size]


def mac_data(authenticated, password, rounds=ROUNDS, claimed=None):
    key = pkcs12_kdf(3, password, SALT, rounds, 32)
    mac = hmac.new(key, authenticated, "sha256").digest()
    info = sequence(algorithm(SHA256, NULL), octets(mac))
    return sequence(info, octets(SALT), integer(rounds if claimed is None else claimed))


def pbmac1_data(authenticated, password, size, claimed="as it is"):
    """`claimed` is the key length that the parameters say, or None to leave it out."""
    key = hashlib.pbkdf2_hmac("sha256", password, SALT, ROUNDS, size)
    mac = hmac.new(key, authenticated, "sha256").digest()
    length = [] if claimed is None else [integer(size if claimed == "as it is" else claimed)]
    derivation = algorithm(PBKDF2, sequence(octets(SALT), integer(ROUNDS), *length, algorithm(HMAC_SHA256, NULL)))
    scheme = algorithm(PBMAC1, sequence(derivation, algorithm(HMAC_SHA256, NULL)))
    return sequence(sequence(scheme, octets(mac)), octets(b"NOT USED"), integer(1))


# --- bags and safes


def attributes(name):
    friendly = sequence(oid("1.2.840.113549.1.9.20"), encode(0x31, encode(0x1e, name.encode("utf-16-be"))))
    local_key_id = sequence(oid("1.2.840.113549.1.9.21"), encode(0x31, octets(b"\1")))
    return encode(0x31, friendly, local_key_id)


def certificate_bag(file, *rest):
    certificate = sequence(oid("1.2.840.113549.1.9.22.1"), explicit(0, octets(read(file))))
    return sequence(oid("1.2.840.113549.1.12.10.1.3"), explicit(0, certificate), *rest)


def key_bag(file, password):
    scheme, ciphertext = pbes2(read(file), password)
    encrypted = sequence(scheme, octets(ciphertext))
    return sequence(oid("1.2.840.113549.1.12.10.1.2"), explicit(0, encrypted), attributes("web"))


def plain_safe(*bags):
    return sequence(oid(DATA), explicit(0, octets(sequence(*bags))))


def encrypted_safe(password, *bags):
    scheme, ciphertext = pbes2(sequence(*bags), password)
    content = sequence(oid(DATA), scheme, encode(0x80, ciphertext))
    return sequence(oid(ENCRYPTED), explicit(0, sequence(integer(0), content)))


def web(key_password, certificate_password):
    """The content of an authSafe: the key ec256 with its certificate, named web."""
    return sequence(encrypted_safe(certificate_password, certificate_bag("ec256.crt", attributes("web"))),
                    plain_safe(key_bag("ec256.key", key_password)))


def pfx(authenticated, *mac, version=3):
    return sequence(integer(version), sequence(oid(DATA), explicit(0, octets(authenticated))), *mac)


def usual():
    return web(b"changeit", b"changeit")


def with_mac(authenticated):
    return pfx(authenticated, mac_data(authenticated, bmp("changeit")))


# --- BER


def indefinite(tag, *parts):
    return bytes([tag, 0x80]) + b"".join(parts) + b"\0\0"


def segments(data, size):
    return [octets(data[at:at + size]) for at in range(0, len(data), size)]


def ber():
    """Indefinite lengths, a length in more octets than it needs, and octets in segments within segments."""
    authenticated = usual()
    halves = [authenticated[:100], authenticated[100:]]
    content = indefinite(0x24, *(indefinite(0x24, *segments(half, 7)) for half in halves))
    mac = mac_data(authenticated, bmp("changeit"))
    assert mac[:1] == b"\x30" and mac[1] < 0x80
    mac = b"\x30\x84" + mac[1].to_bytes(4, "big") + mac[2:]
    return indefinite(0x30, integer(3), indefinite(0x30, oid(DATA), indefinite(0xa0, content)), mac)


# --- what public keys protect


def cms(*arguments, content):
    command = ["openssl", "cms", "-binary", "-outform", "DER", *arguments]
    return subprocess.run(command, input=content, capture_output=True, check=True, cwd=HERE).stdout


def signed():
    message = cms("-sign", "-nodetach", "-signer", "../pki/server.crt", "-inkey", "../pki/server.key", content=usual())
    return sequence(integer(3), message)


def enveloped():
    envelope = cms("-encrypt", "-aes256", "../pki/server.crt", content=sequence(certificate_bag("root.crt")))
    return with_mac(sequence(envelope))


def pbmac1(size, claimed="as it is"):
    authenticated = usual()
    return pfx(authenticated, pbmac1_data(authenticated, b"changeit", size, claimed))


def rounds(real, claimed):
    authenticated = usual()
    return pfx(authenticated, mac_data(authenticated, bmp("changeit"), real, claimed))


def legacy_password(mac_form):
    authenticated = web("pässwörd".encode(), "pässwörd".encode())
    return pfx(authenticated, mac_data(authenticated, mac_form("pässwörd")))


def bmp_password(certificate_password):
    authenticated = web(bmp("changeit"), certificate_password)
    return pfx(authenticated, mac_data(authenticated, bmp("changeit")))


SAMPLES = {
    "usual": lambda: with_mac(usual()),
    "ber": ber,
    "nss-key": lambda: bmp_password(b"changeit"),
    "nss-all": lambda: bmp_password(bmp("changeit")),
    "openssl-1.0.2": lambda: legacy_password(bytes_as_characters),
    "signed": signed,
    "enveloped": enveloped,
    "version-2": lambda: pfx(usual(), mac_data(usual(), bmp("changeit")), version=2),
    "version-4": lambda: pfx(usual(), mac_data(usual(), bmp("changeit")), version=4),
    "no-safes": lambda: with_mac(sequence()),
    "no-bags": lambda: with_mac(sequence(plain_safe(), encrypted_safe(b"changeit"))),
    "rounds-0": lambda: rounds(0, 0),
    "rounds-negative": lambda: rounds(1, -1),
    "rounds-too-many": lambda: rounds(1, 5_000_001),
    "rounds-2-to-the-62": lambda: rounds(1, 1 << 62),
    "rounds-2-to-the-63": lambda: rounds(1, 1 << 63),
    "pbmac1-key-1": lambda: pbmac1(1),
    "pbmac1-key-19": lambda: pbmac1(19),
    "pbmac1-key-20": lambda: pbmac1(20),
    "pbmac1-key-64": lambda: pbmac1(64),
    "pbmac1-key-65": lambda: pbmac1(65),
    "pbmac1-key-unsaid": lambda: pbmac1(32, None),
}


def main():
    made = SAMPLES[sys.argv[1]]()
    if sys.argv[1] != "ber":
        assert Der(made).whole == made
    with open(sys.argv[2], "wb") as file:
        file.write(made)


main()
