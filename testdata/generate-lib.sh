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

# need TOOL...: says what is missing before half of a folder is made.
need() {
  for tool in "$@"; do
    command -v "$tool" >/dev/null || { echo "$0: needs $tool" >&2; exit 1; }
  done
}
