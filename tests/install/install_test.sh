#!/bin/sh
# Installs the build tree and uses what was installed, as somebody else would.
#
#     install_test.sh install|find_package|pkg_config|documents BUILD STAGE SOURCE COMPILER
set -eu
what=$1 build=$2 stage=$3 source=$4 compiler=$5
prefix=$stage/prefix
sample=$source/testdata/pkcs12/chain-named.p12
expected=web
export CMAKE_GENERATOR=Ninja  # the one that script/bootstrap installs; there need be no make

fail() { printf 'install_test: %s\n' "$*" >&2; exit 1; }

# The program has to print the alias of the sample, and nothing else.
run_consumer() {
  said=$("$1" "$sample" changeit) || fail "$1 failed"
  [ "$said" = "$expected" ] || fail "$1 printed: $said"
}

# block FILE LANGUAGE: the first block of that language.
block() {
  awk -v start="\`\`\`$2" '$0 == start { inside = 1; next } /^```/ { if (inside) exit } inside' "$1"
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
  documents)
    # The program of the README is what stands in a main(); those of the how-to pages are functions, which we call.
    work=$stage/documents
    rm -rf "$work"
    mkdir -p "$work"
    block "$source/README.md" cpp >"$work/readme.block"
    block "$source/docs/how-to/library.md" cpp >"$work/library.block"
    { echo '#include <iostream>'; grep '^#include' "$work/readme.block"; echo 'int main() {';
      grep -v '^#include' "$work/readme.block"; echo '}'; } >"$work/readme.cpp"
    { cat "$work/library.block"; echo 'int main() {';
      echo '  return renew("truststore.jks", ks::share(ks::Secret("changeit"))) ? 0 : 1;'; echo '}'; } >"$work/library.cpp"
    { block "$source/docs/how-to/tls-contexts.md" cpp; echo 'int main() {';
      echo '  const auto context = client("server.p12", ks::share(ks::Secret("changeit")));'
      echo '  SSL* ssl = SSL_new(context.value().native());'
      echo '  const auto failed = shake_hands(ssl, "server.example");  // over no connection at all'
      echo '  SSL_free(ssl);'
      echo '  return failed || failed.error().hint.empty() ? 1 : 0;'; echo '}'; } >"$work/tls.cpp"
    { echo 'cmake_minimum_required(VERSION 3.25)'; echo 'project(documents LANGUAGES CXX)';
      echo 'add_executable(app library.cpp)'; block "$source/docs/how-to/library.md" cmake;
      echo 'add_executable(tls tls.cpp)'; echo 'target_link_libraries(tls ks::ks OpenSSL::SSL)'
      echo 'add_executable(readme readme.cpp)'; echo 'target_link_libraries(readme ks::ks)'; } >"$work/CMakeLists.txt"
    cmake -S "$work" -B "$work/build" -D CMAKE_CXX_COMPILER="$compiler" -D CMAKE_PREFIX_PATH="$stage/moved prefix" \
      >/dev/null
    cmake --build "$work/build" >/dev/null
    cd "$work"
    ks=$stage/moved\ prefix/bin/ks
    cp "$sample" server.p12
    [ "$(build/readme)" = "$expected" ] || fail "the program of the README does not print the alias"
    "$ks" convert "$source/testdata/pki/root.crt" -o truststore.jks --out-password pass:changeit >/dev/null
    cp "$source/testdata/pki/other-root.crt" corporate-ca.pem
    build/tls || fail "the program of tls-contexts.md gives no reason for a connection that is none"
    build/app
    [ "$("$ks" list truststore.p12 --password pass:changeit | grep -c 'trusted certificate')" = 2 ] ||
      fail "the program of library.md did not write two trusted certificates"
    ;;
  *) fail "what is $what?" ;;
esac
