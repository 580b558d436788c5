"""Best-worst scores once more, person by person and with nothing of the program's: the golden values of test/unit/test_maxdiff.c.

Four items, all four sets of three. A person chooses the best and the worst of each set by an order of their own; the last one passes over
the set without d. Score: Σd ÷ Σm over persons; interval by the residuals d − score·m (Cochran 1977, 6.3), Student's t."""
import itertools
import math

ITEMS = "abcd"
ORDERS = ["abcd", "acbd", "bacd", "abdc", "dabc"]
T_4 = 2.7764451051977987  # 0.975 quantile at 4 degrees of freedom, from the tables
persons = []
for number, order in enumerate(ORDERS):
    d, m = dict.fromkeys(ITEMS, 0), dict.fromkeys(ITEMS, 0)
    for shown in itertools.combinations(ITEMS, 3):
        if number == 4 and "d" not in shown:
            continue
        liked = sorted(shown, key=order.index)
        d[liked[0]] += 1
        d[liked[-1]] -= 1
        for item in shown:
            m[item] += 1
    persons.append((d, m))
lines = []
for item in ITEMS:
    d, m = [p[0][item] for p in persons], [p[1][item] for p in persons]
    score = sum(d) / sum(m)
    variance = 5 / 4 * sum((x - score * y) ** 2 for x, y in zip(d, m)) / sum(m) ** 2
    half = T_4 * math.sqrt(variance)
    lines.append((item, sum(d), sum(m), score, max(score - half, -1), min(score + half, 1)))
for line in sorted(lines, key=lambda line: -line[3]):
    print("%s d %d m %d score %.12f low %.12f high %.12f" % line)
