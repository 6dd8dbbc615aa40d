#!/bin/sh
# One DER value to a file, of every kind.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need openssl java python3

pki=../pki
secret='password: secret'
legacy='-provider legacy -provider default'
jars=/usr/share/java/bcprov.jar:/usr/share/java/bcutil.jar:/usr/share/java/bcpkix.jar

# --- certificates and CRLs

# certificate NAME ALIAS "PROVES": the alias may be a JSON string.
certificate() {
  output "$1.crt" openssl x509 -in "$pki/$1.crt" -outform DER
  entry "$1.crt" 'openssl 3.0 x509 -outform DER' "$3" "$2 | certificate | - | $1.crt"
}
certificate root 'Root CA' 'a certificate'
certificate ec521 'ec521.example' 'a certificate for a key on P-521'
certificate ed448 'ed448.example' 'a certificate for an Ed448 key'
certificate rsapss 'rsapss.example' 'a certificate for an RSASSA-PSS key'
certificate v1 'version one' 'a certificate of version 1'
certificate serial20 'twenty byte serial' 'a serial number of 20 octets'
certificate serial-negative 'negative serial' 'a negative serial number'
certificate no-cn certificate 'no CN to make an alias of'
certificate empty-subject certificate 'no subject at all'
certificate utf8-name 'Größe 世界 😀' 'a UTF8String beyond the BMP'
certificate bmp-name 'Größe 世界' 'a BMPString'
certificate t61-name 'Größe' 'a TeletexString in Latin-1'
certificate control-name '"red\u001b[31m\nline\u007f"' 'control characters'
certificate bidi-name '"exe\u202efdp.\u2066x\u2069"' 'bidi characters'
certificate long-name 'long=name.example' 'a name with much to escape'
certificate multi-rdn 'multi.example' 'several attributes in one RDN'
certificate all-names 'names.example' 'every type of alternative name'
certificate ml-dsa-65 'ml-dsa.example' 'an ML-DSA key and signature'

for name in root intermediate other-root; do
  output $name.crl openssl crl -in $pki/$name.crl -outform DER
  entry $name.crl 'openssl 3.0 crl -outform DER' 'a CRL' "crl | $name.crl"
done

# --- keys

for name in server ec256 ec384 ec521 secp256k1 brainpool ec-explicit ed25519 ed448 x25519 x448 dsa rsapss dh; do
  output pkcs8-$name.key openssl pkcs8 -topk8 -nocrypt -in $pki/$name.key -outform DER
  entry pkcs8-$name.key 'openssl 3.0 pkcs8 -topk8 -nocrypt -outform DER' "a PrivateKeyInfo of kind $name" \
    "key | key | - | $name.key"
done
if have_trixie pkcs8-ml-dsa-65.key pkcs8-ml-kem-768.key; then
  for name in ml-dsa-65 ml-kem-768; do
    output pkcs8-$name.key trixie openssl pkcs8 -topk8 -nocrypt -in $pki/$name.key -outform DER
  done
fi
for name in ml-dsa-65 ml-kem-768; do
  entry pkcs8-$name.key 'openssl 3.5 pkcs8 -topk8 -nocrypt -outform DER' 'a key that our libcrypto cannot use' \
    "key | key | - | $name.key"
done
output pkcs1.key openssl rsa -in $pki/server.key -traditional -outform DER
entry pkcs1.key 'openssl 3.0 rsa -traditional -outform DER' 'an RSAPrivateKey' 'key | key | - | server.key'
for name in ec256 ec384 ec521 secp256k1 brainpool ec-explicit; do
  output sec1-$name.key openssl ec -in $pki/$name.key -outform DER
  entry sec1-$name.key 'openssl 3.0 ec -outform DER' 'an ECPrivateKey' "key | key | - | $name.key"
done
output traditional-dsa.key openssl dsa -in $pki/dsa.key -outform DER
entry traditional-dsa.key 'openssl 3.0 dsa -outform DER' "OpenSSL's own form of a DSA key" 'key | key | - | dsa.key'
if missing version-2.key; then
  java -cp $jars MakeDer.java $pki/ed25519.key version-2.key version-2-attributes.key
fi
entry version-2.key 'BouncyCastle 1.72, PrivateKeyInfo, MakeDer.java' 'OneAsymmetricKey with a public key (RFC 5958)' \
  'key | key | - | ./version-2.key'
entry version-2-attributes.key 'BouncyCastle 1.72, PrivateKeyInfo, MakeDer.java' \
  'OneAsymmetricKey with an attribute and a public key, as RFC 8410, 10.3 has it' \
  'key | key | - | ./version-2-attributes.key'

# --- encrypted keys

for cipher in aes-128-cbc aes-256-cbc des3 camellia-256-cbc rc2-cbc; do
  # shellcheck disable=SC2086 # a list of words
  output pbes2-$cipher.key openssl pkcs8 $legacy -topk8 -in $pki/ec256.key -v2 $cipher -passout pass:secret -outform DER
  entry pbes2-$cipher.key "openssl 3.0 pkcs8 -topk8 -v2 $cipher -outform DER" "PBES2 with $cipher" \
    'key | key | - | ec256.key' "$secret"
done
for pbe in PBE-MD5-DES PBE-SHA1-3DES PBE-SHA1-RC2-40 PBE-SHA1-RC4-128; do
  # shellcheck disable=SC2086 # a list of words
  output pbes1-$pbe.key openssl pkcs8 $legacy -topk8 -in $pki/ec256.key -v1 $pbe -passout pass:secret -outform DER
  entry pbes1-$pbe.key "openssl 3.0 pkcs8 -topk8 -v1 $pbe -outform DER" "$pbe" 'key | key | - | ec256.key' "$secret"
done
output scrypt.key openssl pkcs8 -topk8 -in $pki/ec256.key -scrypt -passout pass:secret -outform DER
entry scrypt.key 'openssl 3.0 pkcs8 -topk8 -scrypt -outform DER' 'scrypt' 'key | key | - | ec256.key' "$secret"
output no-password.key cat pbes2-aes-256-cbc.key
entry no-password.key 'openssl 3.0 pkcs8 -topk8 -outform DER' 'without a password the key stays locked' \
  'key | locked | -'
output wrong-password.key cat pbes2-aes-256-cbc.key
entry wrong-password.key 'openssl 3.0 pkcs8 -topk8 -outform DER' \
  'a password that does not open the key leaves it locked' \
  'key | locked | -' 'password: Secret'

# --- what is not for us, or broken

output request.der openssl req -in $pki/server.csr -outform DER
entry request.der 'openssl 3.0 req -outform DER' 'a certificate request is no store' 'error | unsupported_format'
output public-key.der openssl pkey -in $pki/server.key -pubout -outform DER
entry public-key.der 'openssl 3.0 pkey -pubout -outform DER' 'a public key is no store' 'error | unsupported_format'
output cut.crt head -c 500 root.crt
entry cut.crt 'head, from root.crt' 'a certificate that ends early' 'error | damaged'
output cut.key head -c 500 pkcs8-server.key
entry cut.key 'head, from pkcs8-server.key' 'a key that ends early' 'error | damaged'
if missing two.crt; then cat root.crt intermediate.crl >two.crt; fi
if missing trailing-newline.crt; then { cat root.crt; echo; } >trailing-newline.crt; fi
