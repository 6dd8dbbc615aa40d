#!/bin/sh
# Second half of generate.sh: files of several blocks, and what becomes of a PEM file on its way.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need openssl iconv base64 python3

pki=../pki
ec256='ec256.example | key | - | ec256.key | ec256.crt intermediate.crt root.crt'
root='Root CA | certificate | - | root.crt'
secret='password: secret'

# --- keys with their certificates

output identity.pem cat $pki/ec256.key $pki/ec256.crt $pki/intermediate.crt $pki/root.crt
entry identity.pem 'openssl 3.0, joined' 'a key, then its chain, is one entry' "$ec256"
output identity-key-last.pem cat $pki/ec256.crt $pki/intermediate.crt $pki/root.crt $pki/ec256.key
entry identity-key-last.pem 'openssl 3.0, joined' 'the chain, then its key' "$ec256"
output identity-shuffled.pem cat $pki/root.crt $pki/ec256.key $pki/intermediate.crt $pki/ec256.crt
entry identity-shuffled.pem 'openssl 3.0, joined' 'the chain is built by issuer, whatever the order' "$ec256"
output identity-and-more.pem cat $pki/ec256.key $pki/ec256.crt $pki/intermediate.crt $pki/root.crt $pki/other-root.crt
expect identity-and-more.pem 'openssl 3.0, joined' 'a certificate that belongs to no key stays one' <<'END'
ec256.example | key | - | ec256.key | ec256.crt intermediate.crt root.crt
Other Root CA | certificate | - | other-root.crt
END
output identities.pem cat $pki/server.key $pki/server.crt $pki/client.key $pki/client.crt $pki/issuing.crt \
  $pki/intermediate.crt $pki/root.crt
expect identities.pem 'openssl 3.0, joined' 'two keys share what is above them' <<'END'
server.example | key | - | server.key | server.crt intermediate.crt root.crt
client | key | - | client.key | client.crt issuing.crt intermediate.crt root.crt
END
if missing identity-traditional.pem; then
  { openssl rsa -in $pki/server.key -traditional 2>/dev/null; cat $pki/server.crt; } >identity-traditional.pem
fi
entry identity-traditional.pem 'openssl 3.0, joined' 'a PKCS#1 key and its certificate' \
  'server.example | key | - | server.key | server.crt'
if missing identity-encrypted.pem; then
  { openssl pkcs8 -topk8 -in $pki/ec256.key -passout pass:secret; cat $pki/ec256.crt; } >identity-encrypted.pem
fi
entry identity-encrypted.pem 'openssl 3.0, joined' 'an encrypted key and its certificate, with the password' \
  'ec256.example | key | - | ec256.key | ec256.crt' "$secret"
if missing identity-dek.pem; then
  { openssl rsa -in $pki/server.key -traditional -aes128 -passout pass:secret 2>/dev/null; cat $pki/server.crt; } \
    >identity-dek.pem
fi
entry identity-dek.pem 'openssl 3.0, joined' 'a key under DEK-Info and its certificate, with the password' \
  'server.example | key | - | server.key | server.crt' "$secret"
output stray-key.pem cat $pki/ec256.key $pki/server.crt
expect stray-key.pem 'openssl 3.0, joined' 'a key and a certificate of another key are two entries' <<'END'
key | key | - | ec256.key
server.example | certificate | - | server.crt
END
output two-keys.pem cat $pki/ec256.key $pki/ec384.key
expect two-keys.pem 'openssl 3.0, joined' 'two keys without certificates' <<'END'
key | key | - | ec256.key
key-2 | key | - | ec384.key
END

output identity-no-cn.pem cat $pki/no-cn.crt $pki/ec256.key
entry identity-no-cn.pem 'openssl 3.0, joined' 'no CN to make an alias of, as in what mkcert writes' \
  'key | key | - | ec256.key | no-cn.crt'

# --- bag attributes

for name in default microsoft key-exchange chain-named; do
  output bags-$name.pem openssl pkcs12 -in ../pkcs12/$name.p12 -passin pass:changeit -nodes
  entry bags-$name.pem 'openssl 3.0 pkcs12 -nodes' 'friendlyName is the alias; other attributes do not disturb' \
    'web | key | - | ec256.key | ec256.crt intermediate.crt root.crt'
done
output bags-encrypted.pem openssl pkcs12 -in ../pkcs12/default.p12 -passin pass:changeit -passout pass:secret
entry bags-encrypted.pem 'openssl 3.0 pkcs12' 'attributes before an encrypted key' \
  'web | key | - | ec256.key | ec256.crt intermediate.crt root.crt' "$secret"
output bags-no-name.pem openssl pkcs12 -in ../pkcs12/no-name.p12 -passin pass:changeit -nodes
entry bags-no-name.pem 'openssl 3.0 pkcs12 -nodes' 'attributes without a friendlyName' \
  'ec256.example | key | - | ec256.key | ec256.crt'
output bags-certificates.pem openssl pkcs12 -in ../pkcs12/certificates.p12 -passin pass:changeit -nodes
expect bags-certificates.pem 'openssl 3.0 pkcs12 -nodes' 'Bag Attributes: <No Attributes>' <<'END'
Root CA | certificate | - | root.crt
Other Root CA | certificate | - | other-root.crt
Root CA-2 | certificate | - | root-rekeyed.crt
END
output bags-mixed-case.pem openssl pkcs12 -in ../pkcs12/name-mixed-case.p12 -passin pass:changeit -nodes
entry bags-mixed-case.pem 'openssl 3.0 pkcs12 -nodes' 'a friendlyName with a space and capitals' \
  'Web Server | key | - | ec256.key | ec256.crt'
output bags-unicode.pem openssl pkcs12 -in ../pkcs12/name-unicode.p12 -passin pass:changeit -nodes

# --- on the way

output crlf.pem sed 's/$/\r/' identity.pem
entry crlf.pem 'sed, from identity.pem' 'line ends are CRLF' "$ec256"
if missing cr.pem; then tr '\n' '\r' <identity.pem >cr.pem; fi
entry cr.pem 'tr, from identity.pem' 'line ends are CR alone' "$ec256"
if missing bom.pem; then { printf '\357\273\277'; cat identity.pem; } >bom.pem; fi
entry bom.pem 'printf, from identity.pem' 'a byte order mark' "$ec256"
if missing utf16le.pem; then { printf '\377\376'; iconv -t utf-16le identity.pem; } >utf16le.pem; fi
if missing no-final-newline.pem; then printf %s "$(cat identity.pem)" >no-final-newline.pem; fi
entry no-final-newline.pem 'printf, from identity.pem' 'no line end at the end' "$ec256"
if missing junk-around.pem; then
  { printf 'Größe – “Zertifikat” 世界\n\n'; cat $pki/ec256.key; printf '\377\376\200 bytes that are no UTF-8\n\000\001\n'
    cat $pki/ec256.crt; printf '# comment -----\n---- BEGIN nothing\n'; cat $pki/intermediate.crt $pki/root.crt
    printf 'Ende\n'; } >junk-around.pem
fi
entry junk-around.pem 'printf, from pki' 'UTF-8, other bytes and near misses before, between and after blocks' "$ec256"
output trailing-spaces.pem sed 's/$/ \t /' identity.pem
entry trailing-spaces.pem 'sed, from identity.pem' 'spaces and tabs at the end of every line' "$ec256"
output indented.pem sed 's/^/\t  /' identity.pem
entry indented.pem 'sed, from identity.pem' 'every line indented, as in YAML' "$ec256"
output blank-lines.pem sed 's/$/\n/' identity.pem
entry blank-lines.pem 'sed, from identity.pem' 'a blank line after every line' "$ec256"
if missing one-line.pem; then tr -d '\n' <$pki/root.crt >one-line.pem; fi
entry one-line.pem 'tr, from pki/root.crt' 'the whole of it on one line' "$root"
if missing one-line-spaces.pem; then tr '\n' ' ' <$pki/root.crt >one-line-spaces.pem; fi
entry one-line-spaces.pem 'tr, from pki/root.crt' 'spaces where the line ends were' "$root"
if missing two-on-one-line.pem; then cat $pki/root.crt $pki/other-root.crt | tr -d '\n' >two-on-one-line.pem; fi
expect two-on-one-line.pem 'tr, from pki' 'two blocks on one line' <<'END'
Root CA | certificate | - | root.crt
Other Root CA | certificate | - | other-root.crt
END
if missing long-lines.pem; then
  { echo '-----BEGIN CERTIFICATE-----'; openssl x509 -in $pki/root.crt -outform DER | base64 -w0; echo
    echo '-----END CERTIFICATE-----'; } >long-lines.pem
fi
entry long-lines.pem 'base64 -w0' 'base64 in a single line' "$root"
if missing short-lines.pem; then
  { echo '-----BEGIN CERTIFICATE-----'; openssl x509 -in $pki/root.crt -outform DER | base64 -w5
    echo '-----END CERTIFICATE-----'; } >short-lines.pem
fi
entry short-lines.pem 'base64 -w5' 'lines of five characters' "$root"
if missing bare-base64.pem; then openssl x509 -in $pki/root.crt -outform DER | base64 >bare-base64.pem; fi
entry bare-base64.pem 'base64' 'base64 without any frame' "$root"
output joined-without-newline.pem sh -c "printf %s \"\$(cat $pki/root.crt)\"; cat $pki/other-root.crt"
expect joined-without-newline.pem 'printf, from pki' 'END and BEGIN on one line, as cat leaves them' <<'END'
Root CA | certificate | - | root.crt
Other Root CA | certificate | - | other-root.crt
END

# --- labels

# relabel FILE FROM-LABEL TO-LABEL < block
relabel() {
  if missing "$1"; then sed "s/-----BEGIN $2-----/-----BEGIN $3-----/; s/-----END $2-----/-----END $3-----/" >"$1"; fi
}
relabel label-x509.pem CERTIFICATE 'X509 CERTIFICATE' <$pki/root.crt
entry label-x509.pem 'sed, from pki/root.crt' 'X509 CERTIFICATE, the older label' "$root"
relabel label-pkcs1-as-pkcs8.pem 'RSA PRIVATE KEY' 'PRIVATE KEY' <key-rsa.pem
entry label-pkcs1-as-pkcs8.pem 'sed, from key-rsa.pem' 'a PKCS#1 key that calls itself PRIVATE KEY' \
  'key | key | - | server.key'
relabel label-pkcs8-as-pkcs1.pem 'PRIVATE KEY' 'RSA PRIVATE KEY' <key-pkcs8.pem
entry label-pkcs8-as-pkcs1.pem 'sed, from key-pkcs8.pem' 'a PKCS#8 key that calls itself RSA PRIVATE KEY' \
  'key | key | - | server.key'
relabel label-sec1-as-pkcs8.pem 'EC PRIVATE KEY' 'PRIVATE KEY' <key-ec256.pem
entry label-sec1-as-pkcs8.pem 'sed, from key-ec256.pem' 'a SEC 1 key that calls itself PRIVATE KEY' \
  'key | key | - | ec256.key'
relabel label-encrypted-as-pkcs8.pem 'ENCRYPTED PRIVATE KEY' 'PRIVATE KEY' <pbes2-aes-256-cbc.pem
entry label-encrypted-as-pkcs8.pem 'sed, from pbes2-aes-256-cbc.pem' 'an encrypted key that calls itself PRIVATE KEY' \
  'key | key | - | ec256.key' "$secret"
relabel label-trusted-as-plain.pem 'TRUSTED CERTIFICATE' CERTIFICATE <trusted.pem
relabel label-plain-as-trusted.pem CERTIFICATE 'TRUSTED CERTIFICATE' <$pki/root.crt
entry label-plain-as-trusted.pem 'sed, from pki/root.crt' 'a TRUSTED CERTIFICATE without trust settings' \
  'Root CA | trusted | - | root.crt'
relabel label-certificate-as-key.pem CERTIFICATE 'PRIVATE KEY' <$pki/root.crt

# --- what is not for us, or broken

output request.pem cat $pki/server.csr
entry request.pem 'openssl 3.0 req' 'a certificate request is known by its name and is no store' \
  'error | unsupported_format'
output public-key.pem openssl pkey -in $pki/server.key -pubout
entry public-key.pem 'openssl 3.0 pkey -pubout' 'a public key is known by its name and is no store' \
  'error | unsupported_format'
if missing certificate-and-others.pem; then
  { cat $pki/root.crt $pki/server.csr; openssl pkey -in $pki/server.key -pubout; } >certificate-and-others.pem
fi
entry certificate-and-others.pem 'openssl 3.0, joined' 'blocks that we cannot use do not hide the one that we can' \
  "$root"
if missing empty.pem; then : >empty.pem; fi
entry empty.pem 'sh' 'an empty file' 'error | not_a_store'
output prose.pem printf 'Nothing here looks like PEM, nor like base64.\n'
entry prose.pem 'printf' 'a text without a block' 'error | not_a_store'
output no-end.pem head -10 $pki/root.crt
entry no-end.pem 'head, from pki/root.crt' 'a block that never ends' 'error | damaged'
output bad-base64.pem sed '5s/./*/7' $pki/root.crt
entry bad-base64.pem 'sed, from pki/root.crt' 'a character that is not base64' 'error | damaged'
output labels-differ.pem sed 's/END CERTIFICATE/END X509 CRL/' $pki/root.crt
entry labels-differ.pem 'sed, from pki/root.crt' 'BEGIN and END of different labels' 'error | damaged'
if missing cut-der.pem; then
  { echo '-----BEGIN CERTIFICATE-----'; openssl x509 -in $pki/root.crt -outform DER | head -c 300 | base64
    echo '-----END CERTIFICATE-----'; } >cut-der.pem
fi
entry cut-der.pem 'head, from pki/root.crt' 'a certificate that ends early inside its block' 'error | damaged'
if missing empty-block.pem; then printf -- '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n' \
  >empty-block.pem; fi
entry empty-block.pem 'printf' 'a block with nothing in it' 'error | damaged'
output dek-unknown-cipher.pem sed 's/AES-128-CBC/FROG-128-CBC/' dek-aes128.pem
output dek-short-iv.pem sed 's/^\(DEK-Info: AES-128-CBC,........\).*/\1/' dek-aes128.pem
