'use strict';
/* Checks the state proofs of the frozen files with @confio/ics23: present, absent, and refused. */
const fs = require('fs'), path = require('path');
const { ics23, iavlSpec, verifyMembership, verifyNonMembership } = require('@confio/ics23');
const bundle = path.join(__dirname, '../../api/bundle/testdata/');
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
let present = 0, absent = 0, failed = 0;
for (const name of ['vector/statement.json', 'vector2/statement.json', 'vector2/record.json', 'vector2/absence.json', 'sample/lineage-up.json', 'sample/lineage-down.json']) {
  const f = JSON.parse(fs.readFileSync(bundle + name, 'utf8')), root = bytes(f.ledger.app_hash);
  const wrong = bytes(f.ledger.app_hash);
  wrong[7] ^= 1;
  for (const r of f.proof.records.concat(f.proof.ledger || [])) {
    const proof = ics23.CommitmentProof.decode(bytes(r.proof)), key = bytes(r.key), value = bytes(r.value);
    const holds = (at, k, v) => { try { return v.length ? verifyMembership(proof, iavlSpec, at, k, v) : verifyNonMembership(proof, iavlSpec, at, k); } catch (e) { return false; } };
    const other = value.slice();
    if (other.length) other[0] ^= 1;
    if (!holds(root, key, value) || holds(wrong, key, value) || other.length && holds(root, key, other)) {
      failed++;
      console.log('FAIL ' + name + ' key ' + r.key);
    }
    if (value.length) present++; else absent++;
  }
}
console.log(present + ' records present, ' + absent + ' absent, by @confio/ics23');
if (failed || !present || !absent) process.exit(1);
