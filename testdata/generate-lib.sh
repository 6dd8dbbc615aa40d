#!/bin/sh
# Sourced by every generate.sh here, from inside its own folder. Nothing of this is needed to run the tests.
#
# A file that is there already is kept, because keys, salts and times would change and every expectation with them:
# to make one again, delete it first. Expectations are always written anew.

export LC_ALL=C.UTF-8 TZ=UTC PYTHONDONTWRITEBYTECODE=1
# No configuration and no settings of the machine may show in what is made.
export OPENSSL_CONF=/dev/null
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS SOURCE_DATE_EPOCH RANDFILE

# missing FILE: whether it is still to be made.
missing() {
  if [ -e "$1" ]; then return 1; fi
  echo "making $1" >&2
}

# expect FILE "MADE BY" "PROVES" [HEADER LINE]... with the entries on standard input, in the language of expect.py.
expect() { python3 ../expect.py "$@"; }

# entry FILE "MADE BY" "PROVES" "ENTRY" [HEADER LINE]...: the same for an expectation of one line.
entry() {
  file=$1 made=$2 proves=$3 line=$4; shift 4
  printf '%s\n' "$line" | expect "$file" "$made" "$proves" "$@"
}

# output FILE COMMAND...: makes FILE, if it is missing, of the standard output of a tool.
output() {
  file=$1; shift
  if missing "$file"; then "$@" >"$file" 2>/dev/null; fi
}

# need TOOL...: says what is missing before half of a folder is made.
need() {
  for tool in "$@"; do
    command -v "$tool" >/dev/null || { echo "$0: needs $tool" >&2; exit 1; }
  done
}

# trixie TOOL ARGUMENT...: a program of the Debian 13 root that TRIXIE names, run where we are.
trixie() {
  tool=$1; shift
  libraries=$TRIXIE/usr/lib/x86_64-linux-gnu
  OPENSSL_MODULES=$libraries/ossl-modules "$TRIXIE/usr/lib64/ld-linux-x86-64.so.2" \
    --library-path "$libraries:$libraries/nss" "$TRIXIE/usr/bin/$tool" "$@"
}

# have_trixie FILE...: whether the files can be made; otherwise says which of them are missing.
have_trixie() {
  if [ -n "${TRIXIE-}" ]; then return 0; fi
  for file in "$@"; do
    if [ ! -e "$file" ]; then echo "$0: set TRIXIE to a Debian 13 root to make $file" >&2; fi
  done
  return 1
}
