#!/bin/sh
# PKCS#12 files by keytool 17 and, where keytool is too strict, by the same java.security.KeyStore.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need keytool java openssl python3

pki=../pki
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
keytool='keytool 17'
program='java 17, java.security.KeyStore, MakeStore.java'
changeit='password: changeit'
web='web | key | date | ec256.key | ec256.crt intermediate.crt root.crt'
roots='root-ca | trusted | - | root.crt
Other-CA | trusted | - | other-root.crt'
aes256=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f

cat $pki/intermediate.crt $pki/root.crt >"$scratch/chain"
openssl pkcs12 -export -inkey $pki/ec256.key -in $pki/ec256.crt -certfile "$scratch/chain" -name web \
  -passout pass:changeit -out "$scratch/web.p12"
openssl pkcs12 -export -inkey $pki/client.key -in $pki/client.crt -name client -passout pass:changeit \
  -out "$scratch/client.p12"

# import FILE SOURCE [KEYTOOL-OPTION]...: every entry of a PKCS#12 file.
import() {
  file=$1 source=$2; shift 2
  keytool -importkeystore -noprompt -srckeystore "$source" -srcstoretype PKCS12 -srcstorepass changeit \
    -destkeystore "$file" -deststoretype PKCS12 -deststorepass changeit "$@" 2>/dev/null
}

# anchor FILE ALIAS CERTIFICATE [KEYTOOL-OPTION]...
anchor() {
  file=$1 alias=$2 certificate=$3; shift 3
  keytool -importcert -noprompt -storetype PKCS12 -keystore "$file" -storepass changeit -alias "$alias" \
    -file "$pki/$certificate" "$@" 2>/dev/null
}

# make FILE STORE-PASSWORD ENTRY...
make() {
  file=$1; shift
  (cd $pki && java ../MakeStore.java PKCS12 "../pkcs12/$file" "$@")
}

# both FILE "PROVES" [JAVA-OPTION]...: a key and two anchors, with properties of the JDK set.
both() {
  file=$1 proves=$2; shift 2
  if missing "$file"; then
    (cd $pki && java "$@" ../MakeStore.java PKCS12 "../pkcs12/$file" changeit \
      key web changeit EC ec256.key ec256.crt,intermediate.crt,root.crt \
      cert root-ca root.crt cert Other-CA other-root.crt)
  fi
  printf '%s\n%s\n' "$web" "$roots" | expect "$file" "$program${*:+ ($*)}" "$proves" "$changeit"
}

# --- keytool

if missing java-identity.p12; then import java-identity.p12 "$scratch/web.p12"; fi
entry java-identity.p12 "$keytool -importkeystore" \
  'a creation time in localKeyID, chain certificates named by subject' \
  "$web" "$changeit"
if missing java-trusted.p12; then
  anchor java-trusted.p12 Root-CA root.crt
  anchor java-trusted.p12 other-ca other-root.crt
fi
expect java-trusted.p12 "$keytool -importcert" \
  'trustedKeyUsage of Oracle; keytool lower-cases the alias when it looks, not when it writes' \
  "$changeit" <<'END'
Root-CA | trusted | - | root.crt
other-ca | trusted | - | other-root.crt
END
if missing java-mixed.p12; then
  import java-mixed.p12 "$scratch/web.p12"
  import java-mixed.p12 "$scratch/client.p12"
  anchor java-mixed.p12 root-ca root.crt
  anchor java-mixed.p12 root-ca-2 root-rekeyed.crt
fi
expect java-mixed.p12 "$keytool" 'two keys and two anchors; one root is both in a chain and trusted' "$changeit" <<'END'
web | key | date | ec256.key | ec256.crt intermediate.crt root.crt
client | key | date | client.key | client.crt
root-ca | trusted | - | root.crt
root-ca-2 | trusted | - | root-rekeyed.crt
END
if missing java-empty.p12; then
  anchor java-empty.p12 root-ca root.crt
  keytool -delete -storetype PKCS12 -keystore java-empty.p12 -storepass changeit -alias root-ca 2>/dev/null
fi
expect java-empty.p12 "$keytool -delete" 'no entries at all' "$changeit" </dev/null
if missing java-secret.p12; then
  keytool -importpass -storetype PKCS12 -keystore java-secret.p12 -storepass changeit -alias dbpass -v \
    >/dev/null 2>&1 <<'END'
database-password
database-password
END
fi
entry java-secret.p12 "$keytool -importpass" 'a password kept as a secret key' \
  "dbpass | secret | date | PBEWithMD5AndDES | $(printf database-password | od -An -tx1 | tr -d ' \n')" "$changeit"

# --- properties of the JDK

both java-default.p12 'what java 17 writes: AES-256, 10000 rounds, HmacPBESHA256'
both java-legacy.p12 'what java 8 wrote: RC2-40 certificates, 3DES keys, SHA-1 MAC' -Dkeystore.pkcs12.legacy=true
for pbe in PBEWithSHA1AndRC2_40 PBEWithSHA1AndRC2_128 PBEWithSHA1AndRC4_40 PBEWithSHA1AndRC4_128 PBEWithSHA1AndDESede \
  PBEWithMD5AndDES PBEWithHmacSHA1AndAES_128 PBEWithHmacSHA224AndAES_128 PBEWithHmacSHA256AndAES_128 \
  PBEWithHmacSHA384AndAES_256 PBEWithHmacSHA512AndAES_256; do
  both "java-$pbe.p12" "keys and certificates under $pbe" -Dkeystore.pkcs12.certProtectionAlgorithm=$pbe \
    -Dkeystore.pkcs12.keyProtectionAlgorithm=$pbe
done
for mac in HmacPBESHA1 HmacPBESHA224 HmacPBESHA384 HmacPBESHA512 HmacPBESHA512/224 HmacPBESHA512/256; do
  both "java-$(echo $mac | tr / -).p12" "a MAC with $mac" -Dkeystore.pkcs12.macAlgorithm=$mac
done
both java-rounds.p12 'different counts for certificates, keys and MAC' -Dkeystore.pkcs12.certPbeIterationCount=1 \
  -Dkeystore.pkcs12.keyPbeIterationCount=2 -Dkeystore.pkcs12.macIterationCount=3
both java-plain-certificates.p12 'certificates unencrypted, keys not, and a MAC' \
  -Dkeystore.pkcs12.certProtectionAlgorithm=NONE
both java-no-mac.p12 'encrypted, and no MAC' -Dkeystore.pkcs12.macAlgorithm=NONE
both java-password-less.p12 'certificates unencrypted, no MAC, the key under its password' \
  -Dkeystore.pkcs12.certProtectionAlgorithm=NONE -Dkeystore.pkcs12.macAlgorithm=NONE
if missing java-password-less-no-password.p12; then cp java-password-less.p12 java-password-less-no-password.p12; fi
expect java-password-less-no-password.p12 "$program" \
  'certificates without a password; the key stays locked, its chain is known' <<END
web | locked | date | ec256.crt intermediate.crt root.crt
$roots
END
if missing java-cacerts.p12; then
  (cd $pki && java -Dkeystore.pkcs12.certProtectionAlgorithm=NONE -Dkeystore.pkcs12.macAlgorithm=NONE \
    ../MakeStore.java PKCS12 ../pkcs12/java-cacerts.p12 changeit cert root-ca root.crt cert Other-CA other-root.crt)
fi
printf '%s\n' "$roots" | expect java-cacerts.p12 "$program" \
  "the JDK's own cacerts since 18: nothing asks for a password"

# --- java.security.KeyStore

if missing java-secrets.p12; then
  make java-secrets.p12 changeit secret aes changeit AES $aes256 secret mac changeit HmacSHA256 $aes256 \
    secret 3des changeit DESede 0123456789abcdeffedcba98765432100123456789abcdef \
    secret aes128 changeit AES 000102030405060708090a0b0c0d0e0f secret hmac512 changeit HmacSHA512 ${aes256}$aes256 \
    secret rc4 changeit ARCFOUR 0011223344 secret des changeit DES 0123456789abcdef
fi
expect java-secrets.p12 "$program" 'secret keys of several algorithms' "$changeit" <<END
aes | secret | date | AES | $aes256
mac | secret | date | HmacSHA256 | $aes256
3des | secret | date | DESede | 0123456789abcdeffedcba98765432100123456789abcdef
aes128 | secret | date | AES | 000102030405060708090a0b0c0d0e0f
hmac512 | secret | date | HmacSHA512 | ${aes256}$aes256
rc4 | secret | date | ARCFOUR | 0011223344
des | secret | date | DES | 0123456789abcdef
END
if missing java-everything.p12; then
  make java-everything.p12 changeit key web changeit EC ec256.key ec256.crt,intermediate.crt,root.crt \
    secret aes changeit AES $aes256 cert root-ca root.crt \
    key client changeit RSA client.key client.crt cert Other-CA other-root.crt
fi
expect java-everything.p12 "$program" 'private keys, a secret key and anchors' "$changeit" <<END
$web
aes | secret | date | AES | $aes256
root-ca | trusted | - | root.crt
client | key | date | client.key | client.crt
Other-CA | trusted | - | other-root.crt
END
if missing java-key-passwords.p12; then
  make java-key-passwords.p12 changeit key web web-secret EC ec256.key ec256.crt,intermediate.crt,root.crt \
    key client changeit RSA client.key client.crt secret aes aes-secret AES $aes256
fi
expect java-key-passwords.p12 "$program" 'keys with passwords of their own' "$changeit" \
  'key password of web: web-secret' \
  'key password of aes: aes-secret' <<END
$web
client | key | date | client.key | client.crt
aes | secret | date | AES | $aes256
END
if missing java-key-passwords-unknown.p12; then cp java-key-passwords.p12 java-key-passwords-unknown.p12; fi
expect java-key-passwords-unknown.p12 "$program" \
  'the same file: what the password of the store does not open stays locked' \
  "$changeit" <<'END'
web | locked | date | ec256.crt intermediate.crt root.crt
client | key | date | client.key | client.crt
aes | locked-secret | date
END
if missing java-aliases.p12; then
  make java-aliases.p12 changeit cert '' root.crt cert ' ' root.crt cert UPPER root.crt cert 'größe' root.crt \
    cert '\ud83d\ude00' root.crt cert '\u001b[31mred\u202egro.' root.crt cert 'back\slash' root.crt cert '世界' root.crt \
    key 'Mixed Case' changeit EC ec256.key ec256.crt
fi
expect java-aliases.p12 "$program" 'aliases of every kind; Java lower-cases those of keys only' "$changeit" <<'END'
"" | trusted | - | root.crt
" " | trusted | - | root.crt
UPPER | trusted | - | root.crt
größe | trusted | - | root.crt
😀 | trusted | - | root.crt
"\u001b[31mred\u202egro." | trusted | - | root.crt
back\slash | trusted | - | root.crt
世界 | trusted | - | root.crt
mixed case | key | date | ec256.key | ec256.crt
END
if missing java-attributes.p12; then
  make java-attributes.p12 changeit attribute 1.2.3.4.5 'a text' attribute 1.2.3.4.6 '[one, two]' \
    key web changeit EC ec256.key ec256.crt attribute 1.2.3.4.7 01:02:03 cert root-ca root.crt
fi
expect java-attributes.p12 "$program, PKCS12Attribute" 'attributes that nobody knows are carried along' \
  "$changeit" <<'END'
web | key | date | ec256.key | ec256.crt
root-ca | trusted | - | root.crt
END
if missing java-key-types.p12; then
  make java-key-types.p12 changeit key rsa changeit RSA server.key server.crt \
    key ec384 changeit EC ec384.key ec384.crt \
    key ec521 changeit EC ec521.key ec521.crt key dsa changeit DSA dsa.key dsa.crt \
    key ed25519 changeit Ed25519 ed25519.key ed25519.crt key ed448 changeit Ed448 ed448.key ed448.crt \
    key rsapss changeit RSASSA-PSS rsapss.key rsapss.crt
fi
expect java-key-types.p12 "$program" 'keys of every kind that Java 17 knows' "$changeit" <<'END'
rsa | key | date | server.key | server.crt
ec384 | key | date | ec384.key | ec384.crt
ec521 | key | date | ec521.key | ec521.crt
dsa | key | date | dsa.key | dsa.crt
ed25519 | key | date | ed25519.key | ed25519.crt
ed448 | key | date | ed448.key | ed448.crt
rsapss | key | date | rsapss.key | rsapss.crt
END
if missing java-password-empty.p12; then
  make java-password-empty.p12 '' key web '' EC ec256.key ec256.crt,intermediate.crt,root.crt
fi
entry java-password-empty.p12 "$program" 'the empty password, as Java has it' "$web" 'password: '
if missing java-wrong-password.p12; then cp java-default.p12 java-wrong-password.p12; fi
entry java-wrong-password.p12 "$program" 'a wrong password is called that' 'error | wrong_password' 'password: changeIt'
if missing java-p12-named.jks; then cp java-identity.p12 java-p12-named.jks; fi
entry java-p12-named.jks "$keytool -importkeystore" 'PKCS#12 whatever its name says' "$web" "$changeit"
