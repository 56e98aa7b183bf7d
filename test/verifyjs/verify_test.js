'use strict';
/* The verifier of the verify page, run in Node: known answers, the frozen files, changed bytes. */
const fs = require('fs'), crypto = require('crypto'), path = require('path');
const verify = require('../../api/explorer/static/verify.js');
const bundle = path.join(__dirname, '../../api/bundle/testdata/');
const read = (name) => fs.readFileSync(bundle + name, 'utf8');
let failed = 0;
const check = (ok, what) => { if (!ok) { failed++; console.log('FAIL ' + what); } };

// the syntax and the library of 2015 with BigInt, for machines that are ten years old (rulings U4)
const newer = /\*\*|\?\.[\w(\[]|\?\?|\.{3}|catch *\{|\b(async|await|globalThis|padStart|padEnd|trimStart|trimEnd|replaceAll|matchAll|structuredClone)\b|\.(includes|flat|flatMap|at|finally|values|entries)\(|Object\.(fromEntries|entries|values|getOwnPropertyDescriptors)|\(\?<|crypto\.subtle|\bfetch\(|,\s*\)/;
for (const part of ['hash', 'proof', 'sign', 'verify']) {
  fs.readFileSync(path.join(__dirname, '../../api/explorer/static/' + part + '.js'), 'utf8').split('\n').forEach((line, i) => {
    const code = line.replace(/'(?:[^'\\]|\\.)*'/g, "''").replace(/\/\*.*|\/\/.*|^ \*.*/, '');
    check(!newer.test(code), part + '.js:' + (i + 1) + ' is newer than 2015: ' + line.trim());
  });
}

// hashes and signatures against Node's own
for (const n of [0, 1, 3, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 1000]) {
  const m = crypto.randomBytes(n);
  check(verify.hex(verify.sha256(m)) === crypto.createHash('sha256').update(m).digest('hex'), 'sha256 of ' + n);
  check(verify.hex(verify.sha512(m)) === crypto.createHash('sha512').update(m).digest('hex'), 'sha512 of ' + n);
}
check(verify.hex(verify.sm3(verify.utf8('abc'))) === '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0', 'sm3 of abc');
check(verify.hex(verify.sm3(verify.utf8('abcd'.repeat(16)))) === 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732', 'sm3 of 64 bytes');
for (let i = 0; i < 4; i++) {
  const pair = crypto.generateKeyPairSync('ed25519'), m = crypto.randomBytes(40 * i);
  const key = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(12), sig = crypto.sign(null, m, pair.privateKey);
  check(verify.ed25519(key, m, sig), 'ed25519 holds');
  sig[i * 20] ^= 1;
  check(!verify.ed25519(key, m, sig), 'ed25519 with a bit changed');
}

// good files, by the hash of the header and by the genesis document
const files = [];
for (const dir of ['vector/', 'vector2/', 'sample/']) {
  const trust = read(dir + 'trust.txt');
  const names = (dir === 'sample/' ? ['lineage-up.json', 'lineage-down.json', 'used-by.json'] : ['statement.json', 'line.json', 'payee.json']).map((n) => dir + n);
  if (dir === 'vector2/') names.push('vector2/record.json', 'vector2/absence.json');
  for (const name of names) {
    const text = read(name), started = process.hrtime.bigint(), r = verify(text, trust);
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    check(r.ok, name + ': ' + JSON.stringify(r.errors));
    console.log(name + ': ' + text.length + ' characters, ' + ms.toFixed(0) + ' ms');
    files.push([name, text, trust]);
    if (dir !== 'vector/') {
      const g = verify(text, read(dir + 'genesis.json'));
      check(g.ok, name + ' by genesis: ' + JSON.stringify(g.errors));
    }
    check(!verify(text, '00'.repeat(32)).ok, name + ' by a strange hash');
    check(!verify(text, '').ok, name + ' by nothing');
  }
}

// a signature file with the file that it signs
{
  const dir = 'signature/', trust = read(dir + 'trust.txt'), name = dir + 'statement.json.sm3sig.json', text = read(name);
  const beside = Uint8Array.from(fs.readFileSync(bundle + dir + 'statement.json'));
  const started = process.hrtime.bigint(), r = verify(text, trust, beside);
  console.log(name + ': ' + text.length + ' characters, ' + (Number(process.hrtime.bigint() - started) / 1e6).toFixed(0) + ' ms');
  check(r.ok && r.file.signatures.length === 2, name + ': ' + JSON.stringify(r.errors));
  check(!verify(text, trust).ok, name + ' without the file');
  check(!verify(text, '00'.repeat(32), beside).ok, name + ' by a strange hash');
  files.push([name, text, trust, beside]);
}

// a file of uses from which a batch is left out, in what is proved and in what is shown
{
  const f = JSON.parse(read('sample/used-by.json'));
  f.proof.records[0].entries.pop(); f.records[0].entries.pop();
  const r = verify(JSON.stringify(f, null, 2) + '\n', read('sample/trust.txt'));
  check(!r.ok && r.errors.length > 0 && r.errors[0].code === 'records.log', 'a batch left out: ' + JSON.stringify(r.errors));
}

// changed characters, evenly over each file, or all of them with EVERY=1: none is accepted
// What a file asks is no record: with another time or depth it is another question, whose answer is the same.
const question = /^ {4}"(from|to)": "\d{4}-|^ {2}"depth": /;
let tried = 0, asked = 0, refusedAll = true;
const started = Date.now();
for (const [name, text, trust, beside] of files) {
  const step = process.env.EVERY ? 1 : Math.max(1, Math.floor(text.length / 150));
  for (let at = 0; at < text.length; at += step) {
    const c = text[at], other = /[0-9a-f]/.test(c) ? (c === '0' ? '1' : '0') : c === ' ' ? '\t' : String.fromCharCode(c.charCodeAt(0) ^ 1);
    tried++;
    if (verify(text.slice(0, at) + other + text.slice(at + 1), trust, beside).ok) {
      const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, text.indexOf('\n', at));
      if (question.test(line)) { asked++; continue; }
      refusedAll = false;
      console.log('FAIL ' + name + ' accepted with character ' + at + ' changed');
    }
  }
  check(!verify(text + ' ', trust, beside).ok && !verify(text.slice(0, -1), trust, beside).ok, name + ' longer or shorter');
}
check(refusedAll, 'a changed character was accepted');
console.log(tried + ' changes of single characters, all refused' + (asked ? ' but ' + asked + ' that ask another question rightly' : '') + ', in ' + ((Date.now() - started) / 1000).toFixed(1) + ' s');
if (failed) { console.log(failed + ' failures'); process.exit(1); }
