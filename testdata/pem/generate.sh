#!/bin/sh
# PEM files as tools write them, and as they look after editors, mail and clipboards had them.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need openssl keytool certtool ssh-keygen botan python3

pki=../pki
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
secret='password: secret'
legacy='-provider legacy -provider default'

root='Root CA | certificate | - | root.crt'

# --- certificates

output certificate.pem openssl x509 -in $pki/root.crt
entry certificate.pem 'openssl 3.0 x509' 'one certificate' "$root"

output bundle.pem cat $pki/root.crt $pki/other-root.crt $pki/root-rekeyed.crt $pki/no-cn.crt $pki/empty-subject.crt
expect bundle.pem 'openssl 3.0 ca, joined' 'five certificates; two of one name, two without a CN' <<'END'
Root CA | certificate | - | root.crt
Other Root CA | certificate | - | other-root.crt
Root CA-2 | certificate | - | root-rekeyed.crt
certificate | certificate | - | no-cn.crt
certificate-2 | certificate | - | empty-subject.crt
END

output names.pem cat $pki/v1.crt $pki/serial20.crt $pki/serial-negative.crt $pki/utf8-name.crt $pki/bmp-name.crt \
  $pki/t61-name.crt $pki/control-name.crt $pki/bidi-name.crt $pki/long-name.crt $pki/multi-rdn.crt $pki/all-names.crt
expect names.pem 'openssl 3.0 ca, joined' 'an alias from a CN, whatever characters it has' <<'END'
version one | certificate | - | v1.crt
twenty byte serial | certificate | - | serial20.crt
negative serial | certificate | - | serial-negative.crt
Größe 世界 😀 | certificate | - | utf8-name.crt
Größe 世界 | certificate | - | bmp-name.crt
Größe | certificate | - | t61-name.crt
"red\u001b[31m\nline\u007f" | certificate | - | control-name.crt
"exe\u202efdp.\u2066x\u2069" | certificate | - | bidi-name.crt
long=name.example | certificate | - | long-name.crt
multi.example | certificate | - | multi-rdn.crt
names.example | certificate | - | all-names.crt
END

output certificate-text.pem openssl x509 -in $pki/server.crt -text
entry certificate-text.pem 'openssl 3.0 x509 -text' 'text before the block' \
  'server.example | certificate | - | server.crt'

output trusted.pem openssl x509 -in $pki/root.crt -trustout -addtrust serverAuth -addtrust clientAuth \
  -addreject emailProtection -setalias 'our root'
entry trusted.pem 'openssl 3.0 x509 -trustout -addtrust -addreject -setalias' \
  'purposes and alias of a TRUSTED CERTIFICATE' \
  'our root | trusted | - | root.crt | for 1.3.6.1.5.5.7.3.1 | for 1.3.6.1.5.5.7.3.2 | not for 1.3.6.1.5.5.7.3.4'
output trusted-for-all.pem openssl x509 -in $pki/root.crt -trustout
entry trusted-for-all.pem 'openssl 3.0 x509 -trustout' 'a TRUSTED CERTIFICATE without any purpose or alias' \
  'Root CA | trusted | - | root.crt'
output trusted-any.pem openssl x509 -in $pki/root.crt -trustout -addtrust anyExtendedKeyUsage -setalias 'größte Wurzel'
entry trusted-any.pem 'openssl 3.0 x509 -trustout -addtrust anyExtendedKeyUsage' 'any purpose, by name' \
  'größte Wurzel | trusted | - | root.crt'
output trusted-rejected.pem openssl x509 -in $pki/root.crt -trustout -addreject anyExtendedKeyUsage
entry trusted-rejected.pem 'openssl 3.0 x509 -trustout -addreject anyExtendedKeyUsage' 'rejected for every purpose' \
  'Root CA | trusted | - | root.crt | not for 2.5.29.37.0'

output crl.pem openssl crl -in $pki/root.crl
entry crl.pem 'openssl 3.0 crl' 'a CRL and nothing else' 'crl | root.crl'
output certificate-and-crl.pem cat $pki/root.crt $pki/root.crl $pki/intermediate.crl
expect certificate-and-crl.pem 'openssl 3.0 ca, joined' 'a certificate and two CRLs' <<'END'
Root CA | certificate | - | root.crt
crl | root.crl
crl | intermediate.crl
END

output certtool-info.pem certtool --certificate-info --infile $pki/server.crt
entry certtool-info.pem 'certtool 3.7 --certificate-info' "certtool's text before the block" \
  'server.example | certificate | - | server.crt'

output keytool-rfc.pem keytool -exportcert -rfc -storetype JKS -keystore ../jks/one-anchor.jks -storepass changeit \
  -alias root-ca
entry keytool-rfc.pem 'keytool 17 -exportcert -rfc' 'line ends are CRLF' "$root"
output keytool-list-rfc.pem keytool -list -rfc -storetype JKS -keystore ../jks/chain.jks -storepass changeit
expect keytool-list-rfc.pem 'keytool 17 -list -rfc' 'three certificates between lines of text' <<'END'
server.example | certificate | - | server.crt
Intermediate CA | certificate | - | intermediate.crt
Root CA | certificate | - | root.crt
END
output keytool-printcert-rfc.pem keytool -printcert -rfc -file $pki/server.crt
entry keytool-printcert-rfc.pem 'keytool 17 -printcert -rfc' 'the plain block' \
  'server.example | certificate | - | server.crt'

# --- keys

output key-pkcs8.pem openssl pkcs8 -topk8 -nocrypt -in $pki/server.key
entry key-pkcs8.pem 'openssl 3.0 pkcs8 -topk8 -nocrypt' 'a plain PKCS#8 key' 'key | key | - | server.key'
output key-rsa.pem openssl rsa -in $pki/server.key -traditional
entry key-rsa.pem 'openssl 3.0 rsa -traditional' 'RSA PRIVATE KEY (PKCS#1)' 'key | key | - | server.key'
output key-dsa.pem openssl dsa -in $pki/dsa.key
entry key-dsa.pem 'openssl 3.0 dsa' 'DSA PRIVATE KEY' 'key | key | - | dsa.key'
for name in ec256 ec384 ec521 secp256k1 brainpool ec-explicit; do
  output key-$name.pem openssl ec -in $pki/$name.key
  entry key-$name.pem 'openssl 3.0 ec' 'EC PRIVATE KEY (SEC 1)' "key | key | - | $name.key"
done
output key-ec-no-public.pem openssl ec -in $pki/ec256.key -no_public
for name in ed25519 ed448 x25519 x448 rsapss dh dsa; do
  output key-pkcs8-$name.pem openssl pkcs8 -topk8 -nocrypt -in $pki/$name.key
  entry key-pkcs8-$name.pem 'openssl 3.0 pkcs8 -topk8 -nocrypt' "PRIVATE KEY of kind $name" "key | key | - | $name.key"
done
if missing key-ec-parameters.pem; then
  openssl ecparam -name prime256v1 >key-ec-parameters.pem
  openssl ec -in $pki/ec256.key >>key-ec-parameters.pem 2>/dev/null
fi
entry key-ec-parameters.pem 'openssl 3.0 ecparam -genkey, in effect' 'EC PARAMETERS before the key say nothing new' \
  'key | key | - | ec256.key'
output certtool-key.pem certtool --key-info --infile $pki/server.key
entry certtool-key.pem 'certtool 3.7 --key-info' "certtool's text with the numbers of the key before the block" \
  'key | key | - | server.key'
if missing ssh-keygen-openssh.pem; then
  openssl rsa -in $pki/server.key -traditional -out ssh-keygen-openssh.pem 2>/dev/null
  chmod 600 ssh-keygen-openssh.pem
  ssh-keygen -q -p -N '' -f ssh-keygen-openssh.pem >/dev/null
fi
entry ssh-keygen-openssh.pem 'ssh-keygen 9.2 -p' 'an OpenSSH key is known, by its name, and not supported' \
  'error | unsupported_format'
if missing ssh-keygen-pkcs8.pem; then
  cp ssh-keygen-openssh.pem ssh-keygen-pkcs8.pem
  ssh-keygen -q -p -N '' -m PKCS8 -f ssh-keygen-pkcs8.pem >/dev/null
fi
entry ssh-keygen-pkcs8.pem 'ssh-keygen 9.2 -p -m PKCS8' 'PKCS#8 as OpenSSH writes it' 'key | key | - | server.key'
if missing ssh-keygen-pem.pem; then
  cp ssh-keygen-openssh.pem ssh-keygen-pem.pem
  ssh-keygen -q -p -N secret -m PEM -f ssh-keygen-pem.pem >/dev/null
fi
entry ssh-keygen-pem.pem 'ssh-keygen 9.2 -p -m PEM -N secret' 'PKCS#1 under DEK-Info, as OpenSSH writes it' \
  'key | key | - | server.key' "$secret"

# --- encrypted keys

for cipher in aes-128-cbc aes-192-cbc aes-256-cbc aes-256-ofb aes-256-cfb des3 des camellia-128-cbc camellia-256-cbc \
  aria-256-cbc sm4-cbc seed-cbc rc2-cbc rc2-64-cbc rc2-40-cbc cast5-cbc bf-cbc; do
  # shellcheck disable=SC2086 # a list of words
  output pbes2-$cipher.pem openssl pkcs8 $legacy -topk8 -in $pki/ec256.key -v2 $cipher -passout pass:secret
  entry pbes2-$cipher.pem "openssl 3.0 pkcs8 -topk8 -v2 $cipher" "ENCRYPTED PRIVATE KEY, PBES2 with $cipher" \
    'key | key | - | ec256.key' "$secret"
done
for prf in hmacWithMD5 hmacWithSHA1 hmacWithSHA224 hmacWithSHA256 hmacWithSHA384 hmacWithSHA512 hmacWithSHA512-224 \
  hmacWithSHA512-256; do
  output pbes2-$prf.pem openssl pkcs8 -topk8 -in $pki/ec256.key -v2 aes-256-cbc -v2prf $prf -passout pass:secret
  entry pbes2-$prf.pem "openssl 3.0 pkcs8 -topk8 -v2 aes-256-cbc -v2prf $prf" "PBKDF2 with $prf" \
    'key | key | - | ec256.key' "$secret"
done
for pbe in PBE-MD5-DES PBE-SHA1-DES PBE-MD5-RC2-64 PBE-SHA1-RC2-64 PBE-SHA1-RC4-128 PBE-SHA1-RC4-40 PBE-SHA1-3DES \
  PBE-SHA1-2DES PBE-SHA1-RC2-128 PBE-SHA1-RC2-40; do
  # shellcheck disable=SC2086 # a list of words
  output pbes1-$pbe.pem openssl pkcs8 $legacy -topk8 -in $pki/ec256.key -v1 $pbe -passout pass:secret
  entry pbes1-$pbe.pem "openssl 3.0 pkcs8 -topk8 -v1 $pbe" "PBES1 or the schemes of PKCS#12: $pbe" \
    'key | key | - | ec256.key' "$secret"
done
output scrypt.pem openssl pkcs8 -topk8 -in $pki/ec256.key -scrypt -passout pass:secret
entry scrypt.pem 'openssl 3.0 pkcs8 -topk8 -scrypt' 'scrypt with N 16384, r 8, p 1: 16 MiB' \
  'key | key | - | ec256.key' "$secret"
output scrypt-small.pem openssl pkcs8 -topk8 -in $pki/ec256.key -scrypt -scrypt_N 16 -scrypt_r 1 -scrypt_p 3 \
  -passout pass:secret
entry scrypt-small.pem 'openssl 3.0 pkcs8 -topk8 -scrypt -scrypt_N 16 -scrypt_r 1 -scrypt_p 3' \
  'other parameters of scrypt' \
  'key | key | - | ec256.key' "$secret"
output pbes2-rounds-1.pem openssl pkcs8 -topk8 -in $pki/ec256.key -v2 aes-256-cbc -iter 1 -passout pass:secret
entry pbes2-rounds-1.pem 'openssl 3.0 pkcs8 -topk8 -iter 1' 'one round' 'key | key | - | ec256.key' "$secret"
output pbes2-unicode.pem openssl pkcs8 -topk8 -in $pki/ec256.key -v2 aes-256-cbc -passout 'pass:пароль 🔑'
entry pbes2-unicode.pem 'openssl 3.0 pkcs8 -topk8' 'PBES2 takes the UTF-8 bytes of a password' \
  'key | key | - | ec256.key' \
  'password: пароль 🔑'
output pbes1-unicode.pem openssl pkcs8 -topk8 -in $pki/ec256.key -v1 PBE-SHA1-3DES -passout 'pass:пароль 🔑'
entry pbes1-unicode.pem 'openssl 3.0 pkcs8 -topk8 -v1 PBE-SHA1-3DES' 'the PKCS#12 KDF takes UTF-16BE' \
  'key | key | - | ec256.key' 'password: пароль 🔑'
output pbes2-empty-password.pem openssl pkcs8 -topk8 -in $pki/ec256.key -v2 aes-256-cbc -passout pass:
entry pbes2-empty-password.pem 'openssl 3.0 pkcs8 -topk8 -passout pass:' 'the empty password is a password' \
  'key | key | - | ec256.key' 'password: '
output pbes2-no-password.pem cat pbes2-aes-256-cbc.pem
entry pbes2-no-password.pem 'openssl 3.0 pkcs8 -topk8' 'without a password the key stays locked' 'key | locked | -'
output pbes2-wrong-password.pem cat pbes2-aes-256-cbc.pem
entry pbes2-wrong-password.pem 'openssl 3.0 pkcs8 -topk8' 'a password that does not open the key leaves it locked' \
  'key | locked | -' 'password: Secret'
output pbes2-key-password.pem cat pbes2-aes-256-cbc.pem
entry pbes2-key-password.pem 'openssl 3.0 pkcs8 -topk8' 'a password for keys alone' 'key | key | - | ec256.key' \
  'key password: secret'

# by_botan FILE PBE "PROVES" ENTRY: a low time for the derivation, so that tests need not wait.
by_botan() {
  output "$1" botan pkcs8 --pass-out=secret --pbe="$2" --pbe-millis=5 $pki/ec256.key
  entry "$1" "botan 2.19 pkcs8 --pbe=$2" "$3" "$4" "$secret"
}
by_botan botan-sha512.pem 'PBES2(AES-256/CBC,SHA-512)' 'PBES2 with a key length' 'key | key | - | ec256.key'
by_botan botan-3des.pem 'PBES2(TripleDES/CBC,SHA-256)' 'PBES2 with 3DES' 'key | key | - | ec256.key'
by_botan botan-camellia.pem 'PBES2(Camellia-256/CBC,SHA-256)' 'PBES2 with Camellia' 'key | key | - | ec256.key'
by_botan botan-scrypt.pem 'PBES2(AES-256/CBC,Scrypt)' 'scrypt of Botan' 'key | key | - | ec256.key'
by_botan botan-serpent.pem 'PBES2(Serpent/CBC,SHA-256)' 'a cipher that only Botan has: the key stays locked' \
  'key | locked | -'
output botan-gcm.pem botan pkcs8 --pass-out=secret '--pbe=PBES2(AES-256/GCM,SHA-256)' --pbe-millis=5 $pki/ec256.key

for cipher in 3des aes-128 aes-192 aes-256 3des-pkcs12 rc2-40 arcfour; do
  output certtool-$cipher.pem certtool --to-p8 --load-privkey $pki/ec256.key --password secret --pkcs-cipher $cipher
  entry certtool-$cipher.pem "certtool 3.7 --to-p8 --pkcs-cipher $cipher" "ENCRYPTED PRIVATE KEY of GnuTLS" \
    'key | key | - | ec256.key' "$secret"
done

for cipher in des des3 aes128 aes192 aes256 camellia128 camellia192 camellia256 seed bf-cbc cast5-cbc rc2-cbc \
  rc2-40-cbc rc2-64-cbc des-ede-cbc aes-256-cfb aes-256-ofb des-ofb; do
  # shellcheck disable=SC2086 # a list of words
  output dek-$cipher.pem openssl rsa $legacy -in $pki/server.key -traditional -$cipher -passout pass:secret
  entry dek-$cipher.pem "openssl 3.0 rsa -traditional -$cipher" \
    "RFC 1421 encryption: $(sed -n 's/^DEK-Info: //p' dek-$cipher.pem | cut -d, -f1)" \
    'key | key | - | server.key' "$secret"
done
output dek-ec.pem openssl ec -in $pki/ec256.key -aes128 -passout pass:secret
entry dek-ec.pem 'openssl 3.0 ec -aes128' 'an EC key under RFC 1421 encryption' 'key | key | - | ec256.key' "$secret"
output dek-dsa.pem openssl dsa -in $pki/dsa.key -aes128 -passout pass:secret
entry dek-dsa.pem 'openssl 3.0 dsa -aes128' 'a DSA key under RFC 1421 encryption' 'key | key | - | dsa.key' "$secret"
output dek-unicode.pem openssl rsa -in $pki/server.key -traditional -aes128 -passout 'pass:пароль 🔑'
entry dek-unicode.pem 'openssl 3.0 rsa -traditional -aes128' 'EVP_BytesToKey takes the UTF-8 bytes of a password' \
  'key | key | - | server.key' 'password: пароль 🔑'
output dek-no-password.pem cat dek-aes128.pem
entry dek-no-password.pem 'openssl 3.0 rsa -traditional -aes128' 'without a password the key stays locked' \
  'key | locked | -'
output dek-wrong-password.pem cat dek-aes128.pem
entry dek-wrong-password.pem 'openssl 3.0 rsa -traditional -aes128' \
  'a password that does not open the key leaves it locked' \
  'key | locked | -' 'password: Secret'

sh generate-files.sh
