// Makes PKCS#12 files with node-forge, what many JavaScript programs write. Run by generate-others.sh:
// node make_p12.js ALGORITHM FILE
const fs = require('fs');
const forge = require('node-forge');

const read = (name) => fs.readFileSync(`../pki/${name}`, 'latin1');
const key = forge.pki.privateKeyFromPem(read('server.key')); // forge knows RSA only
const chain = ['server', 'intermediate', 'root'].map((name) => forge.pki.certificateFromPem(read(`${name}.crt`)));
const options = { algorithm: process.argv[2], friendlyName: 'web', generateLocalKeyId: true };
const made = forge.pkcs12.toPkcs12Asn1(key, chain, 'changeit', options);
fs.writeFileSync(process.argv[3], forge.asn1.toDer(made).getBytes(), 'latin1');
