/* Signatures of filed files, for verify.js (docs/proof.md section 13): SM2 over SM3 (GB/T 32918.2), the register's entries of
 * the keys, and the file that was signed. Without dependencies; the syntax is that of 2015 with BigInt. */
(function (root) {
  'use strict';
  var SHAPES = root.suyuanShapes || require('./shapes.js');
  var HASH = root.suyuanHash || require('./hash.js');
  var PROOF = root.suyuanProof || require('./proof.js');
  var need = HASH.need, hexOf = HASH.hexOf, unhex = HASH.unhex, cat = HASH.cat, utf8 = HASH.utf8, big = HASH.big,
    bytesOf = HASH.bytesOf, sm3 = HASH.sm3, sha256 = HASH.sha256;

  /* ---- SM2 ---- */
  var P = (1n << 256n) - (1n << 224n) - (1n << 96n) + (1n << 64n) - 1n, A = P - 3n;
  var B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
  var N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
  var G = [0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
    0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n, 1n];
  function mod(a) { a %= P; return a < 0n ? a + P : a; }
  function power(a, e) { var x = 1n; for (; e > 0n; e >>= 1n, a = a * a % P) if (e & 1n) x = x * a % P; return x; }
  // points in Jacobian coordinates, x/z² and y/z³; z is 0 at infinity
  function twice(p) {
    var x = p[0], y = p[1], z = p[2];
    if (!y || !z) return [1n, 1n, 0n];
    var yy = y * y % P, s = 4n * x * yy % P, zz = z * z % P, m = 3n * (x - zz) * (x + zz) % P, u = mod(m * m - 2n * s);
    return [u, mod(m * (s - u) - 8n * yy * yy), mod(2n * y * z)];
  }
  function plus(p, q) {
    if (!p[2]) return q;
    if (!q[2]) return p;
    var a = p[2] * p[2] % P, b = q[2] * q[2] % P, u = p[0] * b % P, s = p[1] * b % P * q[2] % P;
    var h = mod(q[0] * a - u), r = mod(q[1] * a % P * p[2] - s);
    if (!h) return r ? [1n, 1n, 0n] : twice(p);
    var hh = h * h % P, hhh = hh * h % P, v = u * hh % P, x = mod(r * r - hhh - 2n * v);
    return [x, mod(r * (v - x) - s * hhh), mod(h * p[2] % P * q[2])];
  }
  function times(p, n) { var q = [1n, 1n, 0n]; for (; n > 0n; n >>= 1n, p = twice(p)) if (n & 1n) q = plus(q, p); return q; }
  function affine(p) { var i = power(p[2], P - 2n), ii = i * i % P; return [p[0] * ii % P, p[1] * ii % P * i % P]; }
  function point(key) { // 02 or 03, then x; null where there is none
    var x = key.length === 33 ? big(key.subarray(1)) : P;
    if (key[0] !== 2 && key[0] !== 3 || x >= P) return null;
    var yy = mod((x * x % P + A) * x + B), y = power(yy, (P + 1n) / 4n);
    if (y * y % P !== yy) return null;
    return [x, (y & 1n) === BigInt(key[0] & 1) ? y : P - y, 1n];
  }
  function digest(q, message) { // with the user id of GM/T 0009
    var id = utf8('1234567812345678'), size = Uint8Array.of(id.length * 8 >> 8, id.length * 8 & 255);
    var za = [A, B, G[0], G[1], q[0], q[1]].reduce(function (b, n) { return cat(b, bytesOf(n, 32)); }, cat(size, id));
    return sm3(cat(sm3(za), message));
  }
  function sm2(key, message, signature) {
    var q = point(key);
    if (!q || signature.length !== 64) return false;
    var r = big(signature.subarray(0, 32)), s = big(signature.subarray(32)), t = (r + s) % N;
    if (!r || !s || !t || r >= N || s >= N) return false;
    var sum = plus(times(G, s), times(q, t));
    return sum[2] !== 0n && (big(digest(q, message)) + affine(sum)[0]) % N === r;
  }

  /* ---- as other programs write keys and signatures ---- */
  function base64(b) {
    var all = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', out = '';
    for (var i = 0; i < b.length; i += 3) {
      var n = b[i] << 16 | (b[i + 1] || 0) << 8 | (b[i + 2] || 0);
      out += all[n >> 18] + all[n >> 12 & 63] + (i + 1 < b.length ? all[n >> 6 & 63] : '=') + (i + 2 < b.length ? all[n & 63] : '=');
    }
    return out;
  }
  function pem(q) {
    var der = cat(unhex('3059301306072a8648ce3d020106082a811ccf5501822d03420004'), bytesOf(q[0], 32), bytesOf(q[1], 32));
    return '-----BEGIN PUBLIC KEY-----\n' + base64(der).replace(/.{1,64}/g, '$&\n') + '-----END PUBLIC KEY-----\n';
  }
  function integer(n) {
    var s = n.toString(16), b = unhex(s.length % 2 ? '0' + s : s);
    if (b[0] > 127) b = cat(Uint8Array.of(0), b);
    return cat(Uint8Array.of(2, b.length), b);
  }
  function der(rs) {
    var body = cat(integer(big(rs.subarray(0, 32))), integer(big(rs.subarray(32))));
    return base64(cat(Uint8Array.of(0x30, body.length), body));
  }

  /* ---- signature files ---- */
  function form(ok) { need(ok, 'file.json', '文件内容不合格式', 'the file is not in its format'); }
  function whole(n, most) { form(Number.isInteger(n) && n >= 0 && n <= most); return n; }
  function bytes(hex, size) { form(typeof hex === 'string' && hex.length === 2 * size); return unhex(hex); }
  function description(o) {
    form(o && typeof o.name === 'string' && typeof o.holds === 'string' && typeof o.law_time === 'string');
    [o.name, o.holds].forEach(function (w) {
      var n = utf8(w).length;
      need(n > 0 && n < 256 && !/[\x00-\x1f\x7f-\x9f]/.test(w), 'file.name', '文件名不能用于签名：1 至 255 字节，不含控制字符',
        'the file\'s name cannot be signed: 1 to 255 bytes without control characters');
    });
    need(!/[\/\\]/.test(o.name), 'file.name', '文件名不含目录', 'the file\'s name has no folders');
    var at = o.law_time && Date.parse(o.law_time) / 1000;
    form(!o.law_time || at > 0 && Math.floor(at) === at && PROOF.clockText(BigInt(at), '') === o.law_time);
    var most = 9007199254740991;
    return { name: o.name, holds: o.holds, height: whole(o.height, most), law_time: o.law_time, bytes: whole(o.bytes, most),
      sm3: hexOf(bytes(o.sm3, 32)), sha256: hexOf(bytes(o.sha256, 32)) };
  }
  // textOf is what a key signs
  function textOf(l, f, account, key) {
    return ['suyuan/file/1', 'chain: ' + l.chain, 'genesis: ' + l.genesis, 'height: ' + l.height, 'header: ' + l.header_hash,
      'law_time: ' + l.law_time, 'file: ' + f.name, 'holds: ' + f.holds, 'state_height: ' + f.height, 'state_law_time: ' + f.law_time,
      'bytes: ' + f.bytes, 'sm3: ' + f.sm3, 'sha256: ' + f.sha256, 'account: ' + account, 'key: ' + key, ''].join('\n');
  }
  // entry reads the four records of a signer, which led to the app hash before; only the certificate may be absent
  function entry(records, who, key) {
    var at = [who[0], { n: who[1], size: 2 }, { n: key, size: 2 }];
    var keys = [PROOF.keyOf('0104', at), PROOF.keyOf('0103', at.slice(0, 2)), PROOF.keyOf('0101', [who[0]]), PROOF.keyOf('0108', at)];
    return records.map(function (r, i) {
      need(r.key === hexOf(keys[i]), 'signatures.records', '登记记录不是 ' + who.join('/') + ' 第 ' + key + ' 把密钥的',
        'the records are not those of key ' + key + ' of ' + who.join('/'));
      return r;
    }).map(function (r, i) {
      need(r.value.length || i === 3, 'signatures.enrolled', who.join('/') + ' 没有登记第 ' + key + ' 把密钥', who.join('/') + ' has no key ' + key + ' enrolled');
      return r.value.length ? PROOF.stored(SHAPES.collections[r.key.slice(0, 4)], unhex(r.value)) : { Subject: '' };
    });
  }
  function covers(from, to, at) { return from <= at && (!to || at < to); } // times of one form and offset
  function signature(o, records, ledger, file, seen) {
    form(o !== null && typeof o === 'object');
    var who = /^([A-Za-z0-9._-]{1,32})\/(0|[1-9]\d{0,4})$/.exec(o.account), number = whole(o.key, 65535), rs = bytes(o.signature, 64);
    form(who && who[2] <= 65535);
    var e = entry(records, [who[1], +who[2]], number), key = e[0], public_ = key.Public, signed = textOf(ledger, file, o.account, number);
    need(!seen[o.account], 'signatures.twice', o.account + ' 签了两次', o.account + ' signed twice');
    seen[o.account] = true;
    need(public_.Alg === 2n, 'signatures.algorithm', o.account + ' 的密钥不是 SM2', 'the key of ' + o.account + ' is not of SM2');
    need(covers(key.From, key.To, ledger.law_time) && covers(e[1].Opened, e[1].Closed, ledger.law_time),
      'signatures.key', '签署时 ' + o.account + ' 的密钥不在有效期内', 'the key of ' + o.account + ' was not in force when it signed');
    need(sm2(unhex(public_.Bytes), utf8(signed), rs), 'signatures.signature', o.account + ' 的签名不成立', 'the signature of ' + o.account + ' does not hold');
    return { account: o.account, key: number, institution: e[2].Name, duty: e[1].Duty, certificate: e[3].Subject,
      public: 'sm2:' + public_.Bytes, public_pem: pem(point(unhex(public_.Bytes))), signed: signed, signature: o.signature, signature_der: der(rs) };
  }
  // signatures opens a file of format suyuan-signature/1; prove opens its records, of which there are four for each signer
  function signatures(f, prove) {
    var file = description(f.file), n = Array.isArray(f.signatures) ? f.signatures.length : 0, seen = {};
    need(n > 0 && n <= 16 && Array.isArray(f.proof.records) && f.proof.records.length === 4 * n, 'signatures.count',
      '签名应为 1 至 16 个，各附登记记录', 'there must be 1 to 16 signatures, each with its records');
    var r = prove(f);
    var list = f.signatures.map(function (o, i) {
      return signature(o, f.proof.records.slice(4 * i, 4 * i + 4), r.ledger, file, seen);
    });
    return { format: f.format, proof_version: r.proof_version, mark: r.mark, ledger: r.ledger, file: file, signatures: list, proof: r.proof };
  }
  // held holds the file beside against a proved signature file: its bytes and, of a file of proof, what it says of itself
  function held(f, beside, kinds) {
    need(beside, 'file.missing', '请连同所签文件 ' + f.file.name + ' 一起核验', 'verify it together with the signed file, ' + f.file.name);
    var of = f.file, own = null, l = f.ledger;
    need(beside.length === of.bytes && hexOf(sm3(beside)) === of.sm3 && hexOf(sha256(beside)) === of.sha256,
      'file.signed', '这不是所签的文件', 'this is not the file that was signed');
    if (beside[0] === 0x7b) try { own = JSON.parse(HASH.text(beside)); } catch (e) { own = null; }
    var proof = !!own && kinds.indexOf(own.format) >= 0, d = proof && own.ledger || {};
    need(proof ? own.format === of.holds && d.height === of.height && d.law_time === of.law_time && d.chain === l.chain && d.genesis === l.genesis :
      kinds.indexOf(of.holds) < 0, 'file.describes', '文件与签名文件对它的说明不符', 'the file is not what the signature file says of it');
    return proof;
  }

  var parts = { sm2: sm2, signatures: signatures, held: held, times: times, affine: affine, digest: digest, point: point, order: N, base: G };
  root.suyuanSign = parts;
  if (typeof module !== 'undefined' && module.exports) module.exports = parts;
})(typeof window !== 'undefined' ? window : {});
