// Whether Node.js makes a TLS context of a PKCS#12 file: judge.js FILE PASSWORD.
const fs = require('fs');
const tls = require('tls');

tls.createSecureContext({pfx: fs.readFileSync(process.argv[2]), passphrase: process.argv[3]});
console.log('context');
