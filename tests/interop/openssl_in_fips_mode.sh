#!/bin/sh
# Runs `openssl ARGUMENT...` with the algorithms of its FIPS provider and no others (fips_module(7), "Making all
# applications use the FIPS module by default").
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

modules=$(openssl version -m | cut -d '"' -f 2)
# Its self-tests, and the checksum without which it would not load.
openssl fipsinstall -quiet -module "$modules/fips.so" -out "$work/fipsmodule.cnf"
cat >"$work/openssl.cnf" <<END
openssl_conf = setup
[setup]
providers = providers
alg_section = algorithms
[providers]
fips = fips_sect
base = base_sect
[base_sect]
activate = 1
[algorithms]
default_properties = fips=yes
.include $work/fipsmodule.cnf
END
OPENSSL_CONF=$work/openssl.cnf openssl "$@"
