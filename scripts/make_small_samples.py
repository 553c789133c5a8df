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
lines = []


def write(name, header, rows):
    with open(os.path.join(FOLDER, name + ".csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def page(*text):
    lines.extend(text)


def expect(instrument, measure, value, working):
    """A number and how it is worked out, for expected.csv and for the page."""
    expected.append([instrument, measure, repr(float(value)), working])
    whole = Fraction(value)
    fraction = f"{whole.numerator}/{whole.denominator} = " if whole.denominator > 1 else ""
    page(f"- `{measure}`: {working}: {fraction}**{float(value):.6g}**")


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


def show(code):
    return "–" if code is None else str(code)


def count(row, positions):
    """Satisfied answers (4 and 5), valid answers (1 to 5) and points of some questions of a record."""
    codes = [row[position] for position in positions if row[position]]
    return sum(1 for code in codes if code >= 4), len(codes), sum(codes)


def five_levels(name, groups, records=5, excluded=True, front=None, fronts=None, measured=None,
                mean_of_elements=True, extra=None, overTop=False):
    """A form on the five-level scale. groups: element and its question ids; extra: further columns and their
    cells by record, outside the rate."""
    generator = random.Random(SEED + len(expected))
    questions = [question for _, group in groups for question in group]
    rows = answers(generator, len(questions), records, excluded)
    extra = extra or {}
    cells = []
    for number, row in enumerate(rows):
        shown = ["" if code is None else LABELS[code] if code and (number + position) % 7 == 0 else str(code)
                 for position, code in enumerate(row)]
        cells.append(list((fronts or [[]] * records)[number]) + shown + [column[number] for column in extra.values()])
    write(name, (front or []) + questions + list(extra), cells)

    used = [position for position, question in enumerate(questions) if measured is None or question in measured]
    own = [(element, [questions.index(question) for question in group if measured is None or question in measured])
           for element, group in groups]
    own = [(element, positions) for element, positions in own if positions]
    page(f"## {name}", "",
         "Codes as answered (labels of `" + name + ".csv` as codes; 0 = left out, – = blank) and, behind the arrow, "
         "satisfied/valid.", "",
         "| phiếu / record | " + " | ".join(element for element, _ in own) + " | satisfied/valid | points |",
         "|---" * (len(own) + 3) + "|")
    counted = [count(row, used) for row in rows]
    for number, row in enumerate(rows):
        parts = []
        for _, positions in own:
            good, valid, _ = count(row, positions)
            parts.append(" ".join(show(row[position]) for position in positions) + f" → {good}/{valid}")
        good, valid, points = counted[number]
        page(f"| {number + 1} | " + " | ".join(parts) + f" | {good}/{valid} | {points} |")
    columns = [tuple(map(sum, zip(*(count(row, positions) for row in rows)))) for _, positions in own]
    satisfied, valid, points = map(sum, zip(*counted))
    page("| all | " + " | ".join(f"{good}/{every}" for good, every, _ in columns) + f" | {satisfied}/{valid} | {points} |", "")

    expect(name, "pooled", Fraction(satisfied, valid),
           f"satisfied {plus(good for good, _, _ in counted)} = {satisfied} of "
           f"{plus(every for _, every, _ in counted)} = {valid} valid answers")
    both = sum(1 for good, every, _ in counted if every and good == every)
    answering = sum(1 for _, every, _ in counted if every)
    expect(name, "all-satisfied", Fraction(both, answering), f"{both} of {answering} records have only answers 4 and 5")
    expect(name, "mean-score", Fraction(points, valid),
           f"points {plus(some for _, _, some in counted)} = {points} over {valid} valid answers")
    if overTop:
        expect(name, "mean-over-top", Fraction(points, valid * 5),
               f"{points}/{valid} over the top score 5: no satisfaction rate, on the same answers")
    if mean_of_elements:
        rates = [Fraction(good, every) for good, every, _ in columns]
        expect(name, "mean-of-elements", sum(rates) / len(rates),
               "(" + " + ".join(f"{good}/{every}" for good, every, _ in columns) + f") / {len(rates)}")
    return questions, rows


def plus(numbers):
    return " + ".join(map(str, numbers))


def expectations(name, met):
    """G1: per cent of expectations met, over 100 allowed."""
    expect(name, "expectations", Fraction(sum(met), len(met)), f"G1: ({plus(met)}) / {len(met)}; 120 is allowed")


def numbered(counts):
    return [(letter, [f"{letter}{number}" for number in range(1, count + 1)]) for letter, count in zip("ABCDE", counts)]


MET = [80, 120, 100, 95]
RETURN = [5, 4, 3, 6]


def health(name, counts, extra):
    five_levels(name, numbered(counts), records=4, overTop=name == "byt-inpatient-2024",
                extra=extra | {"G1": MET, "G2": RETURN})
    expectations(name, MET)
    expect(name, "return", Fraction(2, 3), "G2: 5 and 4 count of 5, 4, 3; 6 (other) is left out")
    page("")


def surveys():
    fields = [["Đất đai"], ["Đất đai"], ["Xây dựng"], ["Hộ tịch"], ["Đất đai"], ["Đầu tư"]]
    five_levels("one-stop", [("access", ["C1", "C2"]), ("procedure", ["C3", "C4", "C5", "C6"]), ("officials", ["C7", "C8"]),
                             ("result", ["C9", "C10"]), ("feedback", ["C11", "C12"])],
                records=6, front=["Lĩnh vực"], fronts=fields)
    page("")
    five_levels("online-services", [("all", [f"N{number}" for number in range(1, 8)])], records=5, mean_of_elements=False)
    page("")
    branches = [["Chi nhánh A"], ["Chi nhánh A"], ["Chi nhánh B"], ["Chi nhánh B"], ["Chi nhánh B"]]
    five_levels("land-office-branch", [("1", ["D1", "D2"]), ("2", ["D3", "D4"]), ("3", ["D5", "D6"]), ("4", ["D7", "D8"]),
                                       ("5", ["D9"])], front=["Chi nhánh"], fronts=branches)
    page("")
    five_levels("sipas-2017-2020", [(str(factor), [f"F{factor}"]) for factor in range(1, 6)], records=6)
    page("")
    blocks = [("I.A", 1, 2), ("I.B", 3, 4), ("I.C", 5, 12), ("I.D", 13, 14), ("II.I", 15, 18), ("II.II", 19, 22),
              ("II.III", 23, 27), ("II.IV", 28, 30), ("II.V", 31, 33)]
    wishes = {f"10.{item}": ["Rất nhiều" if (item + record) % 3 == 0 else "Nhiều" if (item + record) % 3 == 1 else "Ít"
                             for record in range(4)] for item in (1, 2, 3, 4, 5, 6, 7, 9, 10)}
    questions, rows = five_levels(
        "sipas-33", [(block, [f"9.{item}" for item in range(first, last + 1)]) for block, first, last in blocks], records=4,
        excluded=False, measured={f"9.{item}" for item in range(15, 34)}, extra=wishes)
    counted = [count(row, range(14)) for row in rows]
    satisfied, valid, _ = map(sum, zip(*counted))
    expect("sipas-33", "policy-pooled", Fraction(satisfied, valid),
           f"items 1 to 14: {plus(good for good, _, _ in counted)} = {satisfied} of "
           f"{plus(every for _, every, _ in counted)} = {valid} valid answers")
    for item in ("10.1", "10.2"):
        much = wishes[item].count("Rất nhiều")
        expect("sipas-33", f"expectation-share {item}", Fraction(much, 4), f"{', '.join(wishes[item])}: {much} of 4 say Rất nhiều")
    page("")
    health("byt-inpatient-2024", [5, 7, 11, 7, 6], {"E7": [2, 3, 1, 4]})
    health("byt-outpatient-2024", [5, 10, 8, 4, 4], {})
    health("byt-vaccination-2024", [5, 8, 12, 5, 3], {})
    five_levels("education-services", [(str(field), [f"{field}.{item}" for item in range(1, 5)]) for field in range(1, 6)], records=4)
    page("")


def desk():
    write("one-stop-rating", ["Lĩnh vực", "Đánh giá"], [
        ["Đất đai", "5"], ["Đất đai", "Hài lòng"], ["dat_dai", "😐"], ["ĐẤT ĐAI", "⭐⭐"], ["Xây dựng", "4/5"],
        ["Xây dựng", "rat_hai_long"], ["Đầu tư", "👍"], ["Hộ tịch", "3 - Bình thường"], ["Hộ tịch", "Không ý kiến"],
        ["Hộ tịch", "★★★★☆"]])
    page("## one-stop-rating", "", "`5`, `Hài lòng`, `😐`, `⭐⭐`, `4/5`, `rat_hai_long`, `👍`, `3 - Bình thường`, `Không ý kiến`, "
         "`★★★★☆` are read as 5, 4, 3, 2, 4, 5, 4, 3, left out, 4.", "")
    expect("one-stop-rating", "pooled", Fraction(6, 9), "5, 4, 4, 5, 4, 4 are satisfied; 3, 2, 3 are not; one has no opinion")
    expect("one-stop-rating", "mean-score", Fraction(34, 9), "5 + 4 + 3 + 2 + 4 + 5 + 4 + 3 + 4 = 34 over 9")
    page("")

    points = [[2, 2, 1, 2, 2, 1, 2, 1, 2], [1, 2, 2, 2, 1, 2, 2, 2, 1], [2, 1, 2, 2, 2, 2, 0, 1, 2], [2, 2, 2, 1, 2, 2, 2, 2, 1]]
    write("one-stop-9", [f"C{number}" for number in range(1, 10)], points)
    sums = [sum(column) for column in zip(*points)]
    page("## one-stop-9", "", "| record | " + " | ".join(f"C{number}" for number in range(1, 10)) + " |", "|---" * 10 + "|")
    for number, row in enumerate(points):
        page(f"| {number + 1} | " + " | ".join(map(str, row)) + " |")
    page("| sum | " + " | ".join(map(str, sums)) + " |", "")
    expect("one-stop-9", "points", Fraction(sum(sums), len(points)),
           f"sums by indicator {plus(sums)} = {sum(sums)} over {len(points)} records: exactly 15, band Xuất sắc from 15")
    page("")


def records():
    header = ["period", "unit", "petitions", "petitionsOnTime", "petitionsUnsatisfied", "dossiers", "dossiersLate", "dossiersDisliked"]
    write("qd766-satisfaction", header, [
        ["2025-H1", "", 40, 38, 4, 1000, 100, 80], ["2025-H1", "Xã A", 0, 0, 0, 0, 0, 0], ["2025-H1", "Xã B", 5, 5, 0, 200, 4, 6]])
    page("## qd766-satisfaction", "", "Counts, no survey; the first row of the file.", "")
    expect("qd766-satisfaction", "feedback-on-time", Fraction(6 * 38, 40), "6 x 38/40")
    expect("qd766-satisfaction", "feedback-satisfied", Fraction(6 * 36, 40), "6 x (1 - 4/40)")
    expect("qd766-satisfaction", "procedures-satisfied", Fraction(6 * 82 * 10, 900), "min(6, 6 x (1 - 180/1000) / 0.90)")
    page("- Xã A has nothing to count: 6 + 6 + 0. Xã B: 6 x 5/5 + 6 x (1 - 0/5) + min(6, 6 x (1 - 10/200) / 0.90) = "
         "6 + 6 + 6, because 6.333 is cut off at 6.", "")

    write("papi", ["dimension", "subdimension", "score"], [
        ["1", "1.1", "1.20"], ["1", "1.2", "1.45"], ["1", "1.3", "0.95"], ["1", "1.4", "1.30"], ["1", "", "4.90"]])
    page("## papi", "", "Invented scores, on the index's own scale.", "")
    expect("papi", "1", Fraction(49, 10), "1.20 + 1.45 + 0.95 + 1.30; the published score of the dimension agrees")


def main():
    os.makedirs(FOLDER, exist_ok=True)
    page("# Small samples, worked out", "",
         f"**Synthetic**: written by `scripts/make_small_samples.py` from the seed {SEED}; nobody stands behind a record. For every "
         "instrument a file of a few records and, below, each number as it is worked out with a pencil. `expected.csv` has the same "
         "numbers for a test that holds HaiLong to them.", "",
         "*Số liệu giả lập. Mỗi phiếu khảo sát có một tệp vài dòng; dưới đây là cách tính tay từng con số (hài lòng/hợp lệ: số câu trả "
         "lời mức 4, 5 trên số câu trả lời mức 1 đến 5).*", "",
         "```sh", "hailong estimate surveys/samples/small/byt-inpatient-2024.csv --survey byt-inpatient-2024 --publish none", "```", "")
    surveys()
    desk()
    records()
    with open(os.path.join(FOLDER, "expected.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["instrument", "measure", "value", "working"])
        writer.writerows(expected)
    with open(os.path.join(FOLDER, "README.md"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
