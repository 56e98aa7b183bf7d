'use strict';
/* Signature files with the files beside them on standard input: the code that refuses each, on standard output. */
const verify = require('../../api/explorer/static/verify.js');
const list = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(list.map((v) => {
  const r = verify(v.Text, v.Trust, v.Beside && Uint8Array.from(Buffer.from(v.Beside, 'hex')));
  return r.ok ? '' : r.errors[0].code;
})));
