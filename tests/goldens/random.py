#!/usr/bin/env python3
"""Prints the numbers that tests/base/random_test.cc and text_test.cc expect.

Written from the papers' pseudo code in Python's integers, independently of base/random.cc, so that both can only agree by
being right. Run it and compare when a test fails; there is nothing to regenerate, because these values must never change.
"""
import math

MASK = (1 << 64) - 1


def splitmix_step(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


class Xoshiro256StarStar:
    def __init__(self, seed):
        # The reference seeds xoshiro with SplitMix64's first four outputs.
        self.s = [splitmix_step((seed + i * 0x9E3779B97F4A7C15) & MASK) for i in range(4)]

    def next(self):
        rotl = lambda x, k: ((x << k) | (x >> (64 - k))) & MASK
        s = self.s
        result = (rotl((s[1] * 5) & MASK, 7) * 9) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)
        return result

    def below(self, bound):
        # Lemire: the high word is the draw; low words under 2^64 mod bound are drawn again.
        while True:
            product = self.next() * bound
            if (product & MASK) >= (1 << 64) % bound:
                return product >> 64

    def uniform(self):
        return (self.next() >> 11) / (1 << 53)

    def normal(self):
        u, v = 1.0 - self.uniform(), self.uniform()
        return math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v)


def stable_hash(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = ((h ^ byte) * 0x100000001B3) & MASK
    return splitmix_step(h)


def main():
    print("splitmix of 0, 1, 2^64-1:", *(hex(splitmix_step(x)) for x in (0, 1, MASK)))
    for seed in (0, 1, 42):
        r = Xoshiro256StarStar(seed)
        print(f"seed {seed} next:", *(hex(r.next()) for _ in range(4)))
    r = Xoshiro256StarStar(7)
    print("seed 7 below 10:", *(r.below(10) for _ in range(16)))
    r = Xoshiro256StarStar(7)
    print("seed 7 below 3 * 2^62:", *(hex(r.below(3 << 62)) for _ in range(4)))
    r = Xoshiro256StarStar(7)
    print("seed 7 uniform:", *(repr(r.uniform()) for _ in range(3)))
    r = Xoshiro256StarStar(7)
    print("seed 7 normal:", *(repr(r.normal()) for _ in range(3)))
    fork = splitmix_step(42 ^ splitmix_step(3 + 0x5851F42D4C957F2D))
    print("seed 42 fork 3 next:", hex(Xoshiro256StarStar(fork).next()))
    r = Xoshiro256StarStar(7)
    items = list(range(8))
    for i in range(8, 1, -1):
        j = r.below(i)
        items[i - 1], items[j] = items[j], items[i - 1]
    print("seed 7 shuffle of 0..7:", *items)
    for text in ("", "a", "Ann Lee|place of birth", "Škoda"):
        print("stable hash of", repr(text), hex(stable_hash(text.encode())))


if __name__ == "__main__":
    main()
