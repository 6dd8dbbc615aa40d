#!/bin/sh
# JKS files by keytool 17 and, where keytool is too strict, by MakeStore.java; what no tool makes is left to damage.py.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need keytool java openssl python3

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

pki=../pki
keytool='keytool 17'
program='java 17, java.security.KeyStore, MakeStore.java'
changeit='password: changeit'

# anchor FILE ALIAS CERTIFICATE
anchor() {
  keytool -importcert -noprompt -storetype JKS -keystore "$1" -storepass changeit -alias "$2" -file "$pki/$3" \
    2>/dev/null
}

# identity FILE ALIAS KEY-PASSWORD KEY CERTIFICATE...: by way of openssl pkcs12 and keytool -importkeystore.
identity() {
  file=$1 alias=$2 keypass=$3 key=$4 leaf=$5; shift 5
  : >"$scratch/chain"
  for certificate in "$@"; do cat "$pki/$certificate" >>"$scratch/chain"; done
  openssl pkcs12 -export -inkey "$pki/$key" -in "$pki/$leaf" -certfile "$scratch/chain" -name "$alias" \
    -passout pass:changeit -out "$scratch/p12"
  keytool -importkeystore -noprompt -srckeystore "$scratch/p12" -srcstoretype PKCS12 -srcstorepass changeit \
    -destkeystore "$file" -deststoretype JKS -deststorepass changeit -srcalias "$alias" -destalias "$alias" \
    -srckeypass changeit -destkeypass "$keypass" 2>/dev/null
}

# make FILE STORE-PASSWORD ENTRY...
make() {
  file=$1; shift
  (cd "$pki" && java ../MakeStore.java JKS "../jks/$file" "$@")
}

# --- keytool

if missing one-anchor.jks; then anchor one-anchor.jks root-ca root.crt; fi
expect one-anchor.jks "$keytool -importcert" 'a trusted certificate entry, version 2' "$changeit" <<'END'
root-ca | trusted | date | root.crt
END

if missing chain.jks; then identity chain.jks web changeit server.key server.crt intermediate.crt root.crt; fi
expect chain.jks "$keytool -importkeystore" 'a private key entry with a chain of three' "$changeit" <<'END'
web | key | date | server.key | server.crt intermediate.crt root.crt
END

if missing several.jks; then
  identity several.jks web changeit server.key server.crt intermediate.crt root.crt
  identity several.jks client changeit client.key client.crt issuing.crt intermediate.crt root.crt
  anchor several.jks root-ca root.crt
  anchor several.jks other-ca other-root.crt
  anchor several.jks root-ca-2 root-rekeyed.crt
fi
expect several.jks "$keytool" 'two keys and three anchors, two of one subject' "$changeit" <<'END'
web | key | date | server.key | server.crt intermediate.crt root.crt
client | key | date | client.key | client.crt issuing.crt intermediate.crt root.crt
root-ca | trusted | date | root.crt
other-ca | trusted | date | other-root.crt
root-ca-2 | trusted | date | root-rekeyed.crt
END

if missing empty.jks; then
  anchor empty.jks root-ca root.crt
  keytool -delete -storetype JKS -keystore empty.jks -storepass changeit -alias root-ca 2>/dev/null
fi
expect empty.jks "$keytool -delete" 'no entries at all' "$changeit" </dev/null

if missing key-password.jks; then
  identity key-password.jks web key-secret server.key server.crt intermediate.crt root.crt
fi
expect key-password.jks "$keytool -importkeystore -destkeypass" 'a key with a password of its own' \
  "$changeit" 'key password: key-secret' <<'END'
web | key | date | server.key | server.crt intermediate.crt root.crt
END

if missing key-password-unknown.jks; then cp -p key-password.jks key-password-unknown.jks; fi
expect key-password-unknown.jks "$keytool -importkeystore -destkeypass" \
  'the same file: without the password of the key it stays locked, chain and all' "$changeit" <<'END'
web | locked | date | server.crt intermediate.crt root.crt
END

if missing key-passwords.jks; then
  identity key-passwords.jks web web-secret server.key server.crt intermediate.crt root.crt
  identity key-passwords.jks client client-secret client.key client.crt issuing.crt intermediate.crt root.crt
  identity key-passwords.jks ec changeit ec256.key ec256.crt intermediate.crt
fi
expect key-passwords.jks "$keytool -importkeystore -destkeypass" \
  'a password for each key; the third has that of the store' \
  "$changeit" 'key password of web: web-secret' 'key password of client: client-secret' <<'END'
web | key | date | server.key | server.crt intermediate.crt root.crt
client | key | date | client.key | client.crt issuing.crt intermediate.crt root.crt
ec | key | date | ec256.key | ec256.crt intermediate.crt
END

if missing no-password.jks; then cp -p several.jks no-password.jks; fi
expect no-password.jks "$keytool" \
  'without a password aliases, dates and certificates are still there, and keys stay locked' <<'END'
web | locked | date | server.crt intermediate.crt root.crt
client | locked | date | client.crt issuing.crt intermediate.crt root.crt
root-ca | trusted | date | root.crt
other-ca | trusted | date | other-root.crt
root-ca-2 | trusted | date | root-rekeyed.crt
END

if missing wrong-password.jks; then cp -p several.jks wrong-password.jks; fi
expect wrong-password.jks "$keytool" 'a wrong password is called that' 'password: changeIt' <<'END'
error | wrong_password
END

if missing self-signed.jks; then
  keytool -genkeypair -storetype JKS -keystore self-signed.jks -storepass changeit -keypass changeit -alias mykey \
    -keyalg RSA -keysize 2048 -dname CN=localhost -startdate 2020/01/01 -validity 36500 2>/dev/null
  # What is inside, by way of keytool's PKCS#12 and openssl.
  keytool -importkeystore -noprompt -srckeystore self-signed.jks -srcstorepass changeit -destkeystore \
    "$scratch/self.p12" \
    -deststoretype PKCS12 -deststorepass changeit 2>/dev/null
  openssl pkcs12 -in "$scratch/self.p12" -passin pass:changeit -nodes -nocerts | openssl pkey -out self-signed.key
  openssl pkcs12 -in "$scratch/self.p12" -passin pass:changeit -nodes -nokeys | openssl x509 -out self-signed.crt
fi
expect self-signed.jks "$keytool -genkeypair" \
  'a key pair as keytool makes it; self-signed.key and .crt are what it holds' \
  "$changeit" <<'END'
mykey | key | date | ./self-signed.key | ./self-signed.crt
END

if missing anchors-of-every-shape.jks; then
  for name in v1 serial20 serial-negative no-cn empty-subject utf8-name bmp-name t61-name control-name bidi-name \
    long-name multi-rdn all-names expired future; do
    anchor anchors-of-every-shape.jks "$name" "$name.crt"
  done
fi
expect anchors-of-every-shape.jks "$keytool -importcert" \
  'certificates with names and numbers that are hard to hold or show' \
  "$changeit" <<'END'
v1 | trusted | date | v1.crt
serial20 | trusted | date | serial20.crt
serial-negative | trusted | date | serial-negative.crt
no-cn | trusted | date | no-cn.crt
empty-subject | trusted | date | empty-subject.crt
utf8-name | trusted | date | utf8-name.crt
bmp-name | trusted | date | bmp-name.crt
t61-name | trusted | date | t61-name.crt
control-name | trusted | date | control-name.crt
bidi-name | trusted | date | bidi-name.crt
long-name | trusted | date | long-name.crt
multi-rdn | trusted | date | multi-rdn.crt
all-names | trusted | date | all-names.crt
expired | trusted | date | expired.crt
future | trusted | date | future.crt
END

# --- java.security.KeyStore

if missing key-types.jks; then
  make key-types.jks changeit key rsa changeit RSA server.key server.crt key ec256 changeit EC ec256.key ec256.crt \
    key ec384 changeit EC ec384.key ec384.crt key ec521 changeit EC ec521.key ec521.crt \
    key dsa changeit DSA dsa.key dsa.crt key ed25519 changeit Ed25519 ed25519.key ed25519.crt \
    key ed448 changeit Ed448 ed448.key ed448.crt key rsapss changeit RSASSA-PSS rsapss.key rsapss.crt
fi
expect key-types.jks "$program" 'keys of every kind that Java 17 knows' "$changeit" <<'END'
rsa | key | date | server.key | server.crt
ec256 | key | date | ec256.key | ec256.crt
ec384 | key | date | ec384.key | ec384.crt
ec521 | key | date | ec521.key | ec521.crt
dsa | key | date | dsa.key | dsa.crt
ed25519 | key | date | ed25519.key | ed25519.crt
ed448 | key | date | ed448.key | ed448.crt
rsapss | key | date | rsapss.key | rsapss.crt
END

if missing aliases.jks; then
  make aliases.jks changeit cert '' root.crt cert ' ' root.crt cert UPPER root.crt cert 'größe' root.crt \
    cert 'İstanbul ΟΔΟΣ' root.crt cert '\ud83d\ude00' root.crt cert 'nul\u0000inside' root.crt \
    cert '\u001b[31mred\u202egro.' root.crt cert 'back\slash' root.crt cert '世界' root.crt \
    cert "$(printf 'long%096d' 0)" root.crt
fi
cat >"$scratch/aliases" <<'END'
"" | trusted | date | root.crt
" " | trusted | date | root.crt
upper | trusted | date | root.crt
größe | trusted | date | root.crt
"i\u0307stanbul οδος" | trusted | date | root.crt
😀 | trusted | date | root.crt
"nul\u0000inside" | trusted | date | root.crt
"\u001b[31mred\u202egro." | trusted | date | root.crt
"back\\slash" | trusted | date | root.crt
世界 | trusted | date | root.crt
END
printf 'long%096d | trusted | date | root.crt\n' 0 >>"$scratch/aliases"
expect aliases.jks "$program" \
  'empty, blank, lower-cased by Java, beyond the BMP (two surrogates), with NUL (C0 80), control and bidi characters' \
  "$changeit" <"$scratch/aliases"

for case in 'latin:pässwörd' 'cyrillic:пароль' 'emoji:😀🔑' 'one:x' \
  'long:0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789'; do
  file=password-${case%%:*}.jks password=${case#*:}
  if missing "$file"; then make "$file" "$password" key web "$password" EC ec256.key ec256.crt cert root-ca root.crt; fi
  expect "$file" "$program" 'passwords are UTF-16BE: store digest and key' "password: $password" <<'END'
web | key | date | ec256.key | ec256.crt
root-ca | trusted | date | root.crt
END
done

if missing password-empty.jks; then
  make password-empty.jks '' key web '' EC ec256.key ec256.crt cert root-ca root.crt
fi
expect password-empty.jks "$program" 'the empty password is a password' 'password: ' <<'END'
web | key | date | ec256.key | ec256.crt
root-ca | trusted | date | root.crt
END

if missing key-in-pbes2.jks; then
  openssl pkcs8 -topk8 -in "$pki/ec256.key" -v2 aes-256-cbc -passout pass:changeit -outform DER -out "$scratch/pbes2"
  make key-in-pbes2.jks changeit sealed web "$scratch/pbes2" ec256.crt
fi
expect key-in-pbes2.jks "$program (setKeyEntry of bytes that openssl encrypted)" \
  "a key under PBES2 instead of Java's own protector; Java keeps it and cannot open it" "$changeit" <<'END'
web | key | date | ec256.key | ec256.crt
END

if missing no-chain.jks; then
  openssl pkcs8 -topk8 -in "$pki/ec256.key" -v2 aes-256-cbc -passout pass:changeit -outform DER -out "$scratch/pbes2"
  make no-chain.jks changeit sealed web "$scratch/pbes2" -
fi
expect no-chain.jks "$program (setKeyEntry of bytes that openssl encrypted)" 'a chain of no certificates' "$changeit" \
  <<'END'
web | key | date | ec256.key
END

# --- pyjks

if missing pyjks.jks; then /usr/bin/python3 make_jks.py pyjks.jks; fi
expect pyjks.jks 'python3-pyjks 20, make_jks.py' 'another writer, which lower-cases aliases as Java does' \
  "$changeit" <<'END'
web server | key | date | ec256.key | ec256.crt intermediate.crt
root-ca | trusted | date | root.crt
END

python3 damage.py
