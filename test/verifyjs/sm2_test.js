'use strict';
/* Signatures under SM2 on standard input and more of our own: what the verifier says of each, on standard output. */
require('../../api/explorer/static/verify.js');
const sign = require('../../api/explorer/static/sign.js'), hash = require('../../api/explorer/static/hash.js');
const list = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const n = sign.order, mod = (a) => ((a % n) + n) % n;
const inverse = (a) => { let x = 1n, e = n - 2n; for (a = mod(a); e > 0n; e >>= 1n, a = mod(a * a)) if (e & 1n) x = mod(x * a); return x; };
const hex = (v, size) => hash.hexOf(hash.bytesOf(v, size));
const d = 0x3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8n; // a secret; whose does not matter
const [qx, qy] = sign.affine(sign.times(sign.base, d)), key = (qy & 1n ? '03' : '02') + hex(qx, 32);
const message = hash.utf8('paper'), e = hash.big(sign.digest([qx, qy], message));
const own = (k) => { const r = mod(e + sign.affine(sign.times(sign.base, k))[0]); return [r, mod(inverse(1n + d) * (k - r * d))]; };
const add = (why, r, s, under) => list.push({ Why: why, Key: under || key, Message: hash.hexOf(message), Signature: hex(r, 32) + hex(s, 32) });
const [r, s] = own(0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n), most = (1n << 256n) - 1n;
add('made in JavaScript', r, s);
for (let k = 1n; k < 4n; k++) add('a small nonce', ...own(k));
add('r is none', 0n, s); add('s is none', r, 0n); add('both are none', 0n, 0n);
if (r + n <= most) add('r above the order', r + n, s);
if (s + n <= most) add('s above the order', r, s + n);
add('r is the order', n, s); add('s is the order', r, n); add('the largest', most, most);
add('r and s add up to the order', r, n - r);
add('the other s', r, n - s);
// s·G + (r+s)·Q is the point at infinity, which has no x; with x read as 0 this would hold
add('nowhere', mod(e), mod(-mod(e) * d * inverse(1n + d)));
for (const x of [0n, 1n, 2n, 3n, 5n, (1n << 256n) - (1n << 224n) - (1n << 96n) + (1n << 64n) - 1n, most]) add('perhaps no point', r, s, '02' + hex(x, 32));
add('no form of a point', r, s, '04' + key.slice(2)); add('no point', r, s, '00' + key.slice(2));
for (const one of list) one.Holds = sign.sm2(hash.unhex(one.Key), hash.unhex(one.Message), hash.unhex(one.Signature));
console.log(JSON.stringify(list));
