# SPDX-License-Identifier: Apache-2.0
"""Derives the constants of Sources/CRowLoops/crc32.c from the polynomial of CRC-32.

    python3 scripts/crc_constants.py            print the #define lines
    python3 scripts/crc_constants.py --check    compare them with crc32.c; exit code 1 if one differs

Polynomials over GF(2) are integers: bit i is the coefficient of x^i.  The comment in crc32.c says why these constants
fold.
"""
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[1] / "Sources" / "CRowLoops" / "crc32.c"
# The exponents of P, from ITU-T V.42, 8.1.1.6.2.
P = sum(1 << power for power in (32, 26, 23, 22, 16, 12, 11, 10, 8, 7, 5, 4, 2, 1, 0))


def divided(dividend, divisor):
    """The quotient and the remainder, by long division."""
    quotient = 0
    while dividend.bit_length() >= divisor.bit_length():
        shift = dividend.bit_length() - divisor.bit_length()
        quotient |= 1 << shift
        dividend ^= divisor << shift
    return quotient, dividend


def reversed_bits(polynomial, bits):
    """Bit i of the result is the coefficient of x^(bits - 1 - i)."""
    return int(f"{polynomial:0{bits}b}"[::-1], 2)


def fold(power):
    """x^power mod P as 33 reversed bits: 32 of them, shifted left by 1."""
    return reversed_bits(divided(1 << power, P)[1], 32) << 1


CONSTANTS = {
    "FOLD_512_LOW": fold(512 + 32),
    "FOLD_512_HIGH": fold(512 - 32),
    "FOLD_128_LOW": fold(128 + 32),
    "FOLD_128_HIGH": fold(128 - 32),
    "FOLD_64": fold(64),
    "POLYNOMIAL": reversed_bits(P, 33),
    "QUOTIENT": reversed_bits(divided(1 << 64, P)[0], 33),
    "BITWISE": reversed_bits(P ^ 1 << 32, 32),
}


def main():
    if sys.argv[1:] != ["--check"]:
        for name, value in CONSTANTS.items():
            print(f"#define {name} {value:#011x}" if name != "BITWISE" else f"#define {name} {value:#x}")
        return 0
    written = {name: int(value, 16) for name, value in
               re.findall(r"^#define (\w+) (0x[0-9a-f]+)", SOURCE.read_text(encoding="utf-8"), re.MULTILINE)}
    wrong = [name for name in CONSTANTS if written.get(name) != CONSTANTS[name]]
    for name in wrong:
        print(f"{SOURCE}: {name} must be {CONSTANTS[name]:#x}", file=sys.stderr)
    return 1 if wrong or written.keys() != CONSTANTS.keys() else 0


if __name__ == "__main__":
    sys.exit(main())
