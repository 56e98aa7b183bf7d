/* An independent verifier of suyuan's proof files (docs/proof.md), without dependencies: hashes,
 * Ed25519, CometBFT's header and commit, ICS-23, RFC 6962, RLP and the one form of the file. It needs
 * BigInt and nothing else; the file never leaves the page. The layouts of records are in shapes.js.
 *
 *   suyuanVerify(text, trustText) -> {ok, kind, test, lines: [[zh, en, value]], errors: [{code, en, zh}]}
 *
 * trustText is a genesis.json, or 64 hex digits: the hash of a header or of a validator set.
 * Of a statement every line is computed again from its formula: pool × weight / total, rounded down, and
 * what is left over. The syntax is that of 2015 with BigInt, for machines that are ten years old. */
(function (root) {
  'use strict';
  var SHAPES = root.suyuanShapes || (typeof require === 'function' ? require('./shapes.js') : null);

  function Fault(code, zh, en) { this.code = code; this.zh = zh; this.en = en; }
  function fail(code, zh, en) { throw new Fault(code, zh, en); }
  function need(ok, code, zh, en) { if (!ok) fail(code, zh, en); }

  /* ---- bytes ---- */
  function hexOf(b) { var s = ''; for (var i = 0; i < b.length; i++) s += (b[i] < 16 ? '0' : '') + b[i].toString(16); return s; }
  function unhex(s) {
    need(typeof s === 'string' && /^([0-9a-f]{2})*$/.test(s), 'file.json', '不是小写十六进制', 'not lower-case hex');
    var b = new Uint8Array(s.length / 2);
    for (var i = 0; i < b.length; i++) b[i] = parseInt(s.substr(2 * i, 2), 16);
    return b;
  }
  function cat() {
    var n = 0, i, at = 0;
    for (i = 0; i < arguments.length; i++) n += arguments[i].length;
    var out = new Uint8Array(n);
    for (i = 0; i < arguments.length; i++) { out.set(arguments[i], at); at += arguments[i].length; }
    return out;
  }
  function same(a, b) {
    if (a.length !== b.length) return false;
    for (var i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }
  function compare(a, b) {
    for (var i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
    return a.length - b.length;
  }
  function utf8(s) {
    var out = [];
    for (var i = 0; i < s.length; i++) {
      var c = s.codePointAt(i);
      if (c > 0xffff) i++;
      if (c < 0x80) out.push(c);
      else if (c < 0x800) out.push(0xc0 | c >> 6, 0x80 | c & 63);
      else if (c < 0x10000) out.push(0xe0 | c >> 12, 0x80 | c >> 6 & 63, 0x80 | c & 63);
      else out.push(0xf0 | c >> 18, 0x80 | c >> 12 & 63, 0x80 | c >> 6 & 63, 0x80 | c & 63);
    }
    return Uint8Array.from(out);
  }
  function text(b) {
    var s = '', i = 0;
    while (i < b.length) {
      var c = b[i++], n = c < 0x80 ? 0 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
      if (n) c &= 0x3f >> n;
      while (n--) c = c << 6 | b[i++] & 63;
      s += String.fromCodePoint(c);
    }
    need(same(utf8(s), b), 'records.value', '文字不是 UTF-8', 'a text is not UTF-8');
    return s;
  }
  function big(b) { return b.length ? BigInt('0x' + hexOf(b)) : 0n; }
  function zeros(v, width) { v = String(v); while (v.length < width) v = '0' + v; return v; }
  function bytesOf(n, size) { return unhex(zeros(n.toString(16), 2 * size)); }

  /* ---- hashes ---- */
  function roots(count, bits, power) { // fractional bits of square or cube roots of primes
    var out = [], p = 2;
    for (; out.length < count; p++) {
      var prime = true;
      for (var d = 2; d * d <= p; d++) if (p % d === 0) prime = false;
      if (!prime) continue;
      var n = BigInt(p) << BigInt(bits * power), lo = 0n, hi = 1n << BigInt(bits + 6);
      while (hi - lo > 1n) { var m = (lo + hi) >> 1n; if ((power === 2 ? m * m : m * m * m) <= n) lo = m; else hi = m; }
      out.push(lo & ((1n << BigInt(bits)) - 1n));
    }
    return out;
  }
  var K2 = roots(64, 32, 3).map(Number), H2 = roots(8, 32, 2).map(Number);
  var K5 = roots(80, 64, 3), H5 = roots(8, 64, 2);

  function padded(m, block, lengthBytes) {
    var n = m.length + 1 + lengthBytes;
    var out = new Uint8Array(Math.ceil(n / block) * block);
    out.set(m); out[m.length] = 0x80;
    for (var i = 0, bits = m.length * 8; bits > 0; i++, bits = Math.floor(bits / 256)) out[out.length - 1 - i] = bits % 256;
    return out;
  }
  function sha256(m) {
    var b = padded(m, 64, 8), h = H2.slice(), w = new Int32Array(64);
    function r(x, n) { return x >>> n | x << 32 - n; }
    for (var o = 0; o < b.length; o += 64) {
      for (var i = 0; i < 64; i++) {
        if (i < 16) w[i] = b[o + 4 * i] << 24 | b[o + 4 * i + 1] << 16 | b[o + 4 * i + 2] << 8 | b[o + 4 * i + 3];
        else {
          var x = w[i - 15], y = w[i - 2];
          w[i] = w[i - 16] + (r(x, 7) ^ r(x, 18) ^ x >>> 3) + w[i - 7] + (r(y, 17) ^ r(y, 19) ^ y >>> 10) | 0;
        }
      }
      var a = h[0], c = h[1], d = h[2], e = h[3], f = h[4], g = h[5], k = h[6], l = h[7];
      for (i = 0; i < 64; i++) {
        var t = l + ((f >>> 6 | f << 26) ^ (f >>> 11 | f << 21) ^ (f >>> 25 | f << 7)) + (f & g ^ ~f & k) + K2[i] + w[i] | 0;
        var u = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & c ^ a & d ^ c & d) | 0;
        l = k; k = g; g = f; f = e + t | 0; e = d; d = c; c = a; a = t + u | 0;
      }
      [a, c, d, e, f, g, k, l].forEach(function (v, n) { h[n] = h[n] + v | 0; });
    }
    var out = new Uint8Array(32);
    h.forEach(function (v, k) { for (var j = 0; j < 4; j++) out[4 * k + j] = v >>> 24 - 8 * j & 255; });
    return out;
  }
  var M64 = (1n << 64n) - 1n;
  function sha512(m) {
    var b = padded(m, 128, 16), h = H5.slice(), w = [];
    function r(x, n) { return (x >> n | x << 64n - n) & M64; }
    for (var o = 0; o < b.length; o += 128) {
      for (var i = 0; i < 80; i++) {
        if (i < 16) w[i] = big(b.subarray(o + 8 * i, o + 8 * i + 8));
        else w[i] = w[i - 16] + (r(w[i - 15], 1n) ^ r(w[i - 15], 8n) ^ w[i - 15] >> 7n) + w[i - 7] +
          (r(w[i - 2], 19n) ^ r(w[i - 2], 61n) ^ w[i - 2] >> 6n) & M64;
      }
      var a = h.slice();
      for (i = 0; i < 80; i++) {
        var e = a[4], t = a[7] + (r(e, 14n) ^ r(e, 18n) ^ r(e, 41n)) + (e & a[5] ^ (e ^ M64) & a[6]) + K5[i] + w[i];
        var u = (r(a[0], 28n) ^ r(a[0], 34n) ^ r(a[0], 39n)) + (a[0] & a[1] ^ a[0] & a[2] ^ a[1] & a[2]);
        a = [t + u & M64, a[0], a[1], a[2], a[3] + t & M64, a[4], a[5], a[6]];
      }
      h = h.map(function (v, k) { return v + a[k] & M64; });
    }
    return h.reduce(function (out, v) { return cat(out, bytesOf(v, 8)); }, new Uint8Array(0));
  }
  function sm3(m) { // GB/T 32905, for the digests of evidence files
    var b = padded(m, 64, 8), w = new Int32Array(68);
    var v = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
    function r(x, n) { n %= 32; return n ? x << n | x >>> 32 - n : x; }
    function p1(x) { return x ^ r(x, 15) ^ r(x, 23); }
    for (var o = 0; o < b.length; o += 64) {
      for (var i = 0; i < 68; i++) w[i] = i < 16 ?
        b[o + 4 * i] << 24 | b[o + 4 * i + 1] << 16 | b[o + 4 * i + 2] << 8 | b[o + 4 * i + 3] :
        p1(w[i - 16] ^ w[i - 9] ^ r(w[i - 3], 15)) ^ r(w[i - 13], 7) ^ w[i - 6];
      var a = v.slice();
      for (i = 0; i < 64; i++) {
        var s = r(r(a[0], 12) + a[4] + r(i < 16 ? 0x79cc4519 : 0x7a879d8a, i) | 0, 7);
        var ff = i < 16 ? a[0] ^ a[1] ^ a[2] : a[0] & a[1] | a[0] & a[2] | a[1] & a[2];
        var gg = i < 16 ? a[4] ^ a[5] ^ a[6] : a[4] & a[5] | ~a[4] & a[6];
        var t1 = ff + a[3] + (s ^ r(a[0], 12)) + (w[i] ^ w[i + 4]) | 0, t2 = gg + a[7] + s + w[i] | 0;
        a = [t1, a[0], r(a[1], 9), a[2], t2 ^ r(t2, 9) ^ r(t2, 17), a[4], r(a[5], 19), a[6]];
      }
      v = v.map(function (x, k) { return x ^ a[k]; });
    }
    var out = new Uint8Array(32);
    v.forEach(function (x, k) { for (var j = 0; j < 4; j++) out[4 * k + j] = x >>> 24 - 8 * j & 255; });
    return out;
  }

  /* ---- Ed25519 (RFC 8032, the cofactored equation of ZIP-215 as CometBFT has it) ---- */
  var P = (1n << 255n) - 19n, L = (1n << 252n) + 27742317777372353535851937790883648493n;
  function mod(a) { a %= P; return a < 0n ? a + P : a; }
  function power(a, e) { var x = 1n; for (a = mod(a); e > 0n; e >>= 1n, a = a * a % P) if (e & 1n) x = x * a % P; return x; }
  var D = mod(-121665n * power(121666n, P - 2n)), I = power(2n, (P - 1n) / 4n);
  function add(p, q) {
    var a = (p[1] - p[0]) * (q[1] - q[0]) % P, b = (p[1] + p[0]) * (q[1] + q[0]) % P;
    var c = 2n * p[3] * q[3] % P * D % P, d = 2n * p[2] * q[2] % P;
    var e = b - a, f = d - c, g = d + c, h = b + a;
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  }
  function times(p, n) { var q = [0n, 1n, 1n, 0n]; for (; n > 0n; n >>= 1n, p = add(p, p)) if (n & 1n) q = add(q, p); return q; }
  function little(b) { return big(Uint8Array.from(b).reverse()); }
  function point(b) {
    var y = little(b), sign = y >> 255n;
    y = mod(y & (1n << 255n) - 1n);
    var u = mod(y * y - 1n), v = mod(D * y * y + 1n);
    var x = u * power(v, 3n) % P * power(u * power(v, 7n), (P - 5n) / 8n) % P;
    if (v * x % P * x % P !== u) x = x * I % P;
    if (v * x % P * x % P !== u) return null;
    if ((x & 1n) !== sign) x = mod(-x);
    return [x, y, 1n, x * y % P];
  }
  var BASE = point(cat(Uint8Array.of(0x58), new Uint8Array(31).fill(0x66)));
  var held = {}; // signatures that held, so that files of one header are fast
  function ed25519(key, message, sig) {
    if (key.length !== 32 || sig.length !== 64) return false;
    var id = hexOf(cat(key, sig, sha256(message)));
    if (held[id]) return true;
    var a = point(key), r = point(sig.subarray(0, 32)), s = little(sig.subarray(32));
    if (!a || !r || s >= L) return false;
    var k = little(sha512(cat(sig.subarray(0, 32), key, message))) % L;
    var minus = [mod(-a[0]), a[1], a[2], mod(-a[3])], left = times(BASE, s);
    var rest = add(add(left, times(minus, k)), [mod(-r[0]), r[1], r[2], mod(-r[3])]);
    rest = times(rest, 8n);
    var ok = rest[0] === 0n && rest[1] === rest[2];
    if (ok) held[id] = true;
    return ok;
  }

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

  /* ---- what a page calls ---- */
  var KINDS = { 'suyuan-statement/1': statement, 'suyuan-extract/1': extract, 'suyuan-record/1': record, 'suyuan-lineage/1': lineage };
  function verify(source, trustText) {
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
      out.ok = true; out.kind = f.format; out.test = again.ledger.test_ledger; out.file = again;
      out.lines = [['账本', 'ledger', again.ledger.chain], ['高度', 'height', String(again.ledger.height)], ['应用哈希', 'app hash', again.ledger.app_hash],
        ['区块头时间', 'header time', again.ledger.header_time], ['账本时间', 'law time', again.ledger.law_time], ['可信起点', 'trusted', trust.what],
        ['验证者集变更', 'changes of validators', String(s.changes.length)], ['签署表决权', 'power signed', s.power + ' / ' + s.total]];
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
  verify.sha256 = sha256; verify.sha512 = sha512; verify.sm3 = sm3; verify.ed25519 = ed25519; verify.hex = hexOf; verify.utf8 = utf8;
  root.suyuanVerify = verify;
  if (typeof module !== 'undefined' && module.exports) module.exports = verify;
})(typeof window !== 'undefined' ? window : {});
