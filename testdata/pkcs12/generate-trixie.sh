#!/bin/sh
# PKCS#12 files by what Debian 13 has: OpenSSL 3.5, certtool 3.8, pk12util 3.110. They write PBMAC1 (RFC 9879).
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need python3

pki=../pki
changeit='password: changeit'
web='web | key | - | ec256.key | ec256.crt'

# newer FILE TOOL ARGUMENT...: makes FILE if it is missing and Debian 13 is there.
newer() {
  file=$1; shift
  if [ -e "$file" ] || ! have_trixie "$file"; then return 0; fi
  missing "$file"
  trixie "$@" >/dev/null 2>&1
  chmod 644 "$file"
}

# identity FILE "PROVES" PASSWORD OPTION...
identity() {
  file=$1 proves=$2 password=$3; shift 3
  newer "$file" openssl pkcs12 -export -inkey $pki/ec256.key -in $pki/ec256.crt -name web -passout "pass:$password" \
    -out "$file" "$@"
  entry "$file" "openssl 3.5 pkcs12 -export $*" "$proves" "$web" "password: $password"
}

identity pbmac1-default.p12 'PBMAC1, HMAC and PRF with SHA-256' changeit -pbmac1_pbkdf2
for digest in sha1 sha224 sha384 sha512 sha512-256 sha3-256; do
  identity "pbmac1-$digest.p12" "PBMAC1, HMAC and PRF with $digest" changeit \
    -pbmac1_pbkdf2 -pbmac1_pbkdf2_md $digest -macalg $digest
done
identity pbmac1-sha512-sha256.p12 'PBMAC1, HMAC with SHA-512 and PRF with SHA-256 (RFC 9879, A.2 turned round)' \
  changeit \
  -pbmac1_pbkdf2 -pbmac1_pbkdf2_md sha256 -macalg sha512
identity pbmac1-sha256-sha512.p12 'PBMAC1, HMAC with SHA-256 and PRF with SHA-512' changeit \
  -pbmac1_pbkdf2 -pbmac1_pbkdf2_md sha512 -macalg sha256
identity pbmac1-salt-16.p12 'a salt of 16 octets' changeit -pbmac1_pbkdf2 -macsaltlen 16
identity pbmac1-rounds-1.p12 'one round' changeit -pbmac1_pbkdf2 -iter 1
identity pbmac1-3des.p12 '3DES bags under PBMAC1' changeit -pbmac1_pbkdf2 -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES
identity pbmac1-plain.p12 'plain bags under PBMAC1' changeit -pbmac1_pbkdf2 -keypbe NONE -certpbe NONE
identity pbmac1-unicode.p12 'PBMAC1 takes the UTF-8 bytes of a password, not UTF-16' 'пароль 🔑' -pbmac1_pbkdf2
identity pbmac1-empty.p12 'PBMAC1 with the empty password' '' -pbmac1_pbkdf2
identity mac-salt-16.p12 'a MAC salt of 16 octets' changeit -macsaltlen 16
if [ -e pbmac1-default.p12 ] && missing pbmac1-wrong-password.p12; then cp pbmac1-default.p12 \
  pbmac1-wrong-password.p12; fi
entry pbmac1-wrong-password.p12 'openssl 3.5 pkcs12 -export -pbmac1_pbkdf2' 'a wrong password is called that' \
  'error | wrong_password' 'password: changeIt'

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for name in root other-root root-rekeyed no-cn empty-subject; do cat $pki/$name.crt; done >"$scratch/bundle"
newer jdktrust.p12 openssl pkcs12 -export -nokeys -in "$scratch/bundle" -caname one -caname two -caname three \
  -jdktrust anyExtendedKeyUsage -passout pass:changeit -out jdktrust.p12
expect jdktrust.p12 'openssl 3.5 pkcs12 -export -jdktrust anyExtendedKeyUsage' \
  'trusted certificates, as openssl marks them for Java' \
  "$changeit" <<'END'
one | trusted | - | root.crt
two | trusted | - | other-root.crt
three | trusted | - | root-rekeyed.crt
certificate | trusted | - | no-cn.crt
certificate-2 | trusted | - | empty-subject.crt
END
newer jdktrust-server.p12 openssl pkcs12 -export -nokeys -in $pki/root.crt -caname root \
  -jdktrust serverAuth -passout pass:changeit -out jdktrust-server.p12
entry jdktrust-server.p12 'openssl 3.5 pkcs12 -export -jdktrust serverAuth' 'trusted for one purpose' \
  'root | trusted | - | root.crt | for 1.3.6.1.5.5.7.3.1' "$changeit"

newer key-ml-dsa-65.p12 openssl pkcs12 -export -inkey $pki/ml-dsa-65.key -in $pki/ml-dsa-65.crt -name ml-dsa-65 \
  -passout pass:changeit -out key-ml-dsa-65.p12
entry key-ml-dsa-65.p12 'openssl 3.5 pkcs12 -export' 'a key that our libcrypto cannot use' \
  'ml-dsa-65 | key | - | ml-dsa-65.key | ml-dsa-65.crt' "$changeit"
newer key-ml-kem-768.p12 openssl pkcs12 -export -inkey $pki/ml-kem-768.key -nocerts -name ml-kem-768 \
  -passout pass:changeit -out key-ml-kem-768.p12
entry key-ml-kem-768.p12 'openssl 3.5 pkcs12 -export -nocerts' 'a key that our libcrypto cannot use' \
  'ml-kem-768 | key | - | ml-kem-768.key' "$changeit"

newer gnutls-pbmac1.p12 certtool --to-p12 --pbmac1 --load-privkey $pki/ec256.key --load-certificate $pki/ec256.crt \
  --p12-name web --password changeit --outder --outfile gnutls-pbmac1.p12
entry gnutls-pbmac1.p12 'certtool 3.8 --to-p12 --pbmac1' 'PBMAC1 of GnuTLS' "$web" "$changeit"

if [ ! -e nss-pbmac1.p12 ] && have_trixie nss-pbmac1.p12; then
  database=$scratch/nss
  mkdir "$database"
  trixie certutil -N -d "sql:$database" --empty-password
  trixie pk12util -i default.p12 -d "sql:$database" -W changeit -K '' >/dev/null
  newer nss-pbmac1.p12 pk12util -o nss-pbmac1.p12 -n web -d "sql:$database" -W changeit -K '' -M 'HMAC SHA-256'
fi
entry nss-pbmac1.p12 "pk12util 3.110 -M 'HMAC SHA-256'" 'PBMAC1 of NSS' "$web intermediate.crt root.crt" "$changeit"
