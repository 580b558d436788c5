"""Recommendation by margin once more, answer by answer, with nothing of the program's and no package.

Reads from stdin {"customers": {id: {"margin": number or null, "margins": {year: number}}}, "answers": [[id or null, "2024-03-01", score]]}
→ JSON: quarter → n, left_out, carried, effective_n, value, low, high
"""
import json
import math
import sys

Z = 1.959963984540054
given = json.load(sys.stdin)


def margin_of(customer, year):
    """The margin of the year, else of the nearest year before it, else the one without a year; and whether it was carried on."""
    if customer is None:
        return None, False
    years = {int(y): m for y, m in customer["margins"].items()}
    before = [y for y in years if y <= year]
    if before:
        return years[max(before)], max(before) < year
    return customer["margin"], False


quarters = {}
for who, day, score in given["answers"]:
    year, month, _ = (int(part) for part in day.split("-"))
    margin, carried = margin_of(given["customers"][who] if who else None, year)
    sign = 1 if score >= 9 else -1 if score <= 6 else 0
    quarters.setdefault(f"{year}-Q{(month + 2) // 3}", []).append((margin if margin and margin > 0 else 0.0, carried, sign))

out = {}
for quarter, rows in quarters.items():
    weight = sum(w for w, _, _ in rows)
    n = weight ** 2 / sum(w * w for w, _, _ in rows)
    up, down = (sum(w for w, _, s in rows if s == sign) / weight * n for sign in (1, -1))
    p, d = (up + 0.75) / (n + 3), (down + 0.75) / (n + 3)
    half = Z * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
    out[quarter] = {
        "n": sum(w > 0 for w, _, _ in rows),
        "left_out": sum(w == 0 for w, _, _ in rows),
        "carried": sum(w > 0 and c for w, c, _ in rows),
        "effective_n": n,
        "value": 100 * (up - down) / n,
        "low": max(-100.0, 100 * (p - d - half)),
        "high": min(100.0, 100 * (p - d + half)),
    }
print(json.dumps(out))
