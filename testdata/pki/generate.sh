#!/bin/sh
# The raw material of every other folder: keys (PKCS#8 PEM, NAME.key), certificates (PEM, NAME.crt) and CRLs.
# Everything is valid from 2020 to 2120, so that no test rots, save expired.crt and future.crt.
set -eu
cd "$(dirname "$0")"
# shellcheck disable=SC1091
. ../generate-lib.sh
need openssl python3

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export scratch                   # for pki.cnf
export string_mask=utf8only      # likewise

# key NAME GENPKEY-ARGUMENT...
key() {
  name=$1; shift
  if missing "$name.key"; then openssl genpkey "$@" -out "$name.key" 2>/dev/null; fi
}

# issue NAME KEY ISSUER PROFILE SUBJECT [CA-OPTION]...: a certificate for KEY.key; ISSUER is a name, or "self".
# The variables serial, mask, from and until, set before the call, bend one certificate.
issue() {
  name=$1 key=$2 issuer=$3 profile=$4 subject=$5; shift 5
  if ! missing "$name.crt"; then unset serial mask from until; return 0; fi
  : >"$scratch/index"
  printf 'unique_subject=no\n' >"$scratch/index.attr"
  # Serial numbers come from the name: stable, and never the same twice.
  printf '%s\n' "${serial-5$(printf %s "$name" | sha256sum | cut -c1-15)}" >"$scratch/serial"
  string_mask=${mask-utf8only}
  openssl req -config pki.cnf -new -key "$key.key" -utf8 -multivalue-rdn \
    -subj "$subject" -out "$scratch/request"
  case $issuer in
    self) set -- -selfsign -keyfile "$key.key" "$@" ;;
    *) set -- -cert "$issuer.crt" -keyfile "${issuer_key-$issuer}.key" "$@" ;;
  esac
  openssl ca -config pki.cnf -batch -notext -preserveDN -utf8 -in "$scratch/request" \
    -startdate "${from-20200101000000Z}" -enddate "${until-21200101000000Z}" -extensions "$profile" \
    "$@" -out "$name.crt" 2>"$scratch/log" || { cat "$scratch/log" >&2; exit 1; }
  unset serial mask from until issuer_key
  string_mask=utf8only
}

# crl NAME ISSUER [CERTIFICATE-TO-REVOKE]
crl() {
  if ! missing "$1.crl"; then return 0; fi
  : >"$scratch/index"
  echo 01 >"$scratch/crlnumber"
  if [ $# -eq 3 ]; then
    openssl ca -config pki.cnf -cert "$2.crt" -keyfile "$2.key" -revoke "$3.crt" \
      -crl_reason keyCompromise 2>"$scratch/log"
  fi
  openssl ca -config pki.cnf -gencrl -cert "$2.crt" -keyfile "$2.key" \
    -crl_lastupdate 20200101000000Z -crl_nextupdate 21200101000000Z -out "$1.crl" 2>"$scratch/log"
}

rsa='-algorithm RSA -pkeyopt rsa_keygen_bits:2048'
ec='-algorithm EC -pkeyopt ec_paramgen_curve'
# shellcheck disable=SC2086 # these two are lists of words
{
  for name in root intermediate server client rsa3; do key "$name" $rsa; done
  key root-rekeyed $ec:P-256
  key other-root $ec:P-256
  key issuing $ec:P-256
  key ec256 $ec:P-256
  key ec384 $ec:P-384
  key ec521 $ec:P-521
  key secp256k1 $ec:secp256k1
  key brainpool $ec:brainpoolP256r1
  key ec-explicit $ec:P-256 -pkeyopt ec_param_enc:explicit
}
for name in ed25519 ed448 x25519 x448; do key "$name" -algorithm "$name"; done
key rsapss -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256 \
  -pkeyopt rsa_pss_keygen_mgf1_md:sha256 -pkeyopt rsa_pss_keygen_saltlen:32
if missing dsa.key; then
  openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:2048 -out "$scratch/dsa" 2>/dev/null
  openssl genpkey -paramfile "$scratch/dsa" -out dsa.key 2>/dev/null
fi
if missing dh.key; then openssl genpkey -algorithm DH -pkeyopt group:ffdhe2048 -out dh.key 2>/dev/null; fi

# Certification authorities: Root -> Intermediate -> Issuing; Root has a twin of the same name and another key, and
# Intermediate is certified by Other Root as well.
issue root root self issuer '/CN=Root CA'
issue root-rekeyed root-rekeyed self issuer '/CN=Root CA'
issue other-root other-root self issuer '/CN=Other Root CA'
issue intermediate intermediate root issuer '/CN=Intermediate CA'
issuer_key=other-root issue intermediate-cross intermediate other-root issuer '/CN=Intermediate CA'
issue issuing issuing intermediate issuer0 '/CN=Issuing CA'

# Leaves.
issue server server intermediate server '/CN=server.example'
issue client client issuing client '/CN=client'
issue ec256 ec256 intermediate server '/CN=ec256.example'
issue ec384 ec384 intermediate server '/CN=ec384.example'
issue ec521 ec521 intermediate server '/CN=ec521.example'
issue secp256k1 secp256k1 intermediate server '/CN=secp256k1.example'
issue brainpool brainpool intermediate server '/CN=brainpool.example'
issue ed25519 ed25519 intermediate server '/CN=ed25519.example'
issue ed448 ed448 intermediate server '/CN=ed448.example'
issue dsa dsa intermediate server '/CN=dsa.example'
issue rsapss rsapss intermediate server '/CN=rsapss.example'
issue self-signed ec256 self server '/CN=localhost'
from=20200101000000Z until=20210101000000Z issue expired ec256 intermediate server '/CN=expired.example'
from=21100101000000Z issue future ec256 intermediate server '/CN=future.example'
issue server-renewed server intermediate server '/CN=server.example'

# Names that are hard to hold or to show.
issue utf8-name ec256 root leaf '/CN=Größe 世界 😀'
mask=MASK:0x800 issue bmp-name ec256 root leaf '/CN=Größe 世界'
mask=MASK:0x4 issue t61-name ec256 root leaf '/CN=Größe'
issue control-name ec256 root leaf "/CN=$(printf 'red\033[31m\nline\177')"
issue bidi-name ec256 root leaf "/CN=$(printf 'exe\342\200\256fdp.\342\201\246x\342\201\251')"
issue long-name ec256 root leaf '/C=DE/ST=Land/L=Ort/O=A, B "C"\+D;E<F>\\G#H/OU=Eins/OU= zwei /CN=long=name.example'
issue multi-rdn ec256 root leaf '/O=Acme/CN=multi.example+serialNumber=42+UID=mu'
issue no-cn ec256 root leaf '/C=DE/O=Only an organisation'
issue empty-subject ec256 root empty '/'
issue all-names ec256 root names '/CN=names.example'

# Shapes of certificates.
issue v1 ec256 root none '/CN=version one'
serial=7F00112233445566778899AABBCCDDEEFF001122 issue serial20 ec256 root leaf '/CN=twenty byte serial'
# No authority would write this one; `openssl ca` will not either.
if missing serial-negative.crt; then
  openssl req -config pki.cnf -new -key ec256.key -subj '/CN=negative serial' |
    openssl x509 -req -CA root.crt -CAkey root.key -set_serial -1337 -days 34000 -out serial-negative.crt 2>/dev/null
fi

if missing server.csr; then
  openssl req -config pki.cnf -new -key server.key -subj /CN=server.example -out server.csr
fi

crl root root intermediate
crl intermediate intermediate server
crl other-root other-root

# Post-quantum keys, which OpenSSL 3.5 knows and 3.0 does not.
if have_trixie ml-dsa-65.key ml-kem-768.key ml-dsa-65.crt; then
  if missing ml-dsa-65.key; then trixie openssl genpkey -algorithm ML-DSA-65 -out ml-dsa-65.key; fi
  if missing ml-kem-768.key; then trixie openssl genpkey -algorithm ML-KEM-768 -out ml-kem-768.key; fi
  if missing ml-dsa-65.crt; then
    trixie openssl req -x509 -config pki.cnf -key ml-dsa-65.key -subj /CN=ml-dsa.example -not_before 20200101000000Z \
      -not_after 21200101000000Z -extensions leaf -out ml-dsa-65.crt
  fi
fi
