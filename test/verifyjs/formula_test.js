'use strict';
/* Lines with their parents and what Go says of them, on standard input: the verifier says the same. */
const verify = require('../../api/explorer/static/verify.js');
const list = JSON.parse(require('fs').readFileSync(0, 'utf8'));
let failed = 0;
for (const one of list) {
  const follows = verify.follows(one.leaf, one.parents);
  if (follows !== one.follows && ++failed < 20) console.log('FAIL Go says ' + one.follows + ' of ' + one.leaf + '\n  from ' + one.parents.join('\n  '));
}
if (failed) { console.log(failed + ' of ' + list.length + ' differ'); process.exit(1); }
console.log('the same in JavaScript');
