#!/bin/sh
# PKCS#12 files by BouncyCastle 1.72: its stores, and through MakeP12.java what its bag builders can put together.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need java python3

pki=../pki
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
jars=/usr/share/java/bcprov.jar:/usr/share/java/bcutil.jar:/usr/share/java/bcpkix.jar
changeit='password: changeit'
web='web | key | - | ec256.key | ec256.crt intermediate.crt root.crt'

# built SAMPLE-METHOD FILE "PROVES": makes the file, and expects the entries on standard input.
built() {
  if missing "$2"; then
    if [ ! -e "$classes/MakeP12.class" ]; then javac -cp $jars -d "$classes" MakeP12.java; fi
    java -cp "$jars:$classes" MakeP12 "$1" "$2"
  fi
  expect "$2" "BouncyCastle 1.72, PKCS12PfxPduBuilder, MakeP12.java $1" "$3" "$changeit"
}

# --- stores of its provider

# store FILE TYPE PASSWORD ENTRY...
store() {
  file=$1 type=$2; shift 2
  if missing "$file"; then (cd $pki && java -cp $jars ../MakeStore.java "$type:bc" "../pkcs12/$file" "$@"); fi
}
both='key web changeit EC ec256.key ec256.crt,intermediate.crt,root.crt cert Root-CA root.crt cert other other-root.crt'
for type in PKCS12 PKCS12-DEF PKCS12-3DES-3DES; do
  file=bc-store-$(echo $type | tr '[:upper:]' '[:lower:]').p12
  # shellcheck disable=SC2086 # a list of words
  store "$file" $type changeit $both
  expect "$file" "BouncyCastle 1.72, KeyStore $type, MakeStore.java" \
    'BER with indefinite lengths; the root of the chain is there once, as a trusted certificate' "$changeit" <<END
$web
other | trusted | - | other-root.crt
Root-CA | trusted | - | root.crt
END
done
store bc-password-empty.p12 PKCS12 '' key web '' EC ec256.key ec256.crt
entry bc-password-empty.p12 'BouncyCastle 1.72, KeyStore PKCS12, MakeStore.java' \
  'the empty password, as BouncyCastle has it' \
  'web | key | - | ec256.key | ec256.crt' 'password: '
store bc-password-cyrillic.p12 PKCS12 пароль key web пароль EC ec256.key ec256.crt
entry bc-password-cyrillic.p12 'BouncyCastle 1.72, KeyStore PKCS12, MakeStore.java' 'a password beyond Latin-1' \
  'web | key | - | ec256.key | ec256.crt' 'password: пароль'

# --- bags

built crlBag bc-crl-bag.p12 'a certificate and two CRLs' <<'END'
root | certificate | - | root.crt
crl | root.crl
crl | intermediate.crl
END
echo 'web | key | - | ec256.key | ec256.crt' | built nestedSafes bc-nested-safes.p12 \
  'a key, and its certificate in a safe in a safe'
echo 'root | certificate | - | root.crt' | built nestedDeeply bc-nested-deeply.p12 'a certificate four safes down'
echo 'error | limit' | built nestedTooDeeply bc-nested-too-deeply.p12 'two hundred safes inside one another'

# der EXPRESSION: the hexadecimal of a value put together by ../asn1.py.
der() { (cd .. && python3 -c "import asn1; print(($1).hex())"); }
secret=$(der 'asn1.sequence(asn1.oid("1.2.3.4"), asn1.encode(0xa0, asn1.encode(0x0c, b"a secret")))')
built secretBag bc-secret-bag.p12 'a secret of a type that nobody knows is carried along' <<END
root | certificate | - | root.crt
bag | 1.2.840.113549.1.12.10.1.5 | $secret
END
built unknownBag bc-unknown-bag.p12 'a bag of a type that nobody knows is carried along' <<END
root | certificate | - | root.crt
bag | 1.2.3.4.5 | $(der 'asn1.encode(0x0c, b"something")')
END
sdsi=$(der 'asn1.sequence(asn1.oid("1.2.840.113549.1.9.22.2"), asn1.encode(0xa0, asn1.encode(0x16, b"bm90IFguNTA5")))')
built sdsiCertificate bc-sdsi-certificate.p12 'a certificate that is not X.509 is carried along' <<END
root | certificate | - | root.crt
bag | 1.2.840.113549.1.12.10.1.3 | $sdsi
END
seq 0 39 | sed 's/.*/root & | certificate | - | root.crt/' |
  built manyCertificates bc-many-certificates.p12 'forty bags, one certificate'

# --- which certificate belongs to which key

built sharedLocalKeyId bc-shared-local-key-id.p12 'two keys of one localKeyID: the public key decides' <<'END'
two | key | - | ec384.key | ec384.crt intermediate.crt root.crt
one | key | - | ec256.key | ec256.crt intermediate.crt root.crt
END
built noLocalKeyId bc-no-local-key-id.p12 'two keys without names or identifiers: the public key decides' <<'END'
ec384.example | key | - | ec384.key | ec384.crt intermediate.crt root.crt
ec256.example | key | - | ec256.key | ec256.crt intermediate.crt root.crt
END
built namesOnly bc-names-only.p12 'two keys whose certificates have their names' <<'END'
two | key | - | ec384.key | ec384.crt
one | key | - | ec256.key | ec256.crt
END
built windowsIds bc-windows-ids.p12 'identifiers of Windows (01 00 00 00), and names that end in NUL' <<'END'
one | key | - | ec256.key | ec256.crt
two | key | - | ec384.key | ec384.crt
END
built swappedIdsPlainKeys bc-swapped-ids-plain-keys.p12 'identifiers that are wrong: the public key decides' <<'END'
one | key | - | ec256.key | ec256.crt
two | key | - | ec384.key | ec384.crt
END
built sameNames bc-same-names.p12 'two keys of one name' <<'END'
web | key | - | ec256.key | ec256.crt
web-2 | key | - | ec384.key | ec384.crt
END
built sharedKey bc-shared-key.p12 'two certificates for one key: the identifier decides, the other one stays' <<'END'
web | key | - | server.key | server.crt intermediate.crt root.crt
server.example | certificate | - | server-renewed.crt
END
# --- algorithms

echo "$web" | built scrypt bc-scrypt.p12 'scrypt, N 1024, r 8, p 1'
for prf in Sha1 Sha224 Sha384 Sha512 Sha3With224 Sha3With256 Sha3With384 Sha3With512; do
  file=bc-prf-$(echo $prf | sed 's/With/-/' | tr '[:upper:]' '[:lower:]').p12
  echo "$web" | built "prf$prf" "$file" "PBKDF2 with HMAC-$(echo $prf | sed 's/With/-/' | tr '[:lower:]' '[:upper:]')"
done
echo "$web" | built saltOf1 bc-salt-1.p12 'PBKDF2 with a salt of one octet'
echo "$web" | built saltOf64 bc-salt-64.p12 'PBKDF2 with a salt of 64 octets'
echo 'web | locked | -' | built aesGcm bc-aes-gcm.p12 \
  'a key under AES-256-GCM, which PBES2 readers do not know, stays locked'

# Without expectation.
for pair in swappedIds:bc-swapped-ids foreignCertificate:bc-foreign-certificate twoPasswords:bc-two-passwords; do
  if missing "${pair#*:}.p12"; then
    if [ ! -e "$classes/MakeP12.class" ]; then javac -cp $jars -d "$classes" MakeP12.java; fi
    java -cp "$jars:$classes" MakeP12 "${pair%%:*}" "${pair#*:}.p12"
  fi
done
