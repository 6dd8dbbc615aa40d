// Makes PKCS#12 files with go-pkcs12, what cert-manager and other Go programs write. Run by generate-others.sh:
// go run MakeP12.go PROFILE FILE
package main

import (
	"crypto/x509"
	"encoding/pem"
	"log"
	"os"

	"software.sslmate.com/src/go-pkcs12"
)

var profiles = map[string]*pkcs12.Encoder{
	"legacy-rc2":   pkcs12.LegacyRC2,
	"legacy-des":   pkcs12.LegacyDES,
	"modern-2023":  pkcs12.Modern2023,
	"passwordless": pkcs12.Passwordless,
}

func read(name string) []byte {
	text, err := os.ReadFile("../pki/" + name)
	check(err)
	block, _ := pem.Decode(text)
	return block.Bytes
}

func certificate(name string) *x509.Certificate {
	parsed, err := x509.ParseCertificate(read(name + ".crt"))
	check(err)
	return parsed
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	encoder := profiles[os.Args[1]]
	password := "changeit"
	if os.Args[1] == "passwordless" {
		password = ""
	}
	var made []byte
	var err error
	if len(os.Args) > 3 { // a truststore
		made, err = encoder.EncodeTrustStoreEntries([]pkcs12.TrustStoreEntry{
			{Cert: certificate("root"), FriendlyName: "root"},
			{Cert: certificate("other-root"), FriendlyName: "größte Wurzel"},
		}, password)
	} else {
		key, parseErr := x509.ParsePKCS8PrivateKey(read("ec256.key"))
		check(parseErr)
		made, err = encoder.Encode(key, certificate("ec256"),
			[]*x509.Certificate{certificate("intermediate"), certificate("root")}, password)
	}
	check(err)
	check(os.WriteFile(os.Args[2], made, 0o644))
}
