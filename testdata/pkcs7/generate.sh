#!/bin/sh
# PKCS#7 and CMS SignedData that carry certificates and CRLs, by five tools.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need openssl java certtool certutil cmsutil base64 python3

pki=../pki
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
jars=/usr/share/java/bcprov.jar:/usr/share/java/bcutil.jar:/usr/share/java/bcpkix.jar

# chain FILE "MADE BY" "PROVES" [HEADER]...: what most samples hold.
chain() {
  expect "$@" <<'END'
server.example | certificate | - | server.crt
Intermediate CA | certificate | - | intermediate.crt
Root CA | certificate | - | root.crt
END
}

# --- openssl

all="-nocrl -certfile $pki/server.crt -certfile $pki/intermediate.crt -certfile $pki/root.crt"
# shellcheck disable=SC2086 # a list of words
{
  output openssl-pem.p7b openssl crl2pkcs7 $all
  output openssl-der.p7b openssl crl2pkcs7 $all -outform DER
}
chain openssl-pem.p7b 'openssl 3.0 crl2pkcs7 -nocrl' 'PEM, label PKCS7' 'format: pem'
chain openssl-der.p7b 'openssl 3.0 crl2pkcs7 -nocrl -outform DER' 'DER'
output crl.p7b openssl crl2pkcs7 -in $pki/root.crl -certfile $pki/root.crt -outform DER
expect crl.p7b 'openssl 3.0 crl2pkcs7' 'a certificate and a CRL' <<'END'
Root CA | certificate | - | root.crt
crl | root.crl
END
output crl-only.p7b openssl crl2pkcs7 -in $pki/root.crl -outform DER
expect crl-only.p7b 'openssl 3.0 crl2pkcs7' 'a CRL and no certificate' <<'END'
crl | root.crl
END
output empty.p7b openssl crl2pkcs7 -nocrl -certfile $pki/server.key -outform DER
expect empty.p7b 'openssl 3.0 crl2pkcs7 -nocrl' 'neither certificates nor CRLs' </dev/null
output names.p7b openssl crl2pkcs7 -nocrl -certfile ../pem/names.pem -outform DER
expect names.p7b 'openssl 3.0 crl2pkcs7 -nocrl' 'an alias from a CN, whatever characters it has' <<'END'
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
output twins.p7b openssl crl2pkcs7 -nocrl -certfile ../pem/bundle.pem -outform DER
expect twins.p7b 'openssl 3.0 crl2pkcs7 -nocrl' 'certificates of one name, and two without a CN' <<'END'
Root CA | certificate | - | root.crt
Other Root CA | certificate | - | other-root.crt
Root CA-2 | certificate | - | root-rekeyed.crt
certificate | certificate | - | no-cn.crt
certificate-2 | certificate | - | empty-subject.crt
END

# Signed messages: their signatures are not looked at, the certificates are there.
if missing signed.p7b; then
  cat $pki/intermediate.crt $pki/root.crt >"$scratch/chain"
  echo 'a message' | openssl smime -sign -signer $pki/server.crt -inkey $pki/server.key -certfile "$scratch/chain" \
    -nodetach -outform DER -out signed.p7b
fi
chain signed.p7b 'openssl 3.0 smime -sign -nodetach' 'a signed message with its content inside'
if missing signed-detached.p7b; then
  cat $pki/intermediate.crt $pki/root.crt >"$scratch/chain"
  echo 'a message' | openssl smime -sign -signer $pki/server.crt -inkey $pki/server.key -certfile "$scratch/chain" \
    -outform PEM -out signed-detached.p7b
fi
chain signed-detached.p7b 'openssl 3.0 smime -sign -outform PEM' 'a detached signature' 'format: pem'
if missing cms-signed.p7b; then
  cat $pki/intermediate.crt $pki/root.crt >"$scratch/chain"
  echo 'a message' | openssl cms -sign -signer $pki/server.crt -inkey $pki/server.key -certfile "$scratch/chain" \
    -keyid -nodetach -stream -outform DER -out cms-signed.p7b
fi
chain cms-signed.p7b 'openssl 3.0 cms -sign -keyid -stream' 'CMS of version 3, BER with indefinite lengths'
if missing cms-signed-pem.p7b; then
  cat $pki/intermediate.crt $pki/root.crt >"$scratch/chain"
  echo 'a message' | openssl cms -sign -signer $pki/server.crt -inkey $pki/server.key -certfile "$scratch/chain" \
    -nodetach -outform PEM -out cms-signed-pem.p7b
fi
chain cms-signed-pem.p7b 'openssl 3.0 cms -sign -outform PEM' 'PEM, label CMS' 'format: pem'
if missing enveloped.p7b; then
  echo 'a message' | openssl cms -encrypt -aes256 -outform DER -out enveloped.p7b $pki/server.crt
fi
echo 'error | unsupported_format' | expect enveloped.p7b 'openssl 3.0 cms -encrypt' \
  'EnvelopedData is PKCS#7 and holds no certificates for us'
if missing data.p7b; then echo 'a message' | openssl cms -data_create -outform DER -out data.p7b; fi
echo 'error | unsupported_format' | expect data.p7b 'openssl 3.0 cms -data_create' 'PKCS#7 Data holds no certificates'

# --- the others

output certtool-pem.p7b certtool --p7-generate --load-certificate ../pem/keytool-list-rfc.pem
output certtool-der.p7b certtool --p7-generate --load-certificate ../pem/keytool-list-rfc.pem --outder
chain certtool-pem.p7b 'certtool 3.7 --p7-generate' 'PEM, label PKCS7' 'format: pem'
chain certtool-der.p7b 'certtool 3.7 --p7-generate --outder' 'DER, its SET OF sorted'

if missing nss.p7b; then
  certutil -N -d "sql:$scratch" --empty-password
  certutil -A -d "sql:$scratch" -n root -t C,, -i $pki/root.crt
  certutil -A -d "sql:$scratch" -n intermediate -t ,, -i $pki/intermediate.crt
  certutil -A -d "sql:$scratch" -n server -t ,, -i $pki/server.crt
  cmsutil -O -d "sql:$scratch" -r server,root -o nss.p7b
fi
chain nss.p7b 'cmsutil 3.87 -O' 'BER with indefinite lengths'

if missing java.p7b; then java -cp $jars MakeP7b.java java.p7b java $pki/server.crt $pki/intermediate.crt \
  $pki/root.crt; fi
chain java.p7b 'java 17, CertPath.getEncoded("PKCS7"), MakeP7b.java' 'what Java writes'
for form in DER BER DL; do
  file=bouncycastle-$(echo $form | tr '[:upper:]' '[:lower:]').p7b
  if missing "$file"; then
    java -cp $jars MakeP7b.java "$file" $form $pki/server.crt $pki/intermediate.crt $pki/root.crt $pki/root.crl
  fi
  expect "$file" "BouncyCastle 1.72, CMSSignedData in $form, MakeP7b.java" "certificates and a CRL in $form" <<'END'
server.example | certificate | - | server.crt
Intermediate CA | certificate | - | intermediate.crt
Root CA | certificate | - | root.crt
crl | root.crl
END
done

# --- on the way

output label-certificate.p7b sed 's/PKCS7/CERTIFICATE/' openssl-pem.p7b
chain label-certificate.p7b 'sed, from openssl-pem.p7b' \
  'a PKCS#7 that calls itself CERTIFICATE, as some authorities send it' 'format: pem'
output label-pkcs-7-signed-data.p7b sed 's/PKCS7/PKCS #7 SIGNED DATA/' openssl-pem.p7b
chain label-pkcs-7-signed-data.p7b 'sed, from openssl-pem.p7b' 'an older label' 'format: pem'
output bare-base64.p7b base64 openssl-der.p7b
output cut.p7b head -c 1000 openssl-der.p7b
echo 'error | damaged' | expect cut.p7b 'head, from openssl-der.p7b' 'the file ends inside a certificate'
