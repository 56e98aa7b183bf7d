/* An independent verifier of suyuan's proof files (docs/proof.md), without dependencies. It needs BigInt and nothing
 * else; the file never leaves the page. Hashes and Ed25519 are in hash.js, what proofs rest on in proof.js, SM2 and
 * signature files in sign.js, the layouts of records in shapes.js; here each kind of file is built again from its proof and
 * compared to the last byte.
 *
 *   suyuanVerify(text, trustText, beside) -> {ok, kind, test, lines: [[zh, en, value]], errors: [{code, en, zh}]}
 *
 * trustText is a genesis.json, or 64 hex digits: the hash of a header or of a validator set. beside is, for a signature file
 * alone, the bytes of the file that it signs (Uint8Array).
 * Of a statement every line is computed again from its formula: pool × weight / total, rounded down, and
 * what is left over. The syntax is that of 2015 with BigInt, for machines that are ten years old. */
(function (root) {
  'use strict';
  var SHAPES = root.suyuanShapes || require('./shapes.js');
  var HASH = root.suyuanHash || require('./hash.js');
  var Fault = HASH.Fault, fail = HASH.fail, need = HASH.need, hexOf = HASH.hexOf, unhex = HASH.unhex, cat = HASH.cat,
    compare = HASH.compare, utf8 = HASH.utf8, zeros = HASH.zeros, sha256 = HASH.sha256, sha512 = HASH.sha512,
    sm3 = HASH.sm3, ed25519 = HASH.ed25519;
  var PROOF = root.suyuanProof || require('./proof.js');
  var SIGN = root.suyuanSign || require('./sign.js');
  var tree = PROOF.tree, joint = PROOF.joint, audit = PROOF.audit, openSeal = PROOF.openSeal, trustOf = PROOF.trustOf,
    proved = PROOF.proved, bad = PROOF.bad, read = PROOF.read, yuan = PROOF.yuan, clockText = PROOF.clockText,
    stored = PROOF.stored, rows = PROOF.rows, snake = PROOF.snake, keyOf = PROOF.keyOf, showKey = PROOF.showKey;

  /* ---- the one form of a file ---- */
  function write(v, pad) {
    var inner = pad + '  ';
    if (typeof v === 'string') {
      return '"' + v.replace(/["\\\x00-\x1f\u2028\u2029]/g, function (c) {
        var short = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' }[c];
        return short || '\\u' + zeros(c.charCodeAt(0).toString(16), 4);
      }) + '"';
    }
    if (v === null || typeof v !== 'object') return String(v);
    if (Array.isArray(v)) return v.length ? '[\n' + v.map(function (e) { return inner + write(e, inner); }).join(',\n') + '\n' + pad + ']' : '[]';
    return '{\n' + Object.keys(v).map(function (k) { return inner + write(k, '') + ': ' + write(v[k], inner); }).join(',\n') + '\n' + pad + '}';
  }
  function copy(o, names) { var out = {}; names.forEach(function (n) { if (n !== 'changes' || o.changes !== undefined) out[n] = o[n]; }); return out; }
  function plainSeal(p) {
    var set = function (l) { return l.map(function (v) { return copy(v, ['pub_key', 'power']); }); };
    var o = { header: p.header, commit: p.commit, validators: set(p.validators) };
    if (p.changes !== undefined) o.changes = p.changes.map(function (c) { return { header: c.header, commit: c.commit, validators: set(c.validators) }; });
    return o;
  }
  function join(a, b) { Object.keys(b).forEach(function (k) { a[k] = b[k]; }); return a; }
  function list(v) { need(Array.isArray(v), 'file.json', '文件内容不合格式', 'the file is not in its format'); return v; }

  /* ---- records that all files have ---- */
  function opened(s, r, code) {
    need(proved(s.header.app, unhex(r.key), unhex(r.value), unhex(r.proof)), code, '状态记录与应用哈希不符', 'a state record does not lead to the app hash');
    return unhex(r.value);
  }
  function records(s, p, names, keys) {
    need(list(p).length === names.length, 'records.count', '状态记录数目不符', 'the number of state records is wrong');
    return p.map(function (r, i) {
      need(r.name === names[i], 'records.order', '状态记录次序不符', 'a state record is out of its place');
      var v = opened(s, r, 'records.' + r.name);
      var shape = SHAPES.collections[r.key.slice(0, 4)];
      need(shape, 'records.value', '状态记录不能识别', 'a state record is not known');
      return v.length ? stored(shape, v) : null;
    });
  }
  function ledgerOf(s, rec, clock, trust) {
    var h = s.header, offset = clock ? clock.Offset : 0n;
    need(rec && rec.Chain === h.chain, 'ledger.chain', '状态属于另一账本', 'the state is of another chain');
    need(rec.Test || offset === 0n, 'ledger.clock', '正式账本不得有测试时钟', 'only a test ledger has a test clock');
    need(!trust.digest || trust.digest === rec.Genesis, 'trust.digest', '创世摘要不符', 'the genesis digest is not the document\'s');
    var nanos = zeros(h.time.nanos, 9).replace(/0+$/, '');
    return { chain: h.chain, genesis: rec.Genesis, test_ledger: rec.Test, height: h.height - 1n, app_hash: hexOf(h.app), header_height: h.height,
      header_hash: hexOf(s.hash), header_time: clockText(h.time.seconds, nanos ? '.' + nanos : ''),
      law_time: clockText(h.time.seconds + offset, ''), validators_hash: hexOf(s.set) };
  }
  function head(f, ledger) { return { format: f.format, proof_version: f.proof_version, mark: ledger.test_ledger ? '测试账 TEST LEDGER' : '', ledger: ledger }; }
  function keysAre(p, keys) { p.forEach(function (r, i) { need(r.key === hexOf(keys[i]), 'records.key', '状态记录属于另一对象', 'a state record is about something else'); }); }
  function leafOf(l, index) {
    var v;
    try { v = exact(l); } catch (e) { v = null; }
    need(v && v.id === 'L' + zeros(index + 1, 7) && typeof v.amount === 'bigint' && BigInt.asIntN(64, v.amount) === v.amount && Array.isArray(v.parents) && v.why,
      'lines.content', '明细行不是规范内容', 'a line is not in its form');
    return v;
  }
  function exact(json) { // JSON whose integers are BigInt: points reach 2^64
    var marked = json.replace(/"(?:[^"\\]|\\.)*"|-?\d+/g, function (m) { return m[0] === '"' ? '"s' + m.slice(1) : '"n' + m + '"'; });
    function back(v) {
      if (typeof v === 'string') return v[0] === 'n' ? BigInt(v.slice(1)) : v.slice(1);
      if (Array.isArray(v)) return v.map(back);
      if (v === null || typeof v !== 'object') return v;
      var o = {};
      Object.keys(v).forEach(function (k) { o[k.slice(1)] = back(v[k]); });
      return o;
    }
    return back(JSON.parse(marked));
  }
  function rowsOf(lines) {
    var sum = 0n;
    return lines.map(function (x, i) {
      sum += BigInt(x.line.amount);
      return { row: i + 1, index: x.index, id: x.line.id, kind: x.line.kind, name: x.line.name, node: x.line.node, to: x.line.to, amount: yuan(BigInt(x.line.amount)), sum: yuan(sum) };
    });
  }
  function digestOf(value) { return hexOf(sha256(value.subarray(1))); } // a stored value without its version

  /* ---- statements ---- */
  function statement(f, s, trust) {
    var p = f.proof, names = ['ledger', 'run', 'statement', 'payer', 'payee', 'clock'], r = records(s, p.records, names);
    var run = r[1], st = r[2];
    need(run && st, 'records.value', '缺少结算记录', 'the run or the statement is absent');
    keysAre(p.records, [unhex('0001'), keyOf('0a02', [st.Period]), keyOf('0a04', [st.Period, st.Payer, st.Payee]), keyOf('0101', [st.Payer]), keyOf('0101', [st.Payee]), unhex('0208')]);
    var ledger = ledgerOf(s, r[0], r[5], trust);
    need(run.Stage === 'landed' || run.Stage === 'final', 'statement.stage', '结算尚未完整入账', 'the run is not complete');
    need(st.Period === run.Period && st.Seq === run.Seq && st.RunRoot === run.LinesRoot, 'statement.run', '结算单不属于本期结算', 'the statement is not of the run');
    var last = -1, leaves = list(p.lines).map(function (l) {
      need(Number.isInteger(l.index) && l.index > last && BigInt(l.index) < run.Lines && typeof l.leaf === 'string', 'lines.order', '明细行次序有误', 'the lines do not ascend');
      last = l.index;
      return utf8(l.leaf);
    });
    var mine = p.lines.filter(function (l) { return l.own === true; });
    need(BigInt(mine.length) === st.Lines && hexOf(tree(mine.map(function (l) { return utf8(l.leaf); }))) === st.LinesRoot, 'lines.statement', '明细行与结算单的明细根不符', 'the lines do not have the statement\'s root');
    var top = joint(leaves, p.lines.map(function (l) { return l.index; }), Number(run.Lines), list(p.path).map(unhex));
    need(top && hexOf(top) === run.LinesRoot, 'lines.run', '明细行与本期明细根不符', 'the lines do not lead to the run\'s root');
    var lines = p.lines.map(function (l) { return { index: l.index, own: l.own === true, line: leafOf(l.leaf, l.index) }; });
    ancestry(lines);
    arithmetic(lines);
    lines = lines.filter(function (l) { return l.own; });
    sums(st, lines, p.previous);
    var value = unhex(p.records[2].value);
    return join(head(f, ledger), { parties: { payer_name: r[3] ? r[3].Name : '', payee_name: r[4] ? r[4].Name : '' }, run: snake(run), statement: snake(st),
      statement_digest: digestOf(value), closing_in_words: capital(BigInt(st.Closing.replace('.', ''))), lines: rowsOf(lines),
      proof: join(plainSeal(p), { records: p.records.map(function (x) { return copy(x, ['name', 'key', 'value', 'proof']); }), previous: p.previous,
        lines: p.lines.map(function (l) { return copy(l, ['index', 'own', 'leaf']); }), path: p.path }) });
  }
  function ancestry(lines) {
    var at = {}, needed = {};
    lines.forEach(function (l, i) { at[l.line.id] = i; });
    for (var i = lines.length - 1; i >= 0; i--) {
      need(lines[i].own || needed[i], 'lines.idle', '明细行不属于来源', 'a line is no ancestor of the statement');
      lines[i].line.parents.forEach(function (id) { need(at[id] < i, 'lines.parent', '来源不在文件中', 'an ancestor is not in the file'); needed[at[id]] = true; });
    }
  }
  /* ---- the arithmetic of lines ---- */
  function arithmetic(lines) {
    var by = {}, spent = {};
    lines.forEach(function (x) { by[x.line.id] = x.line; spent[x.line.id] = 0n; });
    lines.forEach(function (x) {
      var l = x.line, parents = l.parents.map(function (id) { return by[id]; });
      need(holds(l, parents), 'lines.arithmetic', '明细行 ' + l.id + ' 的金额与其算式不符', 'the amount of line ' + l.id + ' does not follow from its formula');
      parents.forEach(function (p) { spent[p.id] += ['inflow', 'inputs', 'levy'].indexOf(p.kind) >= 0 ? l.amount : p.amount; });
    });
    lines.forEach(function (x) {
      need(spent[x.line.id] <= x.line.amount, 'lines.split', '明细行 ' + x.line.id + ' 分出的金额超过其本身', 'more is taken from line ' + x.line.id + ' than it holds');
    });
  }
  function holds(l, parents) { // one line by its own formula and its parents
    var check = FORMULAS.hasOwnProperty(l.kind) && FORMULAS[l.kind], known = parents.length === l.parents.length && parents.every(function (p, i) { return p.id === l.parents[i]; });
    return !!check && known && l.amount !== 0n && (l.amount > 0n || l.kind === 'hold' || l.kind === 'offset') && check(l, parents, total(parents));
  }
  function total(lines) { return lines.reduce(function (n, l) { return n + l.amount; }, 0n); }
  function num(l, key) { var v = l.why[key]; return typeof v === 'bigint' ? BigInt.asIntN(64, v) : 0n; }
  function size(l, key) { var v = l.why[key]; return typeof v !== 'bigint' ? 0n : v < 0n ? -v : v; }
  function min(a, b) { return a < b ? a : b; }
  function share(rate, base) { // a rate n/d of a base, rounded down
    var m = /^(-?\d+)(?:\/(-?\d+))?$/.exec(rate), n, d;
    if (!m || base <= 0n) return 0n;
    n = BigInt(m[1]); d = BigInt(m[2] || 1);
    if (d < 0n) { n = -n; d = -d; }
    return d === 0n || n < 0n || n > d ? 0n : n * base / d;
  }
  // within: the part is its exact share of the pool, pool × weight / total, to less than so many fen. A split
  // rounds down and gives the fen left over one by one, so that its parts differ from their shares by less than one.
  function within(part, pool, weight, of, fen) {
    if (part < 0n || pool < 0n || of === 0n || weight > of) return false;
    var d = part * of - pool * weight;
    return (d < 0n ? -d : d) < fen * of;
  }
  function tier(check) { // a step of a rule takes a part of what came in for its product
    return function (l, parents, sum) {
      return l.tier > 0n && parents.length === 1 && parents[0].kind === 'inflow' && parents[0].node === l.node && l.amount <= sum && check(l, sum);
    };
  }
  var rated = tier(function (l, sum) {
    var base = num(l, 'base');
    return !(l.why.of === 'inflow' && base !== sum || l.why.of === 'left' && base > sum) && l.amount <= share(l.why.rate, base);
  });
  function part(l, parents, sum) {
    return whole(parents, l.node) && num(l, 'pool') === sum && within(l.amount, sum, size(l, 'points'), size(l, 'of_points'), 2n);
  }
  function whole(parents, node) { return parents.length === 1 && parents[0].node === node && (parents[0].kind === 'inputs' || parents[0].kind === 'levy'); }
  function alone(check) { return function (l, parents) { return l.node === '' && !parents.length && check(l); }; }
  var FORMULAS = {
    inflow: function (l, parents, sum) {
      return num(l, 'own_sales') + num(l, 'deficit') + sum === l.amount && num(l, 'royalties') === sum && num(l, 'deficit') <= 0n && l.to === l.node &&
        parents.every(function (p) { return p.kind === 'royalty' && p.to === l.node; });
    },
    fee: rated, share: rated, base: rated,
    recover: tier(function (l) { return l.amount <= num(l, 'claimed') && num(l, 'still_out') >= 0n; }),
    'return': tier(function (l) { return l.amount <= share(l.why.rate, num(l, 'on')) - num(l, 'paid_before'); }),
    remainder: tier(function (l, sum) { return num(l, 'base') <= sum && within(l.amount, num(l, 'base'), size(l, 'weight'), size(l, 'of_weight'), 1n); }),
    inputs: function (l, parents, sum) {
      return l.amount === sum && parents.every(function (p) { return p.node === l.node && p.to === 'inputs' && (p.kind === 'share' || p.kind === 'remainder'); });
    },
    levy: function (l, parents, sum) {
      return l.amount === sum && parents.every(function (p) { return p.kind === 'base' && p.node === l.node || p.kind === 'levy_pass' && p.to === l.node; });
    },
    contribution: part, royalty: part, levy_pass: part,
    fallback: function (l, parents, sum) { return whole(parents, l.node) && l.amount === sum; },
    hold: alone(function (l) { return l.amount < 0n && num(l, 'held') >= -l.amount; }),
    unhold: alone(function (l) { return num(l, 'held') >= 0n; }),
    release: alone(function (l) { return l.amount === num(l, 'held'); }),
    offset: alone(function (l) { return l.amount < 0n && -l.amount <= num(l, 'receivable'); }),
    restate_pay: alone(function (l) {
      var owed = num(l, 'of_payable');
      return l.amount <= num(l, 'payable') && within(l.amount, min(num(l, 'pool'), owed), size(l, 'payable'), owed, 1n);
    })
  };
  function fen(t) { return BigInt(t.replace('.', '')); }
  function sums(st, lines, previous) {
    var amount = 0n, transfer = 0n, by = {};
    lines.forEach(function (x) {
      var l = x.line, a = BigInt(l.amount);
      if (l.kind === 'royalty' || l.kind === 'levy_pass') { transfer += a; return; }
      need(['fee', 'share', 'recover', 'return', 'remainder', 'contribution', 'fallback'].indexOf(l.kind) >= 0, 'statement.line', '一行不产生付款义务', 'a line obliges nobody to pay');
      if (l.to.indexOf('reserve:') === 0) { transfer += a; return; }
      var who = l.to.split('@')[0];
      amount += a; by[who] = (by[who] || 0n) + a;
    });
    need(amount === fen(st.Amount) && transfer === fen(st.Transfer), 'statement.amount', '明细行合计与结算单不符', 'the lines do not add up to the statement');
    var who = Object.keys(by).sort(function (a, b) { return compare(utf8(a), utf8(b)); });
    need(who.length === st.OnBehalf.length && who.every(function (w, i) { return st.OnBehalf[i].Party === w && fen(st.OnBehalf[i].Amount) === by[w]; }),
      'statement.on_behalf', '按归属主体的金额不符', 'the amounts by beneficiary do not follow');
    var before = unhex(previous), zero = /^0+$/.test(st.Previous);
    if (zero) need(!before.length && fen(st.Opening) === 0n, 'statement.opening', '期初余额不符', 'the opening balance is not zero');
    else {
      need(hexOf(sha256(before)) === st.Previous, 'statement.opening', '上一张结算单不符', 'the statement before is another');
      var o = read(SHAPES.collections['0a04'].value, before)[0];
      need(o.Payer === st.Payer && o.Payee === st.Payee && o.Seq < st.Seq && o.Closing === st.Opening, 'statement.opening', '期初余额不符', 'the opening is not the closing before');
    }
    var due = fen(st.Opening) - fen(st.Paid) + fen(st.Amount) + fen(st.Transfer) + fen(st.Released) + fen(st.Adjusted);
    var self = st.Payer === st.Payee, kept = self ? fen(st.Amount) + fen(st.Released) + fen(st.Adjusted) : 0n;
    var adjusted = st.Adjustments.reduce(function (n, a) { return n + fen(a.Amount); }, 0n), off = fen(st.Offset);
    need(fen(st.Opening) >= 0n && off >= 0n && fen(st.Closing) >= 0n && fen(st.Kept) === kept && (!self || transfer === 0n) && (off === 0n || due >= off) &&
      due - off - kept === fen(st.Closing) && adjusted === fen(st.Adjusted), 'statement.closing', '期末余额不符', 'the closing balance does not follow');
  }
  function capital(v) {
    var digits = '零壹贰叁肆伍陆柒捌玖', places = ['', '拾', '佰', '仟'], groups = ['', '万', '亿', '万', '亿亿'], minus = v < 0n;
    if (minus) v = -v;
    var whole = v / 100n, jiao = Number(v / 10n % 10n), cents = Number(v % 10n), out = (minus ? '负' : '') + '人民币';
    if (whole > 0n || v === 0n) {
      var g = [], b = '', gap = false;
      for (var n = whole; n > 0n; n /= 10000n) g.push(Number(n % 10000n));
      for (var i = g.length - 1; i >= 0; i--) {
        var part = '';
        for (var k = 3; k >= 0; k--) {
          var d = Math.floor(g[i] / Math.pow(10, k)) % 10;
          if (!d) { gap = gap || !!b || !!part; continue; }
          if (gap) part += '零';
          part += digits[d] + places[k]; gap = false;
        }
        if (!part) continue;
        b += part + groups[i];
        if (i === 3 && !g[2]) b += '亿';
        gap = false;
      }
      out += (b || '零') + '元';
    }
    if (jiao) out += digits[jiao] + '角'; else if (cents && whole > 0n) out += '零';
    return out + (cents ? digits[cents] + '分' : '整');
  }

  /* ---- extracts ---- */
  function extract(f, s, trust) {
    var p = f.proof, r = records(s, p.records, ['ledger', 'run', 'clock']), run = r[1];
    need(run, 'records.value', '缺少结算记录', 'the run is absent');
    keysAre(p.records, [unhex('0001'), keyOf('0a02', [run.Period]), unhex('0208')]);
    var ledger = ledgerOf(s, r[0], r[2], trust), lines = [], statements = [], payee = '';
    need(run.Stage === 'landed' || run.Stage === 'final', 'statement.stage', '结算尚未完整入账', 'the run is not complete');
    var path = list(p.path).map(unhex), entries = list(p.entries);
    if (f.subject === 'line') {
      var top = !entries.length && !list(p.statements).length && audit(utf8(p.leaf), p.index, Number(run.Lines), path);
      need(top && hexOf(top) === run.LinesRoot, 'lines.run', '明细行与本期明细根不符', 'the line does not lead to the run\'s root');
      lines = rowsOf([{ index: p.index, line: leafOf(p.leaf, p.index) }]);
    } else {
      need(f.subject === 'payee' && typeof f.payee === 'string' && p.leaf === '', 'file.format', '内容不能识别', 'the subject is not known');
      payee = f.payee;
      var size = Number(run.Statements), n = entries.length;
      var leaves = entries.map(function (e) { return rlpList([utf8(e.payee), utf8(e.payer), unhex(e.digest)]); });
      var root = p.index + n <= size && joint(leaves, entries.map(function (e, i) { return p.index + i; }), size, path);
      need(root && hexOf(root) === run.Directory, 'directory.root', '目录条目与目录根不符', 'the entries do not lead to the directory root');
      var before = function (a, b) { return compare(utf8(a), utf8(b)) < 0; };
      need(!size || n && (!p.index || before(entries[0].payee, payee)) && (p.index + n >= size || before(payee, entries[n - 1].payee)), 'directory.gap', '可能有缺', 'some may be missing');
      var mine = entries.filter(function (e) { return e.payee === payee; });
      need(mine.length === list(p.statements).length, 'directory.statements', '结算单数目不符', 'the number of statements is wrong');
      statements = p.statements.map(function (h, i) {
        var b = unhex(h), got = read(SHAPES.collections['0a04'].value, b), v = got[0];
        need(!got[1].length && hexOf(sha256(b)) === mine[i].digest && v.Payee === payee && v.Payer === mine[i].payer && v.RunRoot === run.LinesRoot,
          'directory.statement', '结算单与目录不符', 'a statement is not the one that the directory names');
        return snake(v);
      });
    }
    return join(head(f, ledger), { run: snake(run), subject: f.subject, lines: lines, payee: payee, statements: statements,
      proof: join(plainSeal(p), { records: p.records.map(function (x) { return copy(x, ['name', 'key', 'value', 'proof']); }), index: p.index, leaf: p.leaf,
        entries: entries.map(function (e) { return copy(e, ['payee', 'payer', 'digest']); }), statements: p.statements, path: p.path }) });
  }
  function rlpList(parts) {
    var size = function (n, base) { if (n < 56) return Uint8Array.of(base + n); var b = n < 256 ? [n] : [n >> 8, n & 255]; return Uint8Array.from([base + 55 + b.length].concat(b)); };
    var body = parts.reduce(function (out, b) { return cat(out, b.length === 1 && b[0] < 0x80 ? b : cat(size(b.length, 0x80), b)); }, new Uint8Array(0));
    return cat(size(body.length, 0xc0), body);
  }

  /* ---- records, absence and lineage ---- */
  function plainRecords(p) { return p.map(function (x) { return { key: x.key, value: x.value, proof: x.proof, entries: x.entries }; }); }
  function logOf(r, value, shape) { // the entries of a log, all of them
    var h = value.length ? stored(shape, value) : { Count: 0n, Root: hexOf(tree([])) }, entries = list(r.entries).map(unhex);
    need(BigInt(entries.length) === h.Count && hexOf(tree(entries)) === h.Root, 'records.log', '日志条目不全或被改动', 'the entries of a log are not all there are');
    return entries;
  }
  function record(f, s, trust) {
    var p = f.proof, base = records(s, p.ledger, ['ledger', 'clock']);
    keysAre(p.ledger, [unhex('0001'), unhex('0208')]);
    var ledger = ledgerOf(s, base[0], base[1], trust), logs = [];
    need(f.proof_version === 2 && list(p.records).length > 0 && p.records.length <= 1000, 'records.count', '状态记录数目不符', 'the number of records is wrong');
    var shown = p.records.map(function (r) {
      var value = opened(s, r, 'records.proof'), shape = SHAPES.collections[r.key.slice(0, 4)], entries = [];
      if (!shape) bad();
      var e = SHAPES.entries[shape.name], v = value.length ? shape.version ? rows('', stored(shape, value), []) : [] : [];
      if (value.length && !shape.version && hexOf(value) !== '01') bad();
      if (e) {
        logs = logOf(r, value, shape).map(function (b) { var got = read(e, b); if (got[1].length) bad(); return got[0]; });
        entries = logs.map(function (o) { return rows('', o, []); });
      } else if (list(r.entries).length) bad();
      return { collection: shape.name, key: showKey(shape, unhex(r.key)), present: value.length > 0, fields: v, entries: entries };
    });
    return join(head(f, ledger), { absence: f.absence === null ? null : absence(f.absence, p.records, logs, ledger), records: shown,
      proof: join(plainSeal(p), { ledger: p.ledger.map(function (x) { return copy(x, ['name', 'key', 'value', 'proof']); }), records: plainRecords(p.records) }) });
  }
  function absence(a, recs, log, ledger) {
    var id = String(a.object).split('/'), instant = function (t) { return t ? Date.parse(t) : 0; };
    need(recs.length === 1 && recs[0].key === hexOf(keyOf('0608', [id[0], id[1], a.kind, a.purpose])), 'absence.record', '不是所问对象的授权日志', 'the record is not the log asked for');
    var form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/, from = instant(a.from), to = instant(a.to);
    need(form.test(a.from) && form.test(a.to) && from < to && to <= instant(ledger.law_time), 'absence.period', '所问时段不成立', 'the time asked for is empty or to come');
    var every = [];
    log.forEach(function (e) {
      if (e.Open) { every.push({ grant: e.Grant, from: e.From, to: e.To }); return; }
      every.forEach(function (l) { if (l.grant === e.Grant && (!l.to || instant(e.From) < instant(l.to))) l.to = e.From || '1970-01-01T08:00:01+08:00'; });
    });
    return { object: a.object, kind: a.kind, purpose: a.purpose, from: a.from, to: a.to, live: every.filter(function (l) {
      return instant(l.from) < to && (!l.to || instant(l.to) > from) && (!l.to || instant(l.from) < instant(l.to));
    }) };
  }
  function lineage(f, s, trust) {
    var p = f.proof, base = records(s, p.ledger, ['ledger', 'clock']), down = f.direction === 'down';
    keysAre(p.ledger, [unhex('0001'), unhex('0208')]);
    var ledger = ledgerOf(s, base[0], base[1], trust), nodes = [], edges = [], seen = {}, at = 0;
    need((down || f.direction === 'up') && Number.isInteger(f.depth) && f.depth >= 0, 'file.format', '方向或层数不能识别', 'the direction or depth is not known');
    function meet(key, level) { if (!seen[key]) { seen[key] = true; nodes.push({ key: key, level: level, name: '', maker: '', under: '', recorded: '' }); } }
    function nodeKey(kind, id, version) { return kind === 'processing' || kind === 'import' ? kind + ':' + id : kind + ':' + id + '@' + version; }
    meet(String(f.root), 0);
    for (var i = 0; i < nodes.length; i++) {
      var n = nodes[i], m = /^(\w+):([^\/]+)\/([^@]+)(?:@(\d+))?$/.exec(n.key);
      need(m, 'file.format', '节点不能识别', 'a node is not known');
      var u32 = { n: m[4] || 0, size: 4 }, key = null;
      if (down) key = keyOf('060a', [m[1], m[2], m[3], u32]);
      if (!down && m[1] === 'product') key = keyOf('0701', [m[2], m[3], u32]);
      if (!down && m[1] === 'processing') key = keyOf('0605', [m[2], m[3]]);
      if (!key || f.depth && n.level >= f.depth) continue;
      var r = list(p.records)[at++];
      need(r, 'lineage.missing', '缺少状态记录', 'the record of a node is missing');
      need(r.key === hexOf(key), 'lineage.order', '状态记录不在其位', 'a record is out of its place');
      var value = opened(s, r, 'lineage.record');
      if (down) {
        logOf(r, value, SHAPES.collections['060a']).forEach(function (b) {
          var u = read(SHAPES.entries['access/downstream'], b)[0], to = nodeKey(u.Kind, u.Object, u.Version);
          edges.push({ from: n.key, to: to, fields: [], recorded: u.At }); meet(to, n.level + 1);
        });
        continue;
      }
      if (!value.length || list(r.entries).length) bad();
      var v = stored(SHAPES.collections[r.key.slice(0, 4)], value), product = m[1] === 'product';
      n.name = product ? v.Name : v.Output; n.maker = v.Maker; n.under = product ? v.Agreement : v.Grant; n.recorded = (product ? v.Created : v.Recorded).At;
      var inputs = !product ? v.Inputs.map(function (x) { return [x.Kind === 'dataset' ? nodeKey('processing', x.Object) : nodeKey(x.Kind, x.Object, x.Version), x.Fields]; }) :
        v.Processing.map(function (x) { return [nodeKey('processing', x), []]; }).concat(v.Agreement ? [] : v.Inputs.map(function (x) { return [nodeKey(x.Kind, x.Object, x.Version), []]; }));
      inputs.forEach(function (x) { edges.push({ from: x[0], to: n.key, fields: x[1], recorded: n.recorded }); meet(x[0], n.level + 1); });
    }
    need(at === p.records.length, 'lineage.idle', '有多余的状态记录', 'there are records that the answer does not need');
    return join(head(f, ledger), { root: f.root, direction: f.direction, depth: f.depth, nodes: nodes, edges: edges,
      proof: join(plainSeal(p), { ledger: p.ledger.map(function (x) { return copy(x, ['name', 'key', 'value', 'proof']); }), records: plainRecords(p.records) }) });
  }

  /* ---- signatures of filed files ---- */
  function signatures(f, s, trust) {
    return SIGN.signatures(f, function () { return record({ format: f.format, proof_version: f.proof_version, absence: null, proof: f.proof }, s, trust); });
  }
  function signers(f, read) {
    var lines = f.signatures.map(function (g) {
      return ['签名人', 'signature', g.institution + '  ' + g.account + ' (' + g.duty + ') #' + g.key + (g.certificate ? '  ' + g.certificate : '')];
    });
    var held = read ? ['所签文件', 'signed file', f.file.name] : ['所签文件（内容须由命令行或节点核验）', 'signed file (what it holds the command or a node checks)', f.file.name];
    return [held, ['SM3', 'SM3', f.file.sm3], ['内容', 'holds', f.file.holds + '  ' + f.file.height + '  ' + f.file.law_time],
      ['签署时间（此前不可能签出）', 'signed at (not before)', f.ledger.law_time]].concat(lines);
  }

  /* ---- what a page calls ---- */
  var KINDS = { 'suyuan-statement/1': statement, 'suyuan-extract/1': extract, 'suyuan-record/1': record, 'suyuan-lineage/1': lineage };
  var SIGNABLE = Object.keys(KINDS);
  KINDS['suyuan-signature/1'] = signatures;
  function verify(source, trustText, beside) {
    var out = { ok: false, kind: '', test: false, lines: [], errors: [] };
    try {
      var f;
      try { f = JSON.parse(source); } catch (e) { fail('file.json', '文件不是有效的 JSON', 'the file is not valid JSON'); }
      need(f && KINDS[f.format] && f.proof, 'file.format', '文件格式不能识别', 'the file\'s format is not known');
      need(trustText, 'trust.none', '没有可信的起点', 'nothing is trusted');
      var s = openSeal(f), trust = trustOf(trustText, s), again = KINDS[f.format](f, s, trust), form = write(again, '') + '\n';
      if (form !== source) {
        for (var i = 0; form[i] === source[i]; i++);
        fail('file.bytes', '文件第 ' + source.slice(0, i).split('\n').length + ' 行与证明不符', 'line ' + source.slice(0, i).split('\n').length + ' of the file is not what its proof gives');
      }
      var own = again.signatures && SIGN.held(again, beside, SIGNABLE);
      out.ok = true; out.kind = f.format; out.test = again.ledger.test_ledger; out.file = again;
      out.lines = [['账本', 'ledger', again.ledger.chain], ['高度', 'height', String(again.ledger.height)], ['应用哈希', 'app hash', again.ledger.app_hash],
        ['区块头时间', 'header time', again.ledger.header_time], ['账本时间', 'law time', again.ledger.law_time], ['可信起点', 'trusted', trust.what],
        ['验证者集变更', 'changes of validators', String(s.changes.length)], ['签署表决权', 'power signed', s.power + ' / ' + s.total]];
      if (again.signatures) out.lines = signers(again, own).concat(out.lines);
      if (out.test) out.lines.unshift(['标记', 'mark', again.mark]);
      if (again.statement) out.lines.unshift(['结算单', 'statement', again.statement.period + ' ' + again.statement.payer + ' → ' + again.statement.payee + ' ' + again.statement.closing]);
    } catch (e) {
      out.errors.push(e instanceof Fault ? { code: e.code, zh: e.zh, en: e.en } : { code: 'file.broken', zh: '文件内容不合格式：' + e.message, en: 'the file is not in its format: ' + e.message });
    }
    return out;
  }
  // follows says whether a line's amount follows from its formula and its parents, all as their leaves
  verify.follows = function (leaf, parents) {
    try { return holds(exact(leaf), parents.map(exact)); } catch (e) { return false; }
  };
  verify.sha256 = sha256; verify.sha512 = sha512; verify.sm3 = sm3; verify.sm2 = SIGN.sm2; verify.ed25519 = ed25519; verify.hex = hexOf; verify.utf8 = utf8;
  root.suyuanVerify = verify;
  if (typeof module !== 'undefined' && module.exports) module.exports = verify;
})(typeof window !== 'undefined' ? window : {});
