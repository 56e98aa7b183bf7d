package crypto

import (
	"math/big"
)

// curve is schoolbook affine arithmetic, the naive oracle for both suites. nil is infinity.
type curve struct{ p, a, n, gx, gy *big.Int }

type point struct{ x, y *big.Int }

func num(hex string) *big.Int {
	v, ok := new(big.Int).SetString(hex, 16)
	if !ok {
		panic(hex)
	}
	return v
}

var oracles = map[Alg]curve{
	Secp256k1: {
		p:  num("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"),
		a:  new(big.Int),
		n:  num("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
		gx: num("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
		gy: num("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"),
	},
	SM2: {
		p:  num("fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff"),
		a:  num("fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc"),
		n:  num("fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123"),
		gx: num("32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"),
		gy: num("bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"),
	},
}

func (c curve) mod(v *big.Int) *big.Int { return v.Mod(v, c.p) }

func (c curve) add(a, b *point) *point {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	var up, down *big.Int
	if a.x.Cmp(b.x) != 0 {
		up, down = new(big.Int).Sub(b.y, a.y), new(big.Int).Sub(b.x, a.x)
	} else if a.y.Cmp(b.y) != 0 || a.y.Sign() == 0 {
		return nil
	} else {
		up = new(big.Int).Mul(a.x, a.x)
		up.Mul(up, big.NewInt(3)).Add(up, c.a)
		down = new(big.Int).Lsh(a.y, 1)
	}
	slope := c.mod(up.Mul(up, new(big.Int).ModInverse(c.mod(down), c.p)))
	x := new(big.Int).Mul(slope, slope)
	x = c.mod(x.Sub(x, a.x).Sub(x, b.x))
	y := new(big.Int).Sub(a.x, x)
	y = c.mod(y.Mul(y, slope).Sub(y, a.y))
	return &point{x, y}
}

func (c curve) mul(k *big.Int, q *point) *point {
	var sum *point
	for i := k.BitLen() - 1; i >= 0; i-- {
		sum = c.add(sum, sum)
		if k.Bit(i) == 1 {
			sum = c.add(sum, q)
		}
	}
	return sum
}

func (c curve) base(k *big.Int) *point { return c.mul(k, &point{c.gx, c.gy}) }

// verify is ECDSA (without the low-s rule) or SM2 over the integer e.
func (c curve) verify(a Alg, q *point, e, r, s *big.Int) bool {
	for _, v := range []*big.Int{r, s} {
		if v.Sign() <= 0 || v.Cmp(c.n) >= 0 {
			return false
		}
	}
	var sum *point
	if a == SM2 {
		t := new(big.Int).Add(r, s)
		t.Mod(t, c.n)
		if t.Sign() == 0 {
			return false
		}
		sum = c.add(c.base(s), c.mul(t, q))
	} else {
		w := new(big.Int).ModInverse(s, c.n)
		u, v := new(big.Int).Mul(e, w), new(big.Int).Mul(r, w)
		sum = c.add(c.base(u.Mod(u, c.n)), c.mul(v.Mod(v, c.n), q))
	}
	if sum == nil {
		return false
	}
	got := new(big.Int).Set(sum.x)
	if a == SM2 {
		got.Add(got, e)
	}
	return got.Mod(got, c.n).Cmp(r) == 0
}

// sm2Sign is the signing equation of GB/T 32918.2 §6.1 with a given nonce.
func (c curve) sm2Sign(d, e, k *big.Int) (r, s *big.Int) {
	r = new(big.Int).Add(e, c.base(k).x)
	r.Mod(r, c.n)
	s = new(big.Int).Mul(r, d)
	s.Sub(k, s)
	inv := new(big.Int).Add(d, big.NewInt(1))
	s.Mul(s, inv.ModInverse(inv, c.n))
	return r, s.Mod(s, c.n)
}
