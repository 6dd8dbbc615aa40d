#!/bin/sh
# The key ../pki/ec256.key under every encryption a tool of this machine can put it, as DER of an EncryptedPrivateKeyInfo
# (NAME.p8) or as a PEM block with a DEK-Info header (NAME.pem). The password is "söcret", in UTF-8 unless NAME says.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need openssl python3 keytool

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
printf 'söcret\n' >"$scratch/utf8"
printf 's\366cret\n' >"$scratch/latin1"
printf '\n' >"$scratch/empty"

# p8 NAME PASSWORD-FILE OPTION...
p8() {
  name=$1 password=$2; shift 2
  if ! missing "$name.p8"; then return 0; fi
  openssl pkcs8 -topk8 -in ../pki/ec256.key -outform DER -out "$name.p8" -passout "file:$scratch/$password" \
    -provider default -provider legacy "$@"
}

for cipher in aes-128-cbc aes-192-cbc aes-256-cbc aria-128-cbc aria-192-cbc aria-256-cbc bf-cbc camellia-128-cbc \
  camellia-192-cbc camellia-256-cbc cast5-cbc des-cbc des-ede3-cbc rc2-40-cbc rc2-64-cbc rc2-cbc seed-cbc sm4-cbc; do
  p8 "pbes2-$cipher" utf8 -v2 "$cipher"
done
for prf in hmacWithMD5 hmacWithSHA1 hmacWithSHA224 hmacWithSHA384 hmacWithSHA512 hmacWithSHA512-224 \
  hmacWithSHA512-256; do
  p8 "prf-$prf" utf8 -v2 aes-256-cbc -v2prf "$prf"
done
for pbe in PBE-MD5-DES PBE-MD5-RC2-64 PBE-SHA1-DES PBE-SHA1-RC2-64 PBE-SHA1-3DES PBE-SHA1-2DES PBE-SHA1-RC2-40 \
  PBE-SHA1-RC2-128 PBE-SHA1-RC4-40 PBE-SHA1-RC4-128; do
  p8 "v1-$pbe" utf8 -v1 "$pbe"
done
p8 scrypt utf8 -scrypt
p8 scrypt-1024-4-2 utf8 -scrypt -scrypt_N 1024 -scrypt_r 4 -scrypt_p 2 -v2 aria128
p8 one-round utf8 -v2 aes-256-cbc -iter 1
p8 latin1-pbes2 latin1 -v2 aes-256-cbc
p8 latin1-pkcs12 latin1 -v1 PBE-SHA1-3DES
p8 empty-pbes2 empty -v2 aes-256-cbc
p8 empty-pkcs12 empty -v1 PBE-SHA1-3DES

# What no tool here writes any more: see by_hand.py.
python3 by_hand.py

# pem NAME CIPHER KEY
pem() {
  if missing "dek-$1.pem"; then
    openssl pkey -in "../pki/$3.key" -traditional -out "dek-$1.pem" -passout "file:$scratch/utf8" "-$2" \
      -provider default -provider legacy
  fi
}
for cipher in aes-128-cbc aes-256-cbc des-cbc des-ede-cbc des-ede3-cbc bf-cbc cast5-cbc rc2-cbc seed-cbc \
  camellia-192-cbc aria-256-cbc aes-256-cfb aes-128-ofb; do
  pem "$cipher" "$cipher" ec256
done
pem rsa aes-256-cbc server
pem dsa aes-256-cbc dsa

# Java's two key protectors, taken out of the stores that hold them. Java's JCEKS wants ASCII: its password is "secret".
java_key() {
  if ! missing "$1.p8"; then return 0; fi
  openssl pkcs12 -export -inkey ../pki/ec256.key -in ../pki/ec256.crt -name key -out "$scratch/in.p12" -passout pass:secret
  keytool -J-Duser.language=en -importkeystore -srckeystore "$scratch/in.p12" -srcstorepass secret \
    -destkeystore "$scratch/$1" -deststoretype "$2" -deststorepass secret -noprompt 2>/dev/null
  python3 -c 'import sys; from pathlib import Path; sys.path.insert(0, "../jks"); import jks
data = Path(sys.argv[1]).read_bytes().replace(b"\xce\xce\xce\xce", b"\xfe\xed\xfe\xed", 1)
Path(sys.argv[2]).write_bytes(jks.parse(data).entries[0].key)' "$scratch/$1" "$1.p8"
}
java_key jks-protector JKS
java_key jceks-protector JCEKS

# A secret key as Java's PKCS#12 keeps it: keytool -importpass, whose key is the password "the stored secret".
if missing secret-key.p8; then
  printf 'the stored secret\nthe stored secret\n' | keytool -J-Duser.language=en -importpass -alias s \
    -keystore "$scratch/secret.p12" -storetype PKCS12 -storepass secret >/dev/null 2>&1
  python3 -c 'import sys; from pathlib import Path; sys.path.insert(0, ".."); import asn1
store = asn1.Der(Path(sys.argv[1]).read_bytes())
octets = lambda info: info.children()[1].children()[0].content
safe = asn1.Der(octets(store.children()[1])).children()[0]
bag = asn1.Der(octets(safe)).children()[0]
secret = bag.children()[1].children()[0]
Path(sys.argv[2]).write_bytes(secret.children()[1].children()[0].content)' "$scratch/secret.p12" secret-key.p8
fi

chmod 644 ./*.p8 ./*.pem
