#!/bin/sh
# PKCS#12 files by keytool 25, the newest that Debian 13 has.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need python3

pki=../pki
made='keytool 25'
changeit='password: changeit'
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# keytool25 ARGUMENT...: the settings of that JDK are links which lead nowhere outside of its Debian.
keytool25() {
  jdk=$TRIXIE/usr/lib/jvm/java-25-openjdk-amd64
  libraries=$TRIXIE/usr/lib/x86_64-linux-gnu
  if [ ! -e "$scratch/home" ]; then
    mkdir "$scratch/home"
    cp -rL "$TRIXIE/etc/java-25-openjdk" "$scratch/home/conf"
    ln -s "$jdk/lib" "$scratch/home/lib"
  fi
  "$TRIXIE/usr/lib64/ld-linux-x86-64.so.2" --library-path "$libraries:$jdk/lib:$jdk/lib/server" \
    "$jdk/bin/keytool" -J-Djava.home="$scratch/home" "$@" 2>/dev/null
}

# mixed FILE [JAVA-OPTION]...: a key with its chain and two anchors.
mixed() {
  file=$1; shift
  if [ -e "$file" ] || ! have_trixie "$file"; then return 0; fi
  missing "$file"
  keytool25 "$@" -importkeystore -noprompt -srckeystore default.p12 -srcstorepass changeit \
    -destkeystore "$file" -deststorepass changeit
  keytool25 "$@" -importcert -noprompt -keystore "$file" -storepass changeit -alias root-ca -file $pki/root.crt
  keytool25 "$@" -importcert -noprompt -keystore "$file" -storepass changeit -alias Other-CA -file $pki/other-root.crt
}

# holds FILE "PROVES" [JAVA-OPTION]...
holds() {
  file=$1 proves=$2; shift 2
  expect "$file" "$made${*:+ ($*)}" "$proves" "$changeit" <<'END'
web | key | date | ec256.key | ec256.crt intermediate.crt root.crt
root-ca | trusted | - | root.crt
Other-CA | trusted | - | other-root.crt
END
}

# both FILE "PROVES" [JAVA-OPTION]...
both() {
  file=$1 proves=$2; shift 2
  mixed "$file" "$@"
  holds "$file" "$proves" "$@"
}

both java25-default.p12 'what java 25 writes: AES-256, 10000 rounds, HmacPBESHA256'
both java25-legacy.p12 'what it still writes when asked to: RC2-40, 3DES, SHA-1 MAC' -J-Dkeystore.pkcs12.legacy=true
both java25-sha512.p12 'the strongest that it has: HmacSHA512 and HmacPBESHA512' \
  -J-Dkeystore.pkcs12.certProtectionAlgorithm=PBEWithHmacSHA512AndAES_256 \
  -J-Dkeystore.pkcs12.keyProtectionAlgorithm=PBEWithHmacSHA512AndAES_256 \
  -J-Dkeystore.pkcs12.macAlgorithm=HmacPBESHA512
