"""Makes PKCS#12 files with python3-cryptography. Run by generate-others.sh: python3 make_p12.py SAMPLE FILE"""

import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption, NoEncryption, PrivateFormat, load_pem_private_key)
from cryptography.hazmat.primitives.serialization import pkcs12


def read(name):
    with open(f"../pki/{name}", "rb") as file:
        return file.read()


def certificate(name):
    return x509.load_pem_x509_certificate(read(f"{name}.crt"))


def builder(scheme, rounds, digest):
    return (PrivateFormat.PKCS12.encryption_builder().kdf_rounds(rounds)
            .key_cert_algorithm(scheme).hmac_hash(digest).build(b"changeit"))


ENCRYPTION = {
    "best": lambda: BestAvailableEncryption(b"changeit"),
    "3des": lambda: builder(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC, 50000, hashes.SHA1()),
    "aes": lambda: builder(pkcs12.PBES.PBESv2SHA256AndAES256CBC, 50000, hashes.SHA256()),
    "none": NoEncryption,
}

chain = [certificate("intermediate"), pkcs12.PKCS12Certificate(certificate("root"), "größte Wurzel".encode())]
key = load_pem_private_key(read("ec256.key"), None)
encryption = ENCRYPTION[sys.argv[1]]()
made = pkcs12.serialize_key_and_certificates("größe".encode(), key, certificate("ec256"), chain, encryption)
with open(sys.argv[2], "wb") as out:
    out.write(made)
