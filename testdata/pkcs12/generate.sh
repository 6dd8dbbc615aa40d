#!/bin/sh
# Makes what is missing here: a script for each tool that writes PKCS#12.
set -eu
cd "$(dirname "$0")"
for part in generate-*.sh; do sh "$part"; done
