#!/bin/sh
# PKCS#12 files that no tool of today writes, by by_hand.py, and real ones that were cut or changed.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need openssl python3

changeit='password: changeit'
web='web | key | - | ec256.key | ec256.crt'

# sample NAME "PROVES" "ENTRY" [HEADER LINE]...
sample() {
  name=$1 proves=$2 line=$3; shift 3
  if missing "hand-$name.p12"; then python3 by_hand.py "$name" "hand-$name.p12"; fi
  entry "hand-$name.p12" "by_hand.py $name" "$proves" "$line" "$@"
}

sample usual 'that by_hand.py makes what openssl opens, before it bends anything' "$web" "$changeit"
sample ber 'indefinite lengths, long lengths, and octets in segments of segments' "$web" "$changeit"
sample nss-key 'an old NSS: the PBES2 password of the key is UTF-16BE and NUL' "$web" "$changeit"
sample nss-all 'an old NSS: every PBES2 password is UTF-16BE and NUL' "$web" "$changeit"
sample openssl-1.0.2 'openssl 1.0.2: PBES2 of UTF-8 octets, a MAC that takes each of them for a character' "$web" \
  'password: pässwörd'
sample signed 'integrity by a signature' 'error | unsupported_format' "$changeit"
sample enveloped 'privacy by a public key' 'error | unsupported_format' "$changeit"
sample version-2 'a version that there is not' 'error | unsupported_format' "$changeit"
sample version-4 'a version that there is not' 'error | unsupported_format' "$changeit"
sample no-safes 'an authSafe without safes' '' "$changeit"
sample no-bags 'safes without bags' '' "$changeit"
sample rounds-0 'no rounds: anyone could forge that' 'error | damaged' "$changeit"
sample rounds-negative 'a negative number of rounds' 'error | damaged' "$changeit"
sample rounds-too-many 'one round more than allowed' 'error | limit' "$changeit"
sample rounds-2-to-the-62 'more rounds than the universe has time for' 'error | limit' "$changeit"
sample rounds-2-to-the-63 'a number of rounds beyond 63 bits' 'error | damaged' "$changeit"
sample pbmac1-key-1 'a PBMAC1 key of one octet, which anyone finds (RFC 9879, 5)' 'error | damaged' "$changeit"
sample pbmac1-key-19 'a PBMAC1 key of 19 octets' 'error | damaged' "$changeit"
sample pbmac1-key-20 'the shortest PBMAC1 key allowed' "$web" "$changeit"
sample pbmac1-key-64 'the longest PBMAC1 key allowed' "$web" "$changeit"
sample pbmac1-key-65 'a PBMAC1 key of 65 octets' 'error | damaged' "$changeit"
sample pbmac1-key-unsaid 'PBMAC1 without a key length (RFC 9879, A.6)' 'error | damaged' "$changeit"

# cut FILE SOURCE SIZE
cut_to() { output "$1" head -c "$3" "$2"; }
cut_to cut-in-safe.p12 default.p12 1500
entry cut-in-safe.p12 'head, from default.p12' 'the file ends inside the authSafe' 'error | damaged' "$changeit"
cut_to cut-in-ber.p12 bc-store-pkcs12.p12 1500
entry cut-in-ber.p12 'head, from bc-store-pkcs12.p12' 'the file ends inside indefinite lengths' 'error | damaged' \
  "$changeit"

# changed FILE SOURCE OFFSET-FROM-THE-END: one bit is another.
changed() {
  if missing "$1"; then
    python3 -c 'import sys
data = bytearray(open(sys.argv[2], "rb").read())
data[-int(sys.argv[3])] ^= 1
open(sys.argv[1], "wb").write(data)' "$1" "$2" "$3"
  fi
}
changed changed-safe.p12 default.p12 500
entry changed-safe.p12 'one bit changed, from default.p12' 'a changed safe cannot be told from a wrong password' \
  'error | wrong_password' "$changeit"
