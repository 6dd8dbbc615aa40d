#!/bin/sh
# PKCS#12 files by NSS's pk12util (Firefox): BER with indefinite lengths, 600000 rounds whatever the
# cipher; few files, as each takes a second to open.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need certutil pk12util python3

database=$(mktemp -d)
trap 'rm -rf "$database"' EXIT
web='web | key | - | ec256.key | ec256.crt intermediate.crt root.crt'
certutil -N -d "sql:$database" --empty-password
pk12util -i default.p12 -d "sql:$database" -W changeit -K '' >/dev/null

# nss FILE "PROVES" PASSWORD [OPTION]...
nss() {
  file=$1 proves=$2 password=$3; shift 3
  if missing "$file"; then
    pk12util -o "$file" -n web -d "sql:$database" -W "$password" -K '' "$@" >/dev/null
    chmod 644 "$file"
  fi
  entry "$file" "pk12util 3.87${*:+ $*}" "$proves" "$web" "password: $password"
}

nss nss-default.p12 'BER; the leaf stands last, every certificate has a name' changeit
nss nss-rc2.p12 'what Firefox wrote until 2021, save for its rounds: RC2-40 certificates, 3DES key' changeit \
  -c 'DES-EDE3-CBC' -C 'PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC' -M SHA-1
nss nss-password-unicode.p12 'a password beyond the BMP' 'пароль 🔑'
