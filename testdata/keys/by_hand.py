"""Encryptions of ../pki/ec256.key that the tools of this machine read or once wrote, but do not write."""

import hashlib
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, "..")
from asn1 import encode, integer, octets, oid, sequence  # noqa: E402

PASSWORD = "söcret"
SALT = bytes(range(8))
IV = bytes(range(16, 32))
ROUNDS = 1000
AES = "2.16.840.1.101.3.4.1.42"
NULL = encode(0x05)


def key():
    command = ["openssl", "pkcs8", "-topk8", "-nocrypt", "-in", "../pki/ec256.key", "-outform", "DER"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def encrypt(cipher, secret, iv, plaintext, *options):
    command = ["openssl", "enc", "-" + cipher, "-K", secret.hex(), "-iv", iv.hex(), *options]
    return subprocess.run(command, input=plaintext, check=True, capture_output=True).stdout


def pbkdf2(password, digest="sha1", length=32):
    return hashlib.pbkdf2_hmac(digest, password, SALT, ROUNDS, length)


def pbes2(derivation, cipher, parameters, ciphertext):
    scheme = sequence(oid("1.2.840.113549.1.5.13"), sequence(derivation, sequence(oid(cipher), parameters)))
    return sequence(scheme, octets(ciphertext))


def derivation(*more, salt=octets(SALT)):
    return sequence(oid("1.2.840.113549.1.5.12"), sequence(salt, integer(ROUNDS), *more))


def aes(password, *, plaintext=None, digest="sha1", prf=None, iv=IV, parameters=None):
    ciphertext = encrypt("aes-256-cbc", pbkdf2(password, digest), iv, plaintext or key())
    more = [sequence(oid(prf), NULL)] if prf else []
    return pbes2(derivation(*more), AES, parameters or octets(iv), ciphertext)


def indefinite(der):
    """The outermost SEQUENCE in BER."""
    return b"\x30\x80" + der[4 if der[1] == 0x82 else 3 if der[1] == 0x81 else 2:] + b"\0\0"


def jceks(salt, first_half):
    """PBEWithMD5AndTripleDES of a salt whose halves are equal, so that Java puts `first_half` in place of the first."""
    secret = b""
    for half in (first_half, salt[4:]):
        for _ in range(ROUNDS):
            half = hashlib.md5(half + b"secret").digest()
        secret += half
    scheme = sequence(oid("1.3.6.1.4.1.42.2.19.1"), sequence(octets(salt), integer(ROUNDS)))
    return sequence(scheme, octets(encrypt("des-ede3-cbc", secret[:24], secret[24:], key())))


utf8, bmp = PASSWORD.encode(), PASSWORD.encode("utf-16-be")
nss_iv = octets(IV[:14])
des3 = encrypt("des-ede3-cbc", pbkdf2(utf8, length=24), IV[:8], key())
cast5 = encrypt("cast5-cbc", pbkdf2(utf8, length=16), IV[:8], key(), "-provider", "legacy")
files = {
    # RFC 8018, A.2: without a PRF it is hmacWithSHA1.
    "hand-default-prf": aes(utf8),
    "hand-prf-sha3-256": aes(utf8, digest="sha3_256", prf="2.16.840.1.101.3.4.2.14"),
    "hand-prf-sha3-512": aes(utf8, digest="sha3_512", prf="2.16.840.1.101.3.4.2.16"),
    "hand-prf-sm3": aes(utf8, digest="sm3", prf="1.2.156.10197.1.401.2"),
    "hand-prf-without-null": pbes2(
        derivation(integer(32), sequence(oid("1.2.840.113549.2.9"))), AES, octets(IV),
        encrypt("aes-256-cbc", pbkdf2(utf8, "sha256"), IV, key())),
    # Old NSS gave PBES2 the password as PKCS#12 has it.
    "hand-bmp-terminated": aes(bmp + b"\0\0"),
    # And took the header of its IV for two octets of it.
    "hand-nss-iv": aes(utf8, iv=nss_iv, parameters=nss_iv),
    # RFC 2984 has CAST5's IV and key length in a SEQUENCE.
    "hand-cast5-rfc2984": pbes2(
        derivation(), "1.2.840.113533.7.66.10", sequence(octets(IV[:8]), integer(128)), cast5),
    "hand-3des-key-length": pbes2(derivation(integer(24)), "1.2.840.113549.3.7", octets(IV[:8]), des3),
    # PrivateKeyInfo in BER under the encryption.
    "hand-ber-inside": aes(utf8, plaintext=indefinite(key())),
    # Both JDK 9 and later, which turn the half around, and the typo before them.
    "hand-jceks-equal-halves": jceks(b"abcdabcd", b"dcba"),
    "hand-jceks-equal-halves-old": jceks(b"abcdabcd", b"dabd"),
}
for name, content in files.items():
    path = Path(name + ".p8")
    if not path.exists():
        path.write_bytes(content)
