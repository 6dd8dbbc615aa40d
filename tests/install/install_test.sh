#!/bin/sh
# Installs the build tree and uses what was installed, as somebody else would.
#
#     install_test.sh install|find_package|pkg_config BUILD STAGE SOURCE COMPILER
set -eu
what=$1 build=$2 stage=$3 source=$4 compiler=$5
prefix=$stage/prefix
sample=$source/testdata/pkcs12/chain-named.p12
expected=web

fail() { printf 'install_test: %s\n' "$*" >&2; exit 1; }

# The program has to print the alias of the sample, and nothing else.
run_consumer() {
  said=$("$1" "$sample" changeit) || fail "$1 failed"
  [ "$said" = "$expected" ] || fail "$1 printed: $said"
}

case $what in
  install)
    rm -rf "$stage"
    cmake --install "$build" --prefix "$prefix" >/dev/null
    # Moved, because an installed tree must not remember where it was made.
    mv "$prefix" "$prefix.moved"
    mv "$prefix.moved" "$stage/moved prefix"
    for file in include/ks/ks.h bin/ks share/man/man1/ks-convert.1 share/doc/ks/LICENSE; do
      [ -e "$stage/moved prefix/$file" ] || fail "$file is not installed"
    done
    if find "$stage/moved prefix/include" -name '*.h' | grep -q -e /asn1/ -e /crypto/; then
      fail "private headers are installed"
    fi
    # shellcheck disable=SC2016
    if grep -r -I -l -F -e "$build" -e "$source" "$stage/moved prefix"; then
      fail "these files name the tree they were built in"
    fi
    ;;
  find_package)
    cmake -S "$source/tests/install/consumer" -B "$stage/consumer" -D CMAKE_CXX_COMPILER="$compiler" \
      -D CMAKE_PREFIX_PATH="$stage/moved prefix" >/dev/null
    cmake --build "$stage/consumer" >/dev/null
    run_consumer "$stage/consumer/consumer"
    ;;
  pkg_config)
    pc=$(find "$stage/moved prefix" -name ks.pc)
    PKG_CONFIG_PATH=$(dirname "$pc")
    export PKG_CONFIG_PATH
    [ "$(pkg-config --modversion ks)" ] || fail "pkg-config gives no version"
    # The shell has to read what pkg-config quoted.
    eval "\"\$compiler\" -std=c++20 \"\$source/tests/install/consumer/main.cpp\" -o \"\$stage/by-pkg-config\" \
      $(pkg-config --cflags --libs ks)"
    run_consumer "$stage/by-pkg-config"
    ;;
  *) fail "what is $what?" ;;
esac
