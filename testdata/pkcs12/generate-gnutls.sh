#!/bin/sh
# PKCS#12 files by GnuTLS's certtool: a safe for every certificate, 600000 rounds each; few files, as each takes a
# second to open.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need certtool python3

pki=../pki
web='web | key | - | ec256.key | ec256.crt'

# gnutls FILE OPTION...
gnutls() {
  file=$1; shift
  if missing "$file"; then certtool --to-p12 --outder --outfile "$file" "$@" 2>/dev/null; fi
}

# identity FILE "PROVES" OPTION...
identity() {
  file=$1 proves=$2; shift 2
  gnutls "$file" --load-privkey $pki/ec256.key --load-certificate $pki/ec256.crt --p12-name web --password changeit "$@"
  entry "$file" "certtool 3.7 --to-p12${*:+ $*}" "$proves" "$web" 'password: changeit'
}

identity gnutls-default.p12 'PBES2 AES-128-CBC'
identity gnutls-3des-pkcs12.p12 '3DES with the PKCS#12 KDF' --pkcs-cipher 3des-pkcs12
gnutls gnutls-password-empty.p12 --load-privkey $pki/ec256.key --load-certificate $pki/ec256.crt --p12-name web \
  --empty-password
entry gnutls-password-empty.p12 'certtool 3.7 --to-p12 --empty-password' \
  'the empty password: two zero octets for the KDF' \
  "$web" 'password: '
gnutls gnutls-password-null.p12 --load-privkey $pki/ec256.key --load-certificate $pki/ec256.crt --p12-name web \
  --null-password
entry gnutls-password-null.p12 'certtool 3.7 --to-p12 --null-password' 'no password at all: no octets for the KDF' \
  "$web" 'password: '
gnutls gnutls-certificates.p12 --load-ca-certificate $pki/root.crt --p12-name roots --password changeit
entry gnutls-certificates.p12 'certtool 3.7 --to-p12 --load-ca-certificate' \
  'a certificate, without a name and not trusted' \
  'Root CA | certificate | - | root.crt' 'password: changeit'
# A plain key in a bag that is for encrypted ones; only GnuTLS opens it. Without expectation.
gnutls gnutls-plain.p12 --load-privkey $pki/ec256.key --load-certificate $pki/ec256.crt --p12-name web --password \
  changeit \
  --pkcs-cipher none
