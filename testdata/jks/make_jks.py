"""Makes a JKS file with pyjks. Run by generate.sh: python3 make_jks.py FILE"""

import sys

import jks

sys.path.insert(0, "..")
from expect import read  # noqa: E402

key = jks.PrivateKeyEntry.new("Web Server", [read("ec256.crt"), read("intermediate.crt")], read("ec256.key"))
root = jks.TrustedCertEntry.new("Root-CA", read("root.crt"))
jks.KeyStore.new("jks", [key, root]).save(sys.argv[1], "changeit")
