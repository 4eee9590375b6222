#!/usr/bin/env bash
# NIST StRD, univariate summary statistics, data set PiDigits (https://www.itl.nist.gov/div898/strd/univ/pidigits.html).
#
# The set is described as the first 5,000 digits of pi, and its certified mean and standard deviation are 4.53480000000000 and 2.86733906028871. The digits of pi have
# others: 4.5358 and 2.86767555218761. The certified values are those of digits of which the 957th is a 3; in pi it is an 8. NIST's file has the 3.
#
# The good guess: to test with PiDigits, computing the digits is as good as copying 5,000 lines.
#
# Needs python3. Fails if pi changes.
set -euo pipefail
output=$(python3 - <<'PYTHON'
from math import sqrt

unit = 10 ** 5010

def arccot(x):
    total = term = unit // x
    n, sign = 3, -1
    while term:
        term //= x * x
        total += sign * (term // n)
        n, sign = n + 2, -sign
    return total

number, digits = 4 * (4 * arccot(5) - arccot(239)), []
while number:
    number, digit = divmod(number, 10)
    digits.append(digit)
digits = digits[::-1][:5000]

def show(digits):
    total, squares = sum(digits), sum(digit * digit for digit in digits)
    print(f"{total / 5000:.14f} {sqrt((5000 * squares - total * total) / (5000 * 4999)):.14f}")

show(digits)
print("digit 957:", digits[956])
show(digits[:956] + [3] + digits[957:])
PYTHON
)
echo "$output"
diff <(echo "$output") - <<'SEEN'
4.53580000000000 2.86767555218761
digit 957: 8
4.53480000000000 2.86733906028871
SEEN
