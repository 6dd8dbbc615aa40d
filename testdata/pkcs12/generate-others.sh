#!/bin/sh
# PKCS#12 files by libraries of other languages: go-pkcs12 (Go), node-forge (JavaScript), python3-cryptography.
# go-pkcs12 and go come from Debian 13; for node-forge NODE_PATH has to name the folder where it is.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need python3

changeit='password: changeit'
chain='ec256.crt intermediate.crt root.crt'

# with_go FILE ARGUMENT...
with_go() {
  file=$1; shift
  if [ -e "$file" ] || ! have_trixie "$file"; then return 0; fi
  missing "$file"
  # shellcheck disable=SC2031 # for this one command
  GO111MODULE=off GOPATH=$TRIXIE/usr/share/gocode GOTOOLCHAIN=local "$TRIXIE/usr/lib/go-1.24/bin/go" run MakeP12.go "$@"
}

for profile in legacy-rc2 legacy-des modern-2023; do
  with_go go-$profile.p12 $profile go-$profile.p12
  entry go-$profile.p12 "go-pkcs12 0.5, $profile, MakeP12.go" 'no names, and the key goes by its localKeyID' \
    "ec256.example | key | - | ec256.key | $chain" "$changeit"
  with_go go-trust-$profile.p12 $profile go-trust-$profile.p12 trust
  expect go-trust-$profile.p12 "go-pkcs12 0.5, $profile, EncodeTrustStoreEntries, MakeP12.go" \
    'trusted certificates with names' \
    "$changeit" <<'END'
root | trusted | - | root.crt
größte Wurzel | trusted | - | other-root.crt
END
done
with_go go-passwordless.p12 passwordless go-passwordless.p12
entry go-passwordless.p12 'go-pkcs12 0.5, Passwordless, MakeP12.go' \
  'a plain key bag, plain certificates, no MAC and no password' \
  "ec256.example | key | - | ec256.key | $chain"
with_go go-trust-passwordless.p12 passwordless go-trust-passwordless.p12 trust
expect go-trust-passwordless.p12 'go-pkcs12 0.5, Passwordless, EncodeTrustStoreEntries, MakeP12.go' \
  'trusted certificates and no password' <<'END'
root | trusted | - | root.crt
größte Wurzel | trusted | - | other-root.crt
END

for algorithm in 3des aes128 aes256; do
  file=forge-$algorithm.p12
  if missing $file; then node make_p12.js $algorithm $file; fi
  entry $file "node-forge 1.4, algorithm $algorithm, make_p12.js" 'certificates unencrypted, a SHA-1 MAC' \
    'web | key | - | server.key | server.crt intermediate.crt root.crt' "$changeit"
done

for scheme in best 3des aes none; do
  file=python-$scheme.p12
  if missing $file; then /usr/bin/python3 make_p12.py $scheme $file; fi
done
for scheme in best 3des aes; do
  entry python-$scheme.p12 "python3-cryptography 38, $scheme, make_p12.py" 'names in UTF-8 become BMPStrings' \
    "größe | key | - | ec256.key | $chain" "$changeit"
done
entry python-none.p12 'python3-cryptography 38, none, make_p12.py' 'nothing is encrypted, and there is no MAC' \
  "größe | key | - | ec256.key | $chain"
