#!/usr/bin/env python3
"""Writes surveys/samples/small: for every instrument a file of a few records that a person can check by
hand, and expected.csv with each number and how it is worked out. Synthetic, from a fixed seed.

Python's standard library only. The numbers are counted here from the codes as drawn; a test holds HaiLong to them.
"""
import csv
import os
import random
from fractions import Fraction

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "surveys", "samples", "small")
SEED = 20250614
LABELS = {1: "Rất không hài lòng", 2: "Không hài lòng", 3: "Bình thường", 4: "Hài lòng", 5: "Rất hài lòng"}
expected = []


def write(name, header, rows):
    with open(os.path.join(FOLDER, name + ".csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def expect(instrument, measure, value, working):
    expected.append([instrument, measure, repr(float(value)), working])


def answers(generator, questions, records, excluded):
    """Codes 1-5, now and then 0 (left out) or None (blank)."""
    drawn = []
    for _ in range(records):
        level = generator.choice([3, 4, 4, 5])
        row = []
        for _ in range(questions):
            roll = generator.random()
            if roll < 0.05:
                row.append(None)
            elif excluded and roll < 0.12:
                row.append(0)
            else:
                row.append(max(1, min(5, level + generator.choice([-2, -1, 0, 0, 0, 1]))))
        drawn.append(row)
    return drawn


def five_levels(name, groups, records=5, excluded=True, front=None, fronts=None, ids=None, measured=None,
                mean_of_elements=True):
    """A form on the five-level scale. groups: list of lists of question ids, one list an element."""
    generator = random.Random(SEED + len(expected))
    questions = [question for group in groups for question in group]
    rows = answers(generator, len(questions), records, excluded)
    cells = []
    for number, row in enumerate(rows):
        shown = ["" if code is None else LABELS[code] if code and (number + position) % 7 == 0 else str(code)
                 for position, code in enumerate(row)]
        cells.append(list((fronts or [[]] * records)[number]) + shown)
    write(name, (front or []) + questions, cells)

    used = [position for position, question in enumerate(questions)
            if measured is None or question in measured]
    satisfied = [sum(1 for position in used if row[position] in (4, 5)) for row in rows]
    valid = [sum(1 for position in used if row[position]) for row in rows]
    expect(name, "pooled", Fraction(sum(satisfied), sum(valid)),
           f"satisfied {' + '.join(map(str, satisfied))} = {sum(satisfied)} of "
           f"{' + '.join(map(str, valid))} = {sum(valid)} valid answers")
    both = sum(1 for some, every in zip(satisfied, valid) if every and some == every)
    answering = sum(1 for every in valid if every)
    expect(name, "all-satisfied", Fraction(both, answering), f"{both} of {answering} records have only answers 4 and 5")
    points = [sum(row[position] or 0 for position in used) for row in rows]
    expect(name, "mean-score", Fraction(sum(points), sum(valid)),
           f"points {' + '.join(map(str, points))} = {sum(points)} over {sum(valid)} valid answers")
    if mean_of_elements:
        rates = []
        parts = []
        for group in groups:
            own = [questions.index(question) for question in group if measured is None or question in measured]
            if not own:
                continue
            top = sum(1 for row in rows for position in own if row[position] in (4, 5))
            every = sum(1 for row in rows for position in own if row[position])
            rates.append(Fraction(top, every))
            parts.append(f"{top}/{every}")
        expect(name, "mean-of-elements", sum(rates) / len(rates), f"mean of {', '.join(parts)}")


def numbered(counts):
    return [[f"{letter}{number}" for number in range(1, count + 1)] for letter, count in zip("ABCDE", counts)]


def main():
    os.makedirs(FOLDER, exist_ok=True)
    fields = [["Đất đai"], ["Đất đai"], ["Xây dựng"], ["Hộ tịch"], ["Đất đai"], ["Đầu tư"]]
    five_levels("one-stop", [["C1", "C2"], ["C3", "C4", "C5", "C6"], ["C7", "C8"], ["C9", "C10"], ["C11", "C12"]],
                records=6, front=["Lĩnh vực"], fronts=fields)
    five_levels("online-services", [[f"N{number}" for number in range(1, 8)]], records=5, mean_of_elements=False)
    branches = [["Chi nhánh A"], ["Chi nhánh A"], ["Chi nhánh B"], ["Chi nhánh B"], ["Chi nhánh B"]]
    five_levels("land-office-branch", [["D1", "D2"], ["D3", "D4"], ["D5", "D6"], ["D7", "D8"], ["D9"]],
                front=["Chi nhánh"], fronts=branches)
    five_levels("sipas-2017-2020", [["F1"], ["F2"], ["F3"], ["F4"], ["F5"]], records=6)
    blocks = [(1, 2), (3, 4), (5, 12), (13, 14), (15, 18), (19, 22), (23, 27), (28, 30), (31, 33)]
    five_levels("sipas-33", [[f"9.{item}" for item in range(first, last + 1)] for first, last in blocks], records=4,
                excluded=False, measured={f"9.{item}" for item in range(15, 34)})
    five_levels("byt-inpatient-2024", numbered([5, 7, 11, 7, 6]), records=4)
    five_levels("byt-outpatient-2024", numbered([5, 10, 8, 4, 4]), records=4)
    five_levels("byt-vaccination-2024", numbered([5, 8, 12, 5, 3]), records=4)
    five_levels("education-services", [[f"{field}.{item}" for item in range(1, 5)] for field in range(1, 6)], records=4)

    write("one-stop-rating", ["Lĩnh vực", "Đánh giá"], [
        ["Đất đai", "5"], ["Đất đai", "Hài lòng"], ["dat_dai", "😐"], ["ĐẤT ĐAI", "⭐⭐"], ["Xây dựng", "4/5"],
        ["Xây dựng", "rat_hai_long"], ["Đầu tư", "👍"], ["Hộ tịch", "3 - Bình thường"], ["Hộ tịch", "Không ý kiến"],
        ["Hộ tịch", "★★★★☆"]])
    expect("one-stop-rating", "pooled", Fraction(6, 9), "5, 4, 4, 5, 4, 4 are satisfied; 3, 2, 3 are not; one has no opinion")
    expect("one-stop-rating", "mean-score", Fraction(34, 9), "5 + 4 + 3 + 2 + 4 + 5 + 4 + 3 + 4 = 34 over 9")

    points = [[2, 2, 1, 2, 2, 1, 2, 1, 2], [1, 2, 2, 2, 1, 2, 2, 2, 1], [2, 1, 2, 2, 2, 2, 0, 1, 2], [2, 2, 2, 1, 2, 2, 2, 2, 1]]
    write("one-stop-9", [f"C{number}" for number in range(1, 10)], points)
    sums = [sum(column) for column in zip(*points)]
    expect("one-stop-9", "points", Fraction(sum(sums), len(points)),
           f"sums by indicator {' + '.join(map(str, sums))} = {sum(sums)} over {len(points)} records: band Xuất sắc from 15")

    write("qd766-satisfaction", ["count", "value"], [
        ["feedbackAll", 40], ["feedbackOnTime", 38], ["feedbackNotSatisfied", 4], ["dossiersAll", 1000],
        ["dossiersLate", 100], ["dossiersWithFeedback", 80]])
    expect("qd766-satisfaction", "feedback-on-time", Fraction(6 * 38, 40), "6 x 38/40")
    expect("qd766-satisfaction", "feedback-satisfied", Fraction(6 * 36, 40), "6 x (1 - 4/40)")
    expect("qd766-satisfaction", "procedures-satisfied", Fraction(6 * 82 * 10, 900), "min(6, 6 x (1 - 180/1000) / 0.90)")

    write("papi", ["dimension", "subdimension", "score"], [
        ["1", "1.1", "1.20"], ["1", "1.2", "1.45"], ["1", "1.3", "0.95"], ["1", "1.4", "1.30"], ["1", "", "4.90"]])
    expect("papi", "1", Fraction(49, 10), "1.20 + 1.45 + 0.95 + 1.30; the published score of the dimension agrees")

    with open(os.path.join(FOLDER, "expected.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["instrument", "measure", "value", "working"])
        writer.writerows(expected)


if __name__ == "__main__":
    main()
