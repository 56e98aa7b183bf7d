/* Bytes, hashes and Ed25519 for the verifier in verify.js, without dependencies: `crypto.subtle` is absent on the
 * plain-http pages of an intranet. The syntax is that of 2015 with BigInt. */
(function (root) {
  'use strict';
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

  var parts = {
    Fault: Fault, fail: fail, need: need, hexOf: hexOf, unhex: unhex, cat: cat, same: same, compare: compare,
    utf8: utf8, text: text, big: big, zeros: zeros, bytesOf: bytesOf, sha256: sha256, sha512: sha512, sm3: sm3,
    ed25519: ed25519
  };
  root.suyuanHash = parts;
  if (typeof module !== 'undefined' && module.exports) module.exports = parts;
})(typeof window !== 'undefined' ? window : {});
