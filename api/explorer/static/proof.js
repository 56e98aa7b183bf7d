/* What a proof file rests on, for verify.js: protobuf, RFC 6962 trees, CometBFT's header and commit, ICS-23 over IAVL, and
 * records by their layout in RLP (shapes.js). docs/proof.md specifies each. */
(function (root) {
  'use strict';
  var HASH = root.suyuanHash || require('./hash.js');
  var fail = HASH.fail, need = HASH.need, hexOf = HASH.hexOf, unhex = HASH.unhex, cat = HASH.cat, same = HASH.same,
    compare = HASH.compare, utf8 = HASH.utf8, text = HASH.text, big = HASH.big, zeros = HASH.zeros,
    bytesOf = HASH.bytesOf, sha256 = HASH.sha256, ed25519 = HASH.ed25519;

  /* ---- protobuf: decoded by a schema, encoded again, and the same bytes or refused ---- */
  function varint(n) {
    n = BigInt.asUintN(64, BigInt(n));
    var out = [];
    for (; n > 127n; n >>= 7n) out.push(Number(n & 127n) | 128);
    return Uint8Array.from(out.concat(Number(n)));
  }
  function field(number, kind, body) { return kind === 2 ? cat(varint(number * 8 + 2), varint(body.length), body) : cat(varint(number * 8 + kind), body); }
  // a schema is a list of [number, name, type]: v varint, b bytes, s text, a list [schema] or [schema, 'always' | 'many']
  function encode(schema, o) {
    return schema.reduce(function (out, f) {
      var v = o[f[1]];
      if (f[2] === 'v') return v ? cat(out, field(f[0], 0, varint(v))) : out;
      if (f[2] === 'b') return v.length ? cat(out, field(f[0], 2, v)) : out;
      if (f[2] === 's') return v ? cat(out, field(f[0], 2, utf8(v))) : out;
      if (f[2][1] === 'many') return v.reduce(function (x, e) { return cat(x, field(f[0], 2, encode(f[2][0], e))); }, out);
      return v || f[2][1] === 'always' ? cat(out, field(f[0], 2, encode(f[2][0], v))) : out;
    }, new Uint8Array(0));
  }
  function decode(schema, b, code) {
    var o = {}, at = 0;
    function bad() { fail(code, '不是规范编码', 'not in its canonical encoding'); }
    function number() {
      var n = 0n, s = 0n, c;
      do { if (at >= b.length || s > 63n) bad(); c = b[at++]; n |= BigInt(c & 127) << s; s += 7n; } while (c & 128);
      return n;
    }
    schema.forEach(function (f) { o[f[1]] = f[2] === 'v' ? 0n : f[2] === 'b' ? new Uint8Array(0) : f[2] === 's' ? '' : f[2][1] === 'many' ? [] : f[2][1] === 'always' ? decode(f[2][0], new Uint8Array(0), null) : null; });
    while (at < b.length) {
      var tag = Number(number()), f = schema.filter(function (x) { return x[0] === tag >> 3; })[0];
      if (!f || (tag & 7) !== (f[2] === 'v' ? 0 : 2)) bad();
      if (f[2] === 'v') { o[f[1]] = BigInt.asIntN(64, number()); continue; }
      var n = Number(number());
      if (at + n > b.length) bad();
      var part = b.subarray(at, at += n);
      if (f[2] === 'b') o[f[1]] = part;
      else if (f[2] === 's') o[f[1]] = text(part);
      else if (f[2][1] === 'many') o[f[1]].push(decode(f[2][0], part, code));
      else o[f[1]] = decode(f[2][0], part, code);
    }
    if (code !== null && !same(encode(schema, o), b)) bad();
    return o;
  }
  var TIME = [[1, 'seconds', 'v'], [2, 'nanos', 'v']];
  var BLOCK = [[1, 'hash', 'b'], [2, 'parts', [[[1, 'total', 'v'], [2, 'hash', 'b']], 'always']]];
  var HEADER = [[1, 'version', [[[1, 'block', 'v'], [2, 'app', 'v']], 'always']], [2, 'chain', 's'], [3, 'height', 'v'],
    [4, 'time', [TIME, 'always']], [5, 'last', [BLOCK, 'always']], [6, 'lastCommit', 'b'], [7, 'data', 'b'], [8, 'validators', 'b'],
    [9, 'next', 'b'], [10, 'consensus', 'b'], [11, 'app', 'b'], [12, 'results', 'b'], [13, 'evidence', 'b'], [14, 'proposer', 'b']];
  var COMMIT = [[1, 'height', 'v'], [2, 'round', 'v'], [3, 'block', [BLOCK, 'always']],
    [4, 'signatures', [[[1, 'flag', 'v'], [2, 'address', 'b'], [3, 'time', [TIME, 'always']], [4, 'signature', 'b']], 'many']]];

  /* ---- RFC 6962 ---- */
  function leafHash(b) { return sha256(cat(Uint8Array.of(0), b)); }
  function nodeHash(l, r) { return sha256(cat(Uint8Array.of(1), l, r)); }
  function split(n) { var k = 1; while (2 * k < n) k *= 2; return k; }
  function tree(leaves) {
    if (leaves.length < 2) return leaves.length ? leafHash(leaves[0]) : sha256(new Uint8Array(0));
    var k = split(leaves.length);
    return nodeHash(tree(leaves.slice(0, k)), tree(leaves.slice(k)));
  }
  function joint(leaves, indexes, size, path) {
    var used = 0;
    if (!size) return leaves.length || path.length ? null : tree([]);
    function walk(lo, hi, from, to) {
      if (from === to) return used < path.length ? path[used++] : new Uint8Array(32);
      if (hi - lo === 1) return leafHash(leaves[from]);
      var mid = lo + split(hi - lo), k = from;
      while (k < to && indexes[k] < mid) k++;
      return nodeHash(walk(lo, mid, from, k), walk(mid, hi, k, to));
    }
    var out = walk(0, size, 0, leaves.length), mine = used === path.length;
    return mine ? out : null;
  }
  function audit(leaf, index, size, path) { // from the leaf up
    var at = 0;
    function walk(lo, hi) {
      if (hi - lo === 1) return leafHash(leaf);
      var mid = lo + split(hi - lo), below;
      below = index < mid ? walk(lo, mid) : walk(mid, hi);
      if (at >= path.length) return new Uint8Array(32);
      return index < mid ? nodeHash(below, path[at++]) : nodeHash(path[at++], below);
    }
    if (index >= size) return null;
    var out = walk(0, size);
    return at === path.length ? out : null;
  }

  /* ---- the seal ---- */
  function wrap(v) { return encode([[1, 'v', typeof v === 'string' ? 's' : typeof v === 'bigint' ? 'v' : 'b']], { v: v }); }
  function headerHash(h) {
    return tree([encode(HEADER[0][2][0], h.version), wrap(h.chain), wrap(h.height), encode(TIME, h.time), encode(BLOCK, h.last)].concat(
      [h.lastCommit, h.data, h.validators, h.next, h.consensus, h.app, h.results, h.evidence, h.proposer].map(wrap)));
  }
  function setHash(set) {
    return tree(set.map(function (v) { return encode([[1, 'key', [[[1, 'ed', 'b']], 'always']], [2, 'power', 'v']], { key: { ed: v.key }, power: v.power }); }));
  }
  function setOf(list) {
    var seen = {}, before = null, total = 0n, ok = Array.isArray(list) && list.length > 0 && list.length <= 1000;
    var set = (ok ? list : []).map(function (v) {
      var key = unhex(v.pub_key), w = { key: key, power: BigInt(v.power), address: sha256(key).subarray(0, 20) };
      total += w.power;
      ok = ok && key.length === 32 && w.power > 0n && total <= (1n << 63n) / 8n && !seen[v.pub_key] &&
        (!before || before.power > w.power || before.power === w.power && compare(before.address, w.address) < 0);
      seen[v.pub_key] = before = w;
      return w;
    });
    need(ok, 'validators.list', '验证者清单不成立', 'the list of validators is wrong');
    return set;
  }
  function sealOf(p, kind) {
    var h = decode(HEADER, unhex(p.header), kind + 'header.encoding'), set = setOf(p.validators);
    need(h.height > 0n && h.validators.length === 32 && h.next.length === 32, kind + 'header.content', '区块头内容不成立', 'the header is not a possible one');
    need(h.time.nanos >= 0n && h.time.nanos < 1000000000n && h.time.seconds > 31536000n && h.time.seconds < 253402300800n,
      kind + 'header.content', '区块头时间不成立', 'the header\'s time is not a possible one');
    need(same(setHash(set), h.validators), kind + 'validators.hash', '验证者与区块头不符', 'the validators are not those of the header');
    var c = decode(COMMIT, unhex(p.commit), kind + 'commit.encoding'), hash = headerHash(h), power = 0n, total = 0n;
    need(c.signatures.length === set.length, kind + 'commit.size', '签名数与验证者数不同', 'one entry per validator');
    need(c.height === h.height && same(c.block.hash, hash), kind + 'commit.block', '签署的不是这个区块头', 'the commit is not for this header');
    c.signatures.forEach(function (s, i) {
      var v = set[i];
      total += v.power;
      if (s.flag === 1n) {
        need(!s.address.length && !s.signature.length && s.time.seconds === -62135596800n && s.time.nanos === 0n,
          kind + 'commit.content', '缺席项有内容', 'an absent entry has content');
        return;
      }
      need(s.flag === 2n || s.flag === 3n, kind + 'commit.content', '签名集合不成立', 'the commit is not a possible one');
      var fixed = function (n) { var b = bytesOf(BigInt.asUintN(64, n), 8); return b.reverse(); };
      var vote = cat(Uint8Array.of(8, 2), c.height ? cat(Uint8Array.of(0x11), fixed(c.height)) : new Uint8Array(0),
        c.round ? cat(Uint8Array.of(0x19), fixed(c.round)) : new Uint8Array(0),
        s.flag === 2n ? field(4, 2, encode(BLOCK, c.block)) : new Uint8Array(0), field(5, 2, encode(TIME, s.time)), field(6, 2, utf8(h.chain)));
      need(same(s.address, v.address) && ed25519(v.key, cat(varint(vote.length), vote), s.signature),
        kind + 'commit.signature', '第 ' + (i + 1) + ' 个签名不成立', 'signature ' + (i + 1) + ' does not hold');
      if (s.flag === 2n) power += v.power;
    });
    need(3n * power > 2n * total, kind + 'commit.power', '签署的表决权不足三分之二', 'not more than two thirds of the power signed');
    return { header: h, hash: hash, set: h.validators, power: power, total: total };
  }
  function openSeal(f) {
    var p = f.proof, s = sealOf(p, ''), v2 = f.proof_version === 2;
    need((f.proof_version === 1 || v2) && Array.isArray(p.changes) === v2, 'file.format', '证明版本不能识别', 'the proof version is not known');
    need(s.header.height > 1n && s.header.app.length === 32, 'header.content', '区块头内容不成立', 'the header is not a possible one');
    s.changes = (p.changes || []).map(function (c) {
      var x = sealOf(c, 'changes.');
      need(!same(x.set, x.header.next), 'changes.idle', '一项变更没有改变什么', 'a change changes nothing');
      return x;
    });
    s.changes.forEach(function (x, i) {
      var after = s.changes[i + 1] || s;
      need(x.header.chain === s.header.chain && x.header.height < after.header.height && same(x.header.next, after.set),
        'changes.broken', '验证者集变更断开', 'the sequence of validator sets breaks');
    });
    return s;
  }
  function trustOf(t, s) {
    t = t.trim();
    if (/^[0-9a-fA-F]{64}$/.test(t)) {
      t = t.toLowerCase();
      var at = [s].concat(s.changes).filter(function (x) { return hexOf(x.hash) === t || hexOf(x.set) === t; })[0];
      need(at, 'trust.hash', '可信哈希不在文件中', 'the trusted hash is not in the file');
      return { what: (hexOf(at.hash) === t ? 'header ' : 'validators ') + t };
    }
    var g, raw;
    try { g = JSON.parse(t); raw = compact(t); } catch (e) { fail('trust.genesis', '创世文件不能识别', 'the genesis document cannot be read'); }
    need(g.chain_id && g.app_state && g.app_state.party && g.chain_id === s.header.chain, 'trust.chain', '文件属于另一账本', 'the file is of another chain');
    var set = g.app_state.party.validators.map(function (v) {
      var key = Uint8Array.from(atobBytes(v.pub_key));
      return { key: key, power: BigInt(v.power), address: sha256(key).subarray(0, 20) };
    }).sort(function (a, b) { return a.power === b.power ? compare(a.address, b.address) : a.power > b.power ? -1 : 1; });
    need(same(setHash(set), (s.changes[0] || s).set), 'trust.validators', '起始验证者集不是创世文件的', 'the first validator set is not that of the genesis document');
    return { what: 'genesis', digest: hexOf(sha256(utf8(raw))) };
  }
  function atobBytes(s) {
    var all = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', out = [], n = 0, bits = 0;
    for (var i = 0; i < s.length && s[i] !== '='; i++) { n = n << 6 | all.indexOf(s[i]); bits += 6; if (bits >= 8) { bits -= 8; out.push(n >> bits & 255); } }
    return out;
  }
  function compact(t) { // the text of app_state without white space
    var key = /"app_state"\s*:\s*/.exec(t), out = '', depth = 0, i = key.index + key[0].length;
    for (; i < t.length; i++) {
      var c = t[i];
      if (c === '"') { var end = i + 1; while (t[end] !== '"') end += t[end] === '\\' ? 2 : 1; out += t.slice(i, end + 1); i = end; continue; }
      if (/\s/.test(c)) continue;
      if (c === '{' || c === '[') depth++;
      if (c === '}' || c === ']') depth--;
      out += c;
      if (!depth) break;
    }
    return out.replace(/\\u003c/g, '<').replace(/\\u003e/g, '>').replace(/\\u0026/g, '&');
  }

  /* ---- ICS-23 with the IAVL specification ---- */
  var INNER = [[1, 'hash', 'v'], [2, 'prefix', 'b'], [3, 'suffix', 'b']];
  var EXIST = [[1, 'key', 'b'], [2, 'value', 'b'], [3, 'leaf', [[[1, 'hash', 'v'], [2, 'prehashKey', 'v'], [3, 'prehashValue', 'v'], [4, 'length', 'v'], [5, 'prefix', 'b']]]], [4, 'path', [INNER, 'many']]];
  var ICS = [[1, 'exist', [EXIST]], [2, 'nonexist', [[[1, 'key', 'b'], [2, 'left', [EXIST]], [3, 'right', [EXIST]]]]]];
  function iavl(prefix, layer) { // three zigzag varints; what is left of the prefix
    var at = 0;
    for (var i = 0; i < 3; i++) {
      var n = 0n, s = 0n, c;
      do { if (at >= prefix.length || s > 63n) return -1; c = prefix[at++]; n |= BigInt(c & 127) << s; s += 7n; } while (c & 128);
      if (n & 1n || !i && n >> 1n < BigInt(layer)) return -1;
    }
    return prefix.length - at;
  }
  function existRoot(e) {
    var l = e.leaf;
    if (!l || !e.key.length || !e.value.length || l.hash !== 1n || l.prehashKey !== 0n || l.prehashValue !== 1n || l.length !== 1n || iavl(l.prefix, 0) !== 0 || l.prefix[0] !== 0) return null;
    var v = sha256(e.value), h = sha256(cat(l.prefix, varint(e.key.length), e.key, varint(32), v));
    for (var i = 0; i < e.path.length; i++) {
      var o = e.path[i], left = iavl(o.prefix, i + 1);
      if (o.hash !== 1n || left !== 1 && left !== 34 || o.prefix[0] === 0 || side(o) < 0) return null;
      h = sha256(cat(o.prefix, h, o.suffix));
    }
    return h;
  }
  function side(o) { // 0: the path comes from the left child, 1: from the right
    var n = o.prefix.length, s = o.suffix.length;
    return n >= 4 && n <= 12 && s === 33 ? 0 : n >= 37 && n <= 45 && s === 0 ? 1 : -1;
  }
  function all(path, want) { return path.every(function (o) { return side(o) === want; }); }
  function neighbours(l, r) {
    l = l.slice(); r = r.slice();
    for (;;) {
      var a = l.pop(), b = r.pop();
      if (!a || !b) return false;
      if (same(a.prefix, b.prefix) && same(a.suffix, b.suffix)) continue;
      return side(a) === 0 && side(b) === 1 && all(l, 1) && all(r, 0);
    }
  }
  function proved(app, key, value, proof) {
    var p = decode(ICS, proof, 'records.proof'), n = p.nonexist, l, r;
    if (!key.length) return false;
    if (value.length) {
      var root = p.exist && !n && existRoot(p.exist);
      return !!root && same(root, app) && same(p.exist.key, key) && same(p.exist.value, value);
    }
    if (!n || p.exist || !same(n.key, key)) return false;
    l = n.left; r = n.right;
    var lr = l && existRoot(l), rr = r && existRoot(r);
    if (l && !(lr && same(lr, app) && compare(l.key, key) < 0) || r && !(rr && same(rr, app) && compare(key, r.key) < 0)) return false;
    if (!l) return !!r && all(r.path, 0);
    return r ? neighbours(l.path, r.path) : all(l.path, 1);
  }

  /* ---- RLP by layout ---- */
  function bad() { fail('records.value', '状态记录的内容不能识别', 'a state record is not known to this program'); }
  function item(b) { // [list?, content, rest]
    if (!b.length) bad();
    var c = b[0], list = c >= 0xc0, n, at = 1;
    if (c < 0x80) return [false, b.subarray(0, 1), b.subarray(1)];
    n = c - (list ? 0xc0 : 0x80);
    if (n > 55) {
      at = 1 + n - 55;
      if (at > 5 || b.length < at || b[1] === 0) bad();
      n = Number(big(b.subarray(1, at)));
      if (n < 56) bad();
    }
    if (b.length < at + n || !list && n === 1 && at === 1 && b[1] < 0x80) bad();
    return [list, b.subarray(at, at + n), b.subarray(at + n)];
  }
  var ID = '{Party string; Local string}', DIGEST = '{Alg crypto.DigestAlg(uint8); Sum [32]byte}';
  function typeOf(s) {
    for (var i = 0, d = 0; i < s.length; i++) {
      if (s[i] === '{') d++;
      else if (s[i] === '}' && d > 0) { if (!--d) return s.slice(0, i + 1); }
      else if ((s[i] === '}' || s[i] === ';') && !d) return s.slice(0, i);
    }
    return s;
  }
  // read reads one value: structs are objects, lists arrays, numbers BigInt, all else as JSON has it
  function read(shape, b) {
    var t = typeOf(shape), it = item(b), content = it[1];
    var list = t[0] === '{' || t.slice(0, 2) === '[]' || t[0] === '[' && !/\]byte$/.test(t);
    if (list !== it[0]) bad();
    if (t === ID || t === DIGEST) {
      var x = item(content), y = item(x[2]);
      if (x[0] || y[0] || y[2].length) bad();
      if (t === ID) return [x[1].length || y[1].length ? text(x[1]) + '/' + text(y[1]) : '', it[2]];
      if (y[1].length !== 32 || x[1].length > 1 || x[1].length && (x[1][0] < 1 || x[1][0] > 3)) bad();
      return [x[1].length ? ['sha256', 'sm3', 'keccak256'][x[1][0] - 1] + ':' + hexOf(y[1]) : '', it[2]];
    }
    if (t[0] === '{') {
      var o = {}, rest = t.slice(1);
      while (rest !== '}') {
        rest = rest.replace(/^; /, '');
        var name = rest.slice(0, rest.indexOf(' ')), inner = typeOf(rest = rest.slice(name.length + 1)), got = read(inner, content);
        o[name] = got[0]; content = got[1]; rest = rest.slice(inner.length);
      }
      if (content.length) bad();
      return [o, it[2]];
    }
    if (list) {
      var out = [], elem = t.slice(t.indexOf(']') + 1);
      while (content.length) { var e = read(elem, content); out.push(e[0]); content = e[1]; }
      return [out, it[2]];
    }
    return [scalar(t, content), it[2]];
  }
  function scalar(t, b) {
    var m = /^([a-z]+\.\w+)\((\w+)\)$/.exec(t), kind = m ? m[2] : t, name = m ? m[1] : '';
    if (kind === 'string') return text(b);
    if (kind === 'bytes') return hexOf(b);
    var fixed = /^\[(\d+)\]byte$/.exec(kind);
    if (fixed) { if (b.length !== +fixed[1]) bad(); return hexOf(b); }
    if (b.length > 8 || b.length && !b[0]) bad();
    var n = big(b), signed = n & 1n ? -((n + 1n) >> 1n) : n >> 1n;
    if (kind === 'bool') { if (n > 1n) bad(); return n === 1n; }
    if (name === 'wire.Fen') return yuan(signed);
    if (name === 'wire.Int') return signed;
    if (name === 'wire.Time') return n ? clockText(n, '') : '';
    if (name === 'wire.Date') { if (!n) return ''; var s = zeros(n, 8); return s.slice(0, 4) + '-' + s.slice(4, 6) + '-' + s.slice(6); }
    if (!/^uint(8|16|32|64)$/.test(kind) || b.length * 8 > +kind.slice(4)) bad();
    return n;
  }
  function yuan(fen) { var s = zeros(fen < 0n ? -fen : fen, 3); return (fen < 0n ? '-' : '') + s.slice(0, -2) + '.' + s.slice(-2); }
  function clockText(seconds, fraction) {
    var d = new Date(Number(seconds + 28800n) * 1000);
    return d.toISOString().slice(0, 19) + fraction + '+08:00';
  }
  function stored(shape, value) {
    if (value.length < 2 || value[0] !== shape.version) bad();
    var got = read(shape.value, value.subarray(1));
    if (got[1].length) bad();
    return got[0];
  }
  function rows(path, v, out) { // a record as path and text
    if (Array.isArray(v)) { v.forEach(function (e, i) { rows(path + '[' + i + ']', e, out); }); out.push({ field: path + '.count', value: String(v.length) }); }
    else if (v !== null && typeof v === 'object') Object.keys(v).forEach(function (k) { rows(path ? path + '.' + k : k, v[k], out); });
    else out.push({ field: path, value: String(v) });
    return out;
  }
  function snake(v) { // names as JSON has them
    if (Array.isArray(v)) return v.map(snake);
    if (v === null || typeof v !== 'object') return v;
    var o = {};
    Object.keys(v).forEach(function (k) { o[k.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()] = snake(v[k]); });
    return o;
  }
  function keyText(s) { return cat(utf8(s.replace(/\0/g, '\0\xff')), Uint8Array.of(0, 1)); }
  function keyOf(place, parts) {
    return parts.reduce(function (b, p) { return cat(b, typeof p === 'string' ? keyText(p) : bytesOf(BigInt(p.n), p.size)); }, unhex(place));
  }
  function showKey(shape, key) {
    var b = key.subarray(2), out = [];
    (shape.key ? shape.key.split(', ') : []).forEach(function (part) {
      var at = part.indexOf(' '), name = at < 0 ? 'key' : part.slice(0, at), t = at < 0 ? part : part.slice(at + 1), m, n;
      if (t === 'string') {
        for (n = 0; n + 1 < b.length && !(b[n] === 0 && b[n + 1] === 1); n++) if (b[n] === 0 && b[n + 1] !== 255) bad();
        if (n + 1 >= b.length) bad();
        var raw = [];
        for (var i = 0; i < n; i++) { raw.push(b[i]); if (b[i] === 0) i++; }
        out.push({ field: name, value: text(Uint8Array.from(raw)) });
        b = b.subarray(n + 2);
      } else if ((m = /^uint(\d+)$/.exec(t)) && b.length >= (n = m[1] / 8)) { out.push({ field: name, value: big(b.subarray(0, n)).toString() }); b = b.subarray(n); }
      else if ((m = /^\[(\d+)\]byte$/.exec(t)) && b.length >= (n = +m[1])) { out.push({ field: name, value: hexOf(b.subarray(0, n)) }); b = b.subarray(n); }
      else bad();
    });
    if (b.length) bad();
    return out;
  }

  var parts = {
    tree: tree, joint: joint, audit: audit, openSeal: openSeal, trustOf: trustOf, proved: proved, bad: bad, read: read,
    yuan: yuan, clockText: clockText, stored: stored, rows: rows, snake: snake, keyOf: keyOf, showKey: showKey
  };
  root.suyuanProof = parts;
  if (typeof module !== 'undefined' && module.exports) module.exports = parts;
})(typeof window !== 'undefined' ? window : {});
