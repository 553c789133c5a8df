#!/usr/bin/env python3
"""Writes the synthetic sample exports in surveys/samples.

Every record is invented: no person, office or school behind it, and no rate in it says anything
about a real one. The files imitate what offices send in (delimiters, encodings, headers, spellings,
mistakes); the true rates are set in this script, so what a program makes of them can be checked.

    scripts/make_samples.py            write the files, and expected.csv: rates and standard errors in them
    scripts/make_samples.py --check    also print these and how they lie against the targets

Standard library only; the same seed gives the same bytes on every machine.
"""

import csv
import datetime
import io
import math
import random
import statistics
import sys
import unicodedata
from pathlib import Path

SEED = 20250614
PERIOD_START = datetime.date(2024, 12, 15)
PERIOD_END = datetime.date(2025, 6, 14)
FOLDER = Path(__file__).resolve().parent.parent / "surveys" / "samples"
NORMAL = statistics.NormalDist()
LABELS = ["Không ý kiến", "Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"]
SLUGS = ["khong_y_kien", "rat_khong_hai_long", "khong_hai_long", "binh_thuong", "hai_long", "rat_hai_long"]
DISTRICTS = [
    "Quận Ninh Kiều", "Quận Bình Thủy", "Quận Cái Răng", "Quận Ô Môn", "Quận Thốt Nốt",
    "Huyện Phong Điền", "Huyện Thới Lai", "Huyện Cờ Đỏ", "Huyện Vĩnh Thạnh",
]
# Share of the city's transactions that a district stands for (assumption, sums to 1).
DISTRICT_SHARES = [0.24, 0.12, 0.10, 0.12, 0.13, 0.08, 0.08, 0.07, 0.06]
# How a district lies above or below the city, on the logit scale (assumption).
DISTRICT_EFFECTS = [0.05, 0.20, 0.30, -0.05, 0.0, 0.15, -0.25, -0.40, 0.0]


class Answers:
    """Draws answers whose marginal rate is a given number.

    logit P(satisfied) = a + question + unit + person, person ~ N(0, PERSON_SD); `a` is solved so that
    the rate over persons and questions is the target.
    """

    PERSON_SD = 1.1
    GRID = [NORMAL.inv_cdf((k + 0.5) / 81) for k in range(81)]

    def __init__(self, rng, target, question_effects, group_effects=(0.0,), group_shares=(1.0,)):
        self.rng = rng
        self.effects = question_effects
        low, high = -8.0, 8.0
        for _ in range(60):
            middle = (low + high) / 2
            if self._mean(middle, group_effects, group_shares) < target:
                low = middle
            else:
                high = middle
        self.intercept = (low + high) / 2

    def _mean(self, intercept, group_effects, group_shares):
        total = 0.0
        for effect, share in zip(group_effects, group_shares):
            for question in self.effects:
                inner = sum(
                    1 / (1 + math.exp(-(intercept + effect + question + self.PERSON_SD * z)))
                    for z in self.GRID)
                total += share * inner / len(self.GRID) / len(self.effects)
        return total / sum(group_shares)

    def person(self, shift=0.0, unused=0.03, blank=0.015):
        """One person's codes: 1-5, 0 for not used, None for blank."""
        mood = self.PERSON_SD * normal(self.rng)
        codes = []
        for effect in self.effects:
            draw = self.rng.random()
            if draw < blank:
                codes.append(None)
                continue
            if draw < blank + unused:
                codes.append(0)
                continue
            rate = 1 / (1 + math.exp(-(self.intercept + shift + effect + mood)))
            if self.rng.random() < rate:
                codes.append(5 if self.rng.random() < 0.25 + 0.25 * NORMAL.cdf(mood) else 4)
            else:
                draw = self.rng.random()
                codes.append(3 if draw < 0.6 else 2 if draw < 0.9 else 1)
        return codes


def normal(rng):
    return NORMAL.inv_cdf(min(max(rng.random(), 1e-12), 1 - 1e-12))


def pick(rng, items, shares):
    draw = rng.random() * sum(shares)
    for item, share in zip(items, shares):
        draw -= share
        if draw < 0:
            return item
    return items[-1]


def day(rng):
    span = (PERIOD_END - PERIOD_START).days + 1
    return PERIOD_START + datetime.timedelta(days=int(rng.random() * span))


def old_tones(text):
    """The older place of the tone mark: hoá, thuỷ, uỷ."""
    for new, old in [("hóa", "hoá"), ("Thủy", "Thuỷ"), ("thủy", "thuỷ"), ("Ủy", "Uỷ"), ("ủy", "uỷ")]:
        text = text.replace(new, old)
    return text


def respell(rng, text):
    """One of the spellings in which forms and clerks write the same words."""
    draw = rng.random()
    if draw < 0.70:
        return text
    if draw < 0.80:
        return unicodedata.normalize("NFD", text)
    if draw < 0.88:
        return old_tones(text)
    if draw < 0.92:
        return text.lower()
    if draw < 0.95:
        return text.upper()
    if draw < 0.98:
        return text + " "
    return unicodedata.normalize("NFD", old_tones(text))


def answer_text(rng, code, style):
    if code is None:
        return "" if rng.random() < 0.8 else "N/A"
    if style == "code":
        return str(code)
    if style == "both":
        return f"{code} - {LABELS[code]}"
    if style == "slug":
        return SLUGS[code]
    return respell(rng, LABELS[code])


class Sample:
    """Rows of one export with the truth behind them."""

    def __init__(self, header):
        self.header = header
        self.rows = []
        self.truth = []

    def add(self, cells, weight, stratum, psu, codes, groups):
        self.rows.append(cells)
        self.truth.append((weight, stratum, psu, codes, groups))

    def spoil_rows(self, rng, weight_column, answer_columns, bad_weights, out_of_range, unmapped, duplicates):
        """Puts in the mistakes that exports come with; the records they spoil leave the truth."""
        places = list(range(len(self.rows)))
        rng.shuffle(places)
        taken = iter(places)
        for text in bad_weights:
            place = next(taken)
            self.rows[place][weight_column] = text
            self.truth[place] = None
        for text in out_of_range + unmapped:
            place = next(taken)
            column = answer_columns[int(rng.random() * len(answer_columns))]
            self.rows[place][column] = text
            self.truth[place] = None
        for _ in range(duplicates):
            place = next(taken)
            self.rows.append(list(self.rows[place]))
            self.truth.append(None)


def write(name, header, rows, delimiter, encoding, bom, line_end, raw_lines=()):
    """Writes a file; `raw_lines` are (position, text) that go in as they stand."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(header)
    raw = dict(raw_lines)
    for position, row in enumerate(rows):
        if position in raw:
            buffer.write(raw[position] + line_end)
        writer.writerow(row)
    text = buffer.getvalue()
    if encoding == "cp1258":
        text = windows_1258(text)
    data = text.encode(encoding)
    (FOLDER / name).write_bytes(bom + data)
    return len(bom + data)


def windows_1258(text):
    """Windows-1258 holds the letters â ê ô ơ ư ă whole and the five tones as combining marks."""
    tones = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    output = []
    for character in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", character)
        marks = [part for part in parts[1:] if part in tones]
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in marks))
        output.append(base + "".join(marks))
    return "".join(output)


# ------------------------------------------------------------------------------- one-stop desks

ONE_STOP_QUESTIONS = [
    "C1. Nơi tiếp nhận và trả kết quả thuận tiện", "C2. Trang thiết bị, chỗ ngồi chờ\n(ghế, quạt, nước uống)",
    "C3. Công khai thủ tục, biểu mẫu", "C4. Hướng dẫn hồ sơ rõ ràng, một lần\n(không phải đi lại nhiều lần)",
    "C5. Thành phần hồ sơ đúng quy định", "C6. Phí, lệ phí đúng quy định", "C7. Thái độ của công chức",
    "C8. Năng lực giải quyết công việc", "C9. Thời gian giải quyết\n(so với giấy hẹn)",
    "C10. Kết quả đầy đủ, chính xác", "C11. Tiếp nhận phản ánh, kiến nghị", "C12. Dịch vụ công trực tuyến…",
]
# id, spellings, share of transactions, true rate, effects of the twelve questions on the logit scale
FLAT = [0.2, 0.1, 0.0, 0.0, 0.1, 0.3, 0.1, 0.1, -0.2, 0.1, -0.3, -0.4]
SLOW = [0.7, 0.5, 0.1, -0.9, 0.0, 0.7, 0.4, 0.3, -1.6, 0.2, -0.5, 0.1]
FIELDS = [
    ("land", ["Đất đai", "Lĩnh vực đất đai", "Quản lý đất đai"], 0.115, 0.792, SLOW),
    ("construction", ["Xây dựng", "Cấp phép xây dựng"], 0.055, 0.826, SLOW),
    ("investment", ["Đầu tư", "Lĩnh vực đầu tư"], 0.035, 0.846, SLOW),
    ("civil-status", ["Hộ tịch", "Tư pháp - Hộ tịch"], 0.245, 0.962, FLAT),
    ("certification", ["Chứng thực"], 0.205, 0.966, FLAT),
    ("residence", ["Cư trú", "Đăng ký cư trú"], 0.100, 0.951, FLAT),
    ("business-registration", ["Đăng ký kinh doanh", "Hộ kinh doanh"], 0.085, 0.941, FLAT),
    ("social-protection", ["Bảo trợ xã hội"], 0.075, 0.945, FLAT),
    ("labour", ["Lao động, việc làm"], 0.045, 0.938, FLAT),
    ("culture", ["Văn hóa, thể thao và du lịch", "Văn hóa"], 0.040, 0.944, FLAT),
]
COMMENTS = [
    "", "", "", "", "", "Cán bộ nhiệt tình", "Chờ lâu; nên thêm quầy", "Hồ sơ phải bổ sung 2 lần",
    "Nên có \"một cửa\" buổi trưa", "=tốt", "+1", "@phường", "Tốt,\nnhưng bàn viết hơi thấp", "-",
]


def one_stop(rng, rows):
    header = [
        "Mã phiếu", "Dấu thời gian", "Họ và tên", "Số điện thoại", "Đối tượng", "Giới tính",
        "Lĩnh vực ông/bà giải quyết", "Đơn vị", "Tầng", "Cụm", "Trọng số",
    ] + ONE_STOP_QUESTIONS + ["Trạng thái", "Góp ý"]
    sample = Sample(header)
    answers = {
        field: Answers(rng, rate, effects, DISTRICT_EFFECTS, DISTRICT_SHARES)
        for field, _, _, rate, effects in FIELDS
    }
    desks = []
    for district, share in zip(range(9), DISTRICT_SHARES):
        count = 6 + int(share * 30)
        desks += [(district, number, 0.18 * normal(rng)) for number in range(1, count + 1)]
    shares = [DISTRICT_SHARES[d] / sum(1 for other in desks if other[0] == d) for d, _, _ in desks]
    for number in range(1, rows + 1):
        # Small districts are sampled more heavily; the weight undoes it.
        district, desk, effect = pick(rng, desks, [math.sqrt(share) for share in shares])
        position = desks.index((district, desk, effect))
        weight = round(0.9 * math.sqrt(shares[position]) / 0.11 * (0.7 + 0.6 * rng.random()), 2)
        field, spellings, _, _, _ = pick(rng, FIELDS, [item[2] for item in FIELDS])
        codes = answers[field].person(shift=DISTRICT_EFFECTS[district] + effect)
        style = ["label", "code", "both", "code", "label"][(district + desk) % 5]
        done = rng.random() > 0.004
        when = day(rng)
        if rng.random() < 0.003:
            when = PERIOD_START - datetime.timedelta(days=1 + int(rng.random() * 20))
            done_in_period = False
        else:
            done_in_period = True
        stamp = f"{when:%d/%m/%Y} {7 + int(rng.random() * 10):02d}:{int(rng.random() * 60):02d}:00"
        psu = f"{district + 1:02d}-{desk:02d}"
        cells = [
            f"MC{number:05d}", stamp, f"Người dân giả lập {number}", f"0000{number:06d}",
            respell(rng, "Doanh nghiệp" if field in ("investment", "business-registration") else "Người dân"),
            respell(rng, "Nam" if rng.random() < 0.48 else "Nữ"),
            respell(rng, spellings[int(rng.random() * len(spellings))]),
            respell(rng, DISTRICTS[district]), f"T{district + 1:02d}", psu,
            f"{weight:.2f}".replace(".", ","),
        ] + [answer_text(rng, code, style) for code in codes]
        cells += ["Hoàn thành" if done else "Bỏ dở", COMMENTS[int(rng.random() * len(COMMENTS))]]
        sample.add(cells, weight, f"T{district + 1:02d}", psu, codes, [field])
        if not (done and done_in_period):
            sample.truth[-1] = None
    sample.spoil_rows(
        rng, 10, list(range(11, 23)), ["0", "0", "", "", "-1,20", "abc", "0,00", "", "-3"],
        ["7", "9", "6", "55", "8"], ["Tạm được"] * 21 + ["Hài lònng"] * 4 + ["?"], 23)
    return sample


def write_one_stop(sample):
    # One clerk opened a quotation in the middle of a cell and never closed it as CSV asks for.
    stray = "MC99999;01/03/2025 09:00:00;Người dân giả lập;0000999999;Người dân;Nữ;Hộ tịch;Quận Ô Môn;T04;04-01;1,00"
    stray += ";Hài lòng" * 12 + ';Hoàn thành;Chị ở quầy 3 "rất nhiệt tình; cảm ơn'
    return write(
        "mot-cua-2025-h1.csv", sample.header, sample.rows, ";", "utf-8", b"\xef\xbb\xbf", "\r\n",
        [(1234, stray)])


def one_stop_legacy(rng, rows):
    """One desk's own form, from an old computer: Windows-1258, five questions, labels only."""
    header = ["Số phiếu", "Ngày", "Lĩnh vực", "Cơ quan giải quyết", "Trọng số"] + [
        "C3. Công khai thủ tục, biểu mẫu", "C4. Hướng dẫn hồ sơ rõ ràng, một lần",
        "C7. Thái độ của công chức", "C9. Thời gian giải quyết", "C10. Kết quả đầy đủ, chính xác",
    ]
    sample = Sample(header)
    answers = Answers(rng, 0.93, [0.0, 0.0, 0.2, -0.4, 0.2])
    names = ["Hộ tịch", "Chứng thực", "Đất đai"]
    for number in range(1, rows + 1):
        codes = answers.person(unused=0.0)
        cells = [
            str(number), f"{day(rng):%d/%m/%Y}", names[int(rng.random() * 3)], "Huyện Thới Lai", "1",
        ] + ["" if code is None else LABELS[code] for code in codes]
        sample.add(cells, 1.0, "T07", str(number), codes, ["all"])
    return sample


# ------------------------------------------------------------------------------ agency service

SIPAS_BLOCKS = [("I_A", 1, 2), ("I_B", 3, 4), ("I_C", 5, 12), ("I_D", 13, 14), ("II_I", 15, 18),
                ("II_II", 19, 22), ("II_III", 23, 27), ("II_IV", 28, 30), ("II_V", 31, 33)]


def agency_service(rng, rows):
    names = [f"{block}/q9_{item}" for block, first, last in SIPAS_BLOCKS for item in range(first, last + 1)]
    header = ["_uuid", "_submission_time", "gioi_tinh", "tuoi", "don_vi", "tang", "cum", "trong_so"] + names
    sample = Sample(header)
    policy = Answers(rng, 0.872, [0.1 * ((7 * k) % 5 - 2) for k in range(14)], DISTRICT_EFFECTS, DISTRICT_SHARES)
    service_effects = [0.15 * ((5 * k) % 7 - 3) for k in range(16)] + [-0.5, -0.4, -0.6]
    services = Answers(rng, 0.941, service_effects, DISTRICT_EFFECTS, DISTRICT_SHARES)
    communes = [(d, k, 0.15 * normal(rng)) for d in range(9) for k in range(1, 8)]
    for number in range(1, rows + 1):
        district, commune, effect = communes[(number * 37) % len(communes)]
        shift = DISTRICT_EFFECTS[district] + effect
        codes = policy.person(shift, unused=0.0) + services.person(shift, unused=0.012)
        weight = round(DISTRICT_SHARES[district] * 9 * (0.6 + 0.8 * rng.random()), 4)
        style = "slug" if commune != 3 else "code"
        uid = f"00000000-0000-4000-8000-{number:012d}"
        stamp = f"{day(rng):%Y-%m-%d}T{8 + int(rng.random() * 9):02d}:30:00"
        stratum, psu = f"Q{district + 1}", f"Q{district + 1}-X{commune}"
        cells = [
            uid, stamp, "nam" if rng.random() < 0.49 else "nu", str(18 + int(rng.random() * 55)),
            respell(rng, DISTRICTS[district]), stratum, psu, f"{weight:.4f}",
        ] + [answer_text(rng, code, style) for code in codes]
        sample.add(cells, weight, stratum, psu, codes, ["all"])
    sample.spoil_rows(
        rng, 7, list(range(8, 41)), ["0", "", "-1", "NaN"], ["6", "11"], ["kha_hai_long"] * 6, 12)
    return sample


# -------------------------------------------------------------------------------------- health

HEALTH_ITEMS = (
    [("A", k, "tiếp cận") for k in range(1, 6)] + [("B", k, "minh bạch, thủ tục") for k in range(1, 11)]
    + [("C", k, "cơ sở vật chất") for k in range(1, 9)] + [("D", k, "thái độ, năng lực") for k in range(1, 5)]
    + [("E", k, "kết quả") for k in range(1, 5)])


def health(rng, rows):
    header = ["Số phiếu", "Ngày khảo sát", "Bệnh viện", "Giới tính", "Tuổi", "Số điện thoại", "Tầng", "Cụm", "Trọng số"]
    header += [f"{letter}{number}. Mục {letter}{number} ({text})" for letter, number, text in HEALTH_ITEMS]
    header += ["G1. Đáp ứng mong đợi (%)"]
    sample = Sample(header)
    effects = [0.2 * ((3 * k) % 5 - 2) for k in range(31)]
    for index in (8, 9, 16, 17):
        effects[index] -= 0.9
    answers = Answers(rng, 0.886, effects)
    # Every facility surveys its own patients: facilities are strata, clinics in them clusters.
    facilities = [(f"Bệnh viện giả lập số {k:02d}", (k - 1) % 3, 0.25 * normal(rng)) for k in range(1, 13)]
    clinics = [[0.15 * normal(rng) for _ in range(10)] for _ in facilities]
    for number in range(1, rows + 1):
        place = (number * 7) % 12
        clinic = (number // 12) % 10
        name, level, effect = facilities[place]
        codes = answers.person(effect + clinics[place][clinic], unused=0.06, blank=0.008)
        weight = round([2.4, 1.3, 0.6][level] * (0.8 + 0.4 * rng.random()), 2)
        used = [code for code in codes if code]
        met = round(18 * sum(used) / max(1, len(used)) + 12 * rng.random())
        stratum, psu = f"BV{name[-2:]}", f"BV{name[-2:]}-P{clinic + 1}"
        cells = [
            str(number), f"{day(rng):%d-%m-%Y}", respell(rng, name), "1. Nam" if rng.random() < 0.45 else "2. Nữ",
            str(20 + int(rng.random() * 60)), f"0000{number:06d}", stratum, psu, f"{weight:.2f}",
        ] + ["" if code is None else str(code) for code in codes] + [str(met)]
        sample.add(cells, weight, stratum, psu, codes, ["all"])
    sample.spoil_rows(rng, 8, list(range(9, 40)), ["0", "", "-2"], ["6", "44", "54"], ["tốt lắm"] * 5, 9)
    return sample


# ----------------------------------------------------------------------------------- education

EDUCATION = [
    ("Tiếp cận dịch vụ giáo dục", ["Thông tin tuyển sinh, nhập học", "Thủ tục nhập học, chuyển trường",
                                   "Học phí và các khoản đóng góp", "Đi lại đến trường"]),
    ("Cơ sở vật chất", ["Phòng học", "Nhà vệ sinh, nước uống", "Thư viện, thiết bị dạy học", "Sân chơi, bãi tập"]),
    ("Môi trường giáo dục", ["An toàn, an ninh trường học", "Quan hệ thầy trò, bạn bè",
                             "Phối hợp nhà trường và gia đình", "Cảnh quan, vệ sinh"]),
    ("Hoạt động giáo dục", ["Phương pháp giảng dạy", "Kiểm tra, đánh giá", "Hoạt động ngoài giờ, trải nghiệm",
                            "Tư vấn, hỗ trợ học sinh"]),
    ("Kết quả", ["Tiến bộ trong học tập", "Rèn luyện đạo đức, nền nếp", "Kỹ năng sống",
                 "Ý thức trách nhiệm công dân"]),
]


def education(rng, rows):
    header = ["Timestamp", "Mã phiếu", "Người trả lời", "Cấp học", "don_vi", "Tầng", "Cụm", "Trọng số"]
    header += [f"Ông/bà hài lòng thế nào về {title.lower()}? [{item}]" for title, items in EDUCATION for item in items]
    sample = Sample(header)
    effects = [0.1, 0.1, -0.5, 0.3, 0.2, -1.0, -0.2, -0.3, 0.4, 0.5, 0.2, 0.1, 0.3, 0.1, -0.3, -0.2, 0.2, 0.4, -0.1, 0.2]
    answers = Answers(rng, 0.849, effects)
    levels = ["Mầm non", "Tiểu học", "Trung học cơ sở", "Trung học phổ thông"]
    # Six schools are drawn in each district: districts are strata, schools clusters.
    schools = [(d, k, 0.3 * normal(rng)) for d in range(9) for k in range(1, 7)]
    for number in range(1, rows + 1):
        district, school, effect = schools[(number * 11) % len(schools)]
        level = (school - 1) % 4
        codes = answers.person(effect + 0.5 * DISTRICT_EFFECTS[district], unused=0.02, blank=0.02)
        weight = round(DISTRICT_SHARES[district] * 9 * (0.7 + 0.6 * rng.random()), 2)
        when = day(rng)
        stratum, psu = f"Q{district + 1}", f"Q{district + 1}-S{school}"
        cells = [
            f"{when:%d/%m/%Y} {7 + int(rng.random() * 14)}:{int(rng.random() * 60):02d}:11", f"GD{number:05d}",
            "Phụ huynh" if level < 3 or rng.random() < 0.4 else "Học sinh", levels[level],
            respell(rng, "Phòng GD và ĐT " + DISTRICTS[district].lower()[0] + DISTRICTS[district][1:]), stratum, psu,
            f"{weight:.2f}",
        ] + ["" if code is None else respell(rng, LABELS[code]) for code in codes]
        sample.add(cells, weight, stratum, psu, codes, ["all"])
    sample.spoil_rows(
        rng, 7, list(range(8, 28)), ["0", "", "không rõ"], ["6"], ["Khá hài lòng"] * 7 + ["10"], 8)
    return sample


# ---------------------------------------------------------------------------------- by hand

BY_HAND = [
    (5, "land", 5), (5, "land", 4), (7, "land", 4), (4, "land", 3), (4, "land", 2),
    (5, "civil-status", 4), (5, "civil-status", 5), (6, "civil-status", 5), (7, "civil-status", 4),
    (2, "civil-status", 3),
]


# -------------------------------------------------------------------------------------- check

def rate(sample, questions=None, group=None):
    """Pooled rate of answers >= 4 with its linearised standard error (strata, PSUs, with replacement)."""
    rows = [item for item in sample.truth if item]
    numerator = denominator = 0.0
    totals = {}
    for weight, stratum, psu, codes, groups in rows:
        chosen = codes if questions is None else [codes[q] for q in questions]
        used = [code for code in chosen if code]
        inside = group is None or groups[0] in group
        top = sum(code >= 4 for code in used) if inside else 0
        base = len(used) if inside else 0
        numerator += weight * top
        denominator += weight * base
        entry = totals.setdefault(stratum, {}).setdefault(psu, [0.0, 0.0])
        entry[0] += weight * top
        entry[1] += weight * base
    value = numerator / denominator
    variance = 0.0
    for psus in totals.values():
        scores = [(top - value * base) / denominator for top, base in psus.values()]
        mean = sum(scores) / len(scores)
        if len(scores) > 1:
            variance += len(scores) / (len(scores) - 1) * sum((score - mean) ** 2 for score in scores)
    return value, math.sqrt(variance)


def mean_of_elements(sample, size):
    """Plain mean of the elements' rates; its error from the mean of their linearised scores."""
    elements = [list(range(first, first + size)) for first in range(0, 20, size)]
    values = [rate(sample, element)[0] for element in elements]
    rows = [item for item in sample.truth if item]
    bases = [sum(w * sum(1 for q in element if codes[q]) for w, _, _, codes, _ in rows) for element in elements]
    totals = {}
    for weight, stratum, psu, codes, _ in rows:
        score = 0.0
        for element, value, base in zip(elements, values, bases):
            used = [codes[q] for q in element if codes[q]]
            score += weight * (sum(code >= 4 for code in used) - value * len(used)) / base / len(elements)
        entry = totals.setdefault(stratum, {})
        entry[psu] = entry.get(psu, 0.0) + score
    variance = 0.0
    for psus in totals.values():
        mean = sum(psus.values()) / len(psus)
        variance += len(psus) / (len(psus) - 1) * sum((score - mean) ** 2 for score in psus.values())
    return sum(values) / len(values), math.sqrt(variance)


def show(name, result, target):
    value, error = result
    low, high = value - 1.96 * error, value + 1.96 * error
    word = "above" if low >= target else "below" if high < target else "cannot be told"
    print(f"{name:42} {value:.4f}  se {error:.4f}  [{low:.4f}, {high:.4f}]  target {target:.2f}  {word}")


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    sizes = {}
    desks = one_stop(random.Random(SEED), 4600)
    sizes["mot-cua-2025-h1.csv"] = write_one_stop(desks)
    legacy = one_stop_legacy(random.Random(SEED + 1), 180)
    sizes["mot-cua-thoi-lai-1258.csv"] = write(
        "mot-cua-thoi-lai-1258.csv", legacy.header, legacy.rows, ";", "cp1258", b"", "\r\n")
    agency = agency_service(random.Random(SEED + 2), 2600)
    sizes["sipas-2025-h1.csv"] = write(
        "sipas-2025-h1.csv", agency.header, agency.rows, ",", "utf-8", b"", "\n")
    clinics = health(random.Random(SEED + 3), 2400)
    sizes["ngoai-tru-2025-h1.csv"] = write(
        "ngoai-tru-2025-h1.csv", clinics.header, clinics.rows, "\t", "utf-16-le", b"\xff\xfe", "\r\n")
    schools = education(random.Random(SEED + 4), 2000)
    sizes["giao-duc-2025-h1.csv"] = write(
        "giao-duc-2025-h1.csv", schools.header, schools.rows, ",", "utf-8", b"", "\r\n")
    sizes["by-hand.csv"] = write("by-hand.csv", ["weight", "area", "q1"], BY_HAND, ",", "utf-8", b"", "\n")
    for name, size in sizes.items():
        print(f"{name}: {size:,} bytes")
    special = ["land", "construction", "investment"]
    mean_name = "mean-of-elements"
    expected = [
        ("mot-cua-2025-h1.csv", "one-stop", "pooled", "", 0.90, desks, rate(desks)),
        ("mot-cua-2025-h1.csv", "one-stop", "pooled", "+".join(special), 0.85, desks, rate(desks, group=special)),
    ]
    for field, _, _, _, _ in FIELDS:
        target = 0.85 if field in special else 0.90
        expected.append(
            ("mot-cua-2025-h1.csv", "one-stop", "pooled", field, target, desks, rate(desks, group=[field])))
    expected += [
        ("sipas-2025-h1.csv", "sipas-33", "pooled", "", 0.90, agency, rate(agency, list(range(14, 33)))),
        ("ngoai-tru-2025-h1.csv", "byt-outpatient-2024", "pooled", "", 0.85, clinics, rate(clinics)),
        ("giao-duc-2025-h1.csv", "education-services", mean_name, "", 0.85, schools, mean_of_elements(schools, 4)),
    ]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["file", "instrument", "measure", "areas", "target", "records", "accepted", "rate", "se"])
    for name, instrument, measure, areas, target, sample, (value, error) in expected:
        accepted = sum(1 for item in sample.truth if item)
        records = len(sample.rows) + (1 if name == "mot-cua-2025-h1.csv" else 0)
        writer.writerow([name, instrument, measure, areas, target, records, accepted, repr(value), repr(error)])
    (FOLDER / "expected.csv").write_bytes(buffer.getvalue().encode("utf-8"))
    if "--check" not in sys.argv[1:]:
        return
    for _, instrument, _, areas, target, _, result in expected:
        show(f"{instrument} {areas}", result, target)
    for question in range(12):
        value, error = rate(desks, [question], ["land"])
        print(f"  land, question C{question + 1}: {value:.4f} se {error:.4f}")


if __name__ == "__main__":
    main()
