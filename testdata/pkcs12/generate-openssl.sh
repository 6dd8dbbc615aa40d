#!/bin/sh
# PKCS#12 files by `openssl pkcs12 -export` of OpenSSL 3.0, with its legacy provider where old ciphers need it.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need openssl python3

pki=../pki
openssl='openssl 3.0 pkcs12 -export'
changeit='password: changeit'
web='web | key | - | ec256.key | ec256.crt intermediate.crt root.crt'
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cat $pki/intermediate.crt $pki/root.crt >"$scratch/chain"

# identity FILE OPTION...: the key ec256 and its chain of three under the name web; `password` may be set before.
identity() {
  file=$1; shift
  if missing "$file"; then
    openssl pkcs12 -export -inkey $pki/ec256.key -in $pki/ec256.crt -certfile "$scratch/chain" -name web \
      -passout "pass:${password-changeit}" -out "$file" "$@"
  fi
}

# ordinary FILE "PROVES" OPTION...: the same, and its expectation, which is always the same.
ordinary() {
  file=$1 proves=$2; shift 2
  identity "$file" "$@"
  echo "$web" | expect "$file" "$openssl $*" "$proves" "password: ${password-changeit}"
}

# --- the default, and how the safes may be encrypted

ordinary default.p12 'what openssl 3.0 writes: PBES2 AES-256-CBC, HMAC-SHA256, 2048 rounds'
ordinary legacy.p12 'what openssl 1.1.1 wrote: RC2-40 certificates, 3DES key, SHA-1 MAC' -legacy
ordinary descert.p12 '3DES certificates, AES key' -descert

for pbe in SHA1-3DES SHA1-2DES SHA1-RC2-40 SHA1-RC2-128 SHA1-RC4-40 SHA1-RC4-128 \
  MD5-DES SHA1-DES MD5-RC2-64 SHA1-RC2-64; do
  name=$(echo $pbe | tr '[:upper:]' '[:lower:]')
  ordinary "pbes1-$name.p12" "PBES1 and PKCS#12 schemes of RFC 8018 and RFC 7292: $pbe" \
    -legacy -keypbe PBE-$pbe -certpbe PBE-$pbe -macalg sha1
done

for cipher in aes-128-cbc aes-192-cbc aes-256-cbc des-ede3-cbc camellia-128-cbc camellia-192-cbc camellia-256-cbc \
  aria-128-cbc aria-192-cbc aria-256-cbc sm4-cbc des-cbc seed-cbc rc2-cbc rc2-64-cbc rc2-40-cbc cast5-cbc bf-cbc; do
  ordinary "pbes2-$cipher.p12" "PBES2 with $cipher" -legacy -keypbe $cipher -certpbe $cipher -macalg sha256
done

ordinary mixed-pbe.p12 'a key under 3DES and certificates under AES-128' -keypbe PBE-SHA1-3DES -certpbe aes-128-cbc
ordinary plain-certificates.p12 'certificates in a plain safe, the key encrypted' -certpbe NONE
ordinary plain-key.p12 'a plain key bag, which Java skips' -keypbe NONE
ordinary plain.p12 'nothing is encrypted, and a MAC binds it to the password' -keypbe NONE -certpbe NONE
ordinary plain-no-mac.p12 'nothing is encrypted or authenticated, and a password is given all the same' \
  -keypbe NONE -certpbe NONE -nomac

# --- the MAC

for digest in md5 sha1 sha224 sha256 sha384 sha512 sha512-224 sha512-256 sha3-224 sha3-256 sha3-384 sha3-512 sm3 \
  ripemd160 blake2b512 blake2s256 md4 whirlpool; do
  ordinary "mac-$digest.p12" "PKCS#12 KDF and HMAC with $digest" -legacy -keypbe aes-256-cbc -certpbe aes-256-cbc \
    -macalg $digest
done
ordinary no-mac.p12 'no MAC; openssl then leaves the certificates unencrypted, too' -nomac
ordinary no-mac-iterations.p12 'a MAC of one round, its count absent (DEFAULT 1)' -nomaciter
ordinary no-iterations.p12 'one round everywhere' -noiter
ordinary one-round-mac.p12 'the MAC of macOS: one round, 2048 for the keys' -legacy -nomaciter
ordinary rounds-1.p12 'one round by name' -iter 1
ordinary rounds-10000.p12 'ten thousand rounds' -iter 10000
ordinary rounds-1000000.p12 'a million rounds in each of three places' -iter 1000000

# --- passwords

password=pässwörd ordinary password-latin.p12 'a password of Latin-1 characters: UTF-8 for PBES2, UTF-16BE for the MAC'
password=пароль ordinary password-cyrillic.p12 'a password beyond Latin-1'
password='🔑 schlüssel' ordinary password-emoji.p12 'a password beyond the BMP: a surrogate pair in the MAC'
password=pässwörd ordinary password-latin-3des.p12 'the same through the PKCS#12 KDF only' \
  -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
password='🔑 schlüssel' ordinary password-emoji-3des.p12 'a surrogate pair through the PKCS#12 KDF' \
  -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
password='' ordinary password-empty.p12 'the empty password: two zero bytes for the KDF'
password='' ordinary password-empty-3des.p12 'the empty password with PBES1' \
  -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
long=$(printf '%0200d' 0)
password=$long ordinary password-long.p12 'two hundred characters, longer than any block'
password=$long ordinary password-long-3des.p12 'two hundred characters through the PKCS#12 KDF' \
  -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha512

# OpenSSL takes what is no UTF-8 for Latin-1 in the MAC and for bytes in PBES2, as RSA JSafe does.
if missing password-latin1-bytes.p12; then
  printf 'p\344ssw\366rd\n' >"$scratch/latin1"
  openssl pkcs12 -export -inkey $pki/ec256.key -in $pki/ec256.crt -certfile "$scratch/chain" -name web \
    -passout "file:$scratch/latin1" -out password-latin1-bytes.p12
fi
echo "$web" | expect password-latin1-bytes.p12 "$openssl, its password file in Latin-1" \
  'PBES2 keys from Latin-1 bytes, the MAC from UTF-16BE' 'password: pässwörd'

# OpenSSL up to 1.0.2 made a UTF-16 unit of each byte of a UTF-8 password; 3.0 does when it is encoded twice.
password=$(printf pässwörd | iconv -f latin1 -t utf-8) identity password-bytes-as-characters.p12 \
  -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
echo "$web" | expect password-bytes-as-characters.p12 "$openssl, its UTF-8 password encoded as UTF-8 once more" \
  'each byte of the UTF-8 password as one UTF-16 unit, as openssl 1.0.2 did' 'password: pässwörd'

for wrong in default legacy no-iterations; do
  if missing wrong-password-$wrong.p12; then cp $wrong.p12 wrong-password-$wrong.p12; fi
  echo 'error | wrong_password' | expect wrong-password-$wrong.p12 "$openssl" 'a wrong password is called that' \
    'password: changeIt'
done

if missing plain-no-password.p12; then cp plain.p12 plain-no-password.p12; fi
echo "$web" | expect plain-no-password.p12 "$openssl" 'what is not encrypted can be read without a password'
if missing plain-no-mac-no-password.p12; then cp plain-no-mac.p12 plain-no-mac-no-password.p12; fi
echo "$web" | expect plain-no-mac-no-password.p12 "$openssl" 'nothing asks for a password'
if missing no-mac-no-password.p12; then cp no-mac.p12 no-mac-no-password.p12; fi
expect no-mac-no-password.p12 "$openssl -nomac" 'certificates are there without a password, the key stays locked' \
  <<'END'
web | locked | - | ec256.crt intermediate.crt root.crt
END

# --- what is inside

if missing key-only.p12; then
  openssl pkcs12 -export -inkey $pki/ec256.key -nocerts -name web -passout pass:changeit -out key-only.p12 2>/dev/null
fi
echo 'web | key | - | ec256.key' | expect key-only.p12 "$openssl -nocerts" 'a key without any certificate' "$changeit"
if missing key-only-no-name.p12; then
  openssl pkcs12 -export -inkey $pki/ec256.key -nocerts -passout pass:changeit -out key-only-no-name.p12 2>/dev/null
fi
echo 'key | key | - | ec256.key' | expect key-only-no-name.p12 "$openssl -nocerts" 'a key without a name' "$changeit"
if missing no-name.p12; then
  openssl pkcs12 -export -inkey $pki/ec256.key -in $pki/ec256.crt -passout pass:changeit -out no-name.p12
fi
echo 'ec256.example | key | - | ec256.key | ec256.crt' |
  expect no-name.p12 "$openssl" 'an entry without a name has that of its certificate' "$changeit"

if missing certificates.p12; then
  cat $pki/root.crt $pki/other-root.crt $pki/root-rekeyed.crt >"$scratch/roots"
  openssl pkcs12 -export -nokeys -in "$scratch/roots" -passout pass:changeit -out certificates.p12
fi
expect certificates.p12 "$openssl -nokeys" 'certificates without names and without the attribute by which Java trusts' \
  "$changeit" <<'END'
Root CA | certificate | - | root.crt
Other Root CA | certificate | - | other-root.crt
Root CA-2 | certificate | - | root-rekeyed.crt
END

if missing certificates-named.p12; then
  cat $pki/root.crt $pki/other-root.crt >"$scratch/roots"
  openssl pkcs12 -export -nokeys -in "$scratch/roots" -caname 'First Root' -caname 'größte Wurzel' \
    -passout pass:changeit -out certificates-named.p12
fi
expect certificates-named.p12 "$openssl -nokeys -caname …" 'certificates with names' "$changeit" <<'END'
First Root | certificate | - | root.crt
größte Wurzel | certificate | - | other-root.crt
END

ordinary chain-named.p12 'names of certificates in a chain are no entries' -caname 'the intermediate' -caname 'the root'

if missing name-unicode.p12; then
  openssl pkcs12 -export -inkey $pki/ec256.key -in $pki/ec256.crt -name 'ключ größe 世界' \
    -passout pass:changeit -out name-unicode.p12
fi
echo 'ключ größe 世界 | key | - | ec256.key | ec256.crt' |
  expect name-unicode.p12 "$openssl -name 'ключ größe 世界'" 'a name is a BMPString' "$changeit"
if missing name-mixed-case.p12; then
  openssl pkcs12 -export -inkey $pki/ec256.key -in $pki/ec256.crt -name 'Web Server' \
    -passout pass:changeit -out name-mixed-case.p12
fi
echo 'Web Server | key | - | ec256.key | ec256.crt' |
  expect name-mixed-case.p12 "$openssl -name 'Web Server'" 'a name keeps its case' "$changeit"
if missing name-empty.p12; then
  openssl pkcs12 -export -inkey $pki/ec256.key -in $pki/ec256.crt -name '' -passout pass:changeit -out name-empty.p12
fi
entry name-empty.p12 "$openssl -name ''" 'a friendlyName of no characters is a name' \
  '"" | key | - | ec256.key | ec256.crt' "$changeit"
if missing name-control.p12; then
  openssl pkcs12 -export -inkey $pki/ec256.key -in $pki/ec256.crt -name "$(printf 'red\033[31m\342\200\256gro.')" \
    -passout pass:changeit -out name-control.p12
fi
printf '%s\n' '"red\u001b[31m\u202egro." | key | - | ec256.key | ec256.crt' |
  expect name-control.p12 "$openssl -name …" 'control and bidi characters in a name' "$changeit"

ordinary microsoft.p12 "Microsoft's attributes: CSP name, local key set" -CSP \
  'Microsoft Enhanced Cryptographic Provider v1.0' -LMK

# key_with_usage FILE OPTION UNUSED-BITS BITS: -keyex and -keysig put a key usage into the attributes of the PKCS#8
# itself.
key_with_usage() {
  openssl pkcs8 -topk8 -nocrypt -in $pki/ec256.key -outform DER -out "$scratch/plain"
  python3 - "$scratch" "$3$4" <<'END'
import sys
plain = open(sys.argv[1] + "/plain", "rb").read()
attributes = bytes.fromhex("a00d300b0603551d0f31040302" + sys.argv[2])
content = plain[3:] + attributes  # SEQUENCE with one octet of length, before and after
open(sys.argv[1] + "/with-usage", "wb").write(bytes([0x30, 0x81, len(content)]) + content)
END
  identity "$1" "$2"
  echo "web | key | - | $scratch/with-usage | ec256.crt intermediate.crt root.crt" |
    expect "$1" "$openssl $2" "the key usage attribute of a key ($4), inside its PKCS#8" "$changeit"
}
key_with_usage key-exchange.p12 -keyex 04 10
key_with_usage key-signature.p12 -keysig 07 80

# The chain is in the file in the wrong order, and not all of the file belongs to it.
if missing shuffled.p12; then
  cat $pki/root.crt $pki/other-root.crt $pki/issuing.crt $pki/client.crt $pki/intermediate.crt >"$scratch/pile"
  openssl pkcs12 -export -inkey $pki/client.key -in "$scratch/pile" -name client -passout pass:changeit \
    -out shuffled.p12 2>/dev/null
fi
expect shuffled.p12 "$openssl" 'the chain is built by issuer, whatever the order; what is left is a certificate entry' \
  "$changeit" <<'END'
client | key | - | client.key | client.crt issuing.crt intermediate.crt root.crt
Other Root CA | certificate | - | other-root.crt
END

if missing incomplete-chain.p12; then
  cat $pki/client.crt $pki/issuing.crt $pki/root.crt >"$scratch/pile"
  openssl pkcs12 -export -inkey $pki/client.key -in "$scratch/pile" -name client -passout pass:changeit \
    -out incomplete-chain.p12
fi
expect incomplete-chain.p12 "$openssl" 'the chain ends where an issuer is missing' "$changeit" <<'END'
client | key | - | client.key | client.crt issuing.crt
Root CA | certificate | - | root.crt
END

if missing twins.p12; then
  cat $pki/server.crt $pki/intermediate.crt $pki/root-rekeyed.crt $pki/root.crt >"$scratch/pile"
  openssl pkcs12 -export -inkey $pki/server.key -in "$scratch/pile" -name web -passout pass:changeit -out twins.p12
fi
expect twins.p12 "$openssl" 'of two roots of one name the chain takes the one whose key identifier fits' "$changeit" \
  <<'END'
web | key | - | server.key | server.crt intermediate.crt root.crt
Root CA | certificate | - | root-rekeyed.crt
END

if missing duplicates.p12; then
  cat $pki/server.crt $pki/intermediate.crt $pki/intermediate.crt $pki/server.crt $pki/root.crt >"$scratch/pile"
  openssl pkcs12 -export -inkey $pki/server.key -in "$scratch/pile" -certfile "$scratch/pile" -name web \
    -passout pass:changeit -out duplicates.p12
fi
if missing cross-signed.p12; then
  cat $pki/server.crt $pki/intermediate.crt $pki/intermediate-cross.crt $pki/root.crt $pki/other-root.crt \
    >"$scratch/pile"
  openssl pkcs12 -export -inkey $pki/server.key -in "$scratch/pile" -name web -passout pass:changeit -out \
    cross-signed.p12
fi

for kind in server:RSA ec384:'EC on P-384' ec521:'EC on P-521' secp256k1:'EC on secp256k1' \
  brainpool:'EC on brainpoolP256r1' \
  ed25519:Ed25519 ed448:Ed448 dsa:DSA rsapss:RSASSA-PSS; do
  name=${kind%%:*}
  if missing "key-$name.p12"; then
    openssl pkcs12 -export -inkey "$pki/$name.key" -in "$pki/$name.crt" -name "$name" -passout pass:changeit \
      -out "key-$name.p12"
  fi
  echo "$name | key | - | $name.key | $name.crt" | expect "key-$name.p12" "$openssl" "a key of kind ${kind#*:}" \
    "$changeit"
done
for name in x25519 dh ec-explicit; do
  if missing "key-$name.p12"; then
    openssl pkcs12 -export -inkey "$pki/$name.key" -nocerts -name "$name" -passout pass:changeit -out "key-$name.p12"
  fi
  echo "$name | key | - | $name.key" | expect "key-$name.p12" "$openssl -nocerts" 'a key that no certificate is for' \
    "$changeit"
done

if missing names.p12; then
  for name in v1 serial20 serial-negative no-cn empty-subject utf8-name bmp-name t61-name control-name bidi-name \
    long-name multi-rdn all-names; do cat "$pki/$name.crt"; done >"$scratch/pile"
  openssl pkcs12 -export -nokeys -in "$scratch/pile" -passout pass:changeit -out names.p12
fi
expect names.p12 "$openssl -nokeys" 'an alias from a CN, whatever characters it has, or else "certificate"' \
  "$changeit" <<'END'
version one | certificate | - | v1.crt
twenty byte serial | certificate | - | serial20.crt
negative serial | certificate | - | serial-negative.crt
certificate | certificate | - | no-cn.crt
certificate-2 | certificate | - | empty-subject.crt
Größe 世界 😀 | certificate | - | utf8-name.crt
Größe 世界 | certificate | - | bmp-name.crt
Größe | certificate | - | t61-name.crt
"red\u001b[31m\nline\u007f" | certificate | - | control-name.crt
"exe\u202efdp.\u2066x\u2069" | certificate | - | bidi-name.crt
long=name.example | certificate | - | long-name.crt
multi.example | certificate | - | multi-rdn.crt
names.example | certificate | - | all-names.crt
END
