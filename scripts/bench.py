#!/usr/bin/env python3
"""The measuring part of scripts/bench; see there. Prints Markdown: seconds (best of the runs), peak memory, ratios, versions and machine."""
import argparse, datetime, json, os, platform, random, re, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
QUESTIONS = [f"q{k:02d}" for k in range(1, 21)]
AREAS = "land health education construction investment justice labour transport police tax insurance electricity".split()
OURS, FLOOR = "hailong estimate", "libcsv, empty callbacks"
HASHED, CHECK = "hailong estimate, JSON with SHA-256", "hailong check, with SHA-256"
VERSION, COMPARE = "hailong --version", "hailong compare, 40,000 rows x 60 columns"
PEERS = {"DuckDB, same standard errors in SQL": ["duckdb", True], "DuckDB, bare rates": ["duckdb-bare", False],
         "Polars, bare rates": ["polars-bare", False], "pandas, bare rates": ["pandas-bare", False]}
NOT_INSTALLED = "not installed"
LARGEST_DIFFERENCE = 1e-9
R_CODE = r"""
args <- commandArgs(trailingOnly = TRUE)
suppressMessages({library(survey); library(data.table)})
t0 <- proc.time()[["elapsed"]]
d <- as.data.frame(fread(args[1], colClasses = c(stratum = "character", psu = "character", area = "character")))
qs <- sprintf("q%02d", 1:20)
for (q in qs) d[[q]] <- as.numeric(d[[q]] >= 4)
s <- svydesign(~psu, strata = ~stratum, weights = ~weight, data = d, nest = FALSE)
out <- list()
for (q in qs) {
  b <- svyby(as.formula(paste0("~", q)), ~area, s, svymean, na.rm = TRUE)
  out[[q]] <- data.frame(key = paste0(q, "|", b$area), value = b[[q]], se = b$se)
}
out <- do.call(rbind, out)
cat(sprintf('{"seconds": %.3f, "version": "survey %s", "estimates": {', proc.time()[["elapsed"]] - t0, packageVersion("survey")))
cat(paste0(sprintf('"%s": [%.17g, %.17g]', out$key, out$value, out$se), collapse = ", "))
cat("}}")
"""


def run(command, **more):
    """(output, wall seconds, peak memory in MB) of one process."""
    before = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
    output, errors = process.communicate()
    seconds = time.perf_counter() - before
    if process.returncode not in (0, 3, 4):
        raise RuntimeError(f"{command[0]}: exit {process.returncode}: {errors.decode(errors='replace')[-400:]}")
    return output, seconds


def peak_memory(command):
    """Peak resident memory of a command in MB, by a child that asks the kernel after waiting for it."""
    code = "import resource,subprocess,sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); " \
           "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    return int(subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True).stdout) / 1024


def agree(ours, theirs, with_errors):
    """The largest relative difference of values (and standard errors)."""
    if set(ours) != set(theirs):
        raise RuntimeError(f"different estimates: {sorted(set(ours) ^ set(theirs))[:5]}")
    worst = 0.0
    for key, (value, error) in theirs.items():
        worst = max(worst, abs(ours[key][0] - value) / abs(value))
        if with_errors:
            worst = max(worst, abs(ours[key][1] - error) / abs(error))
    return worst


def instrument(folder, name, questions, areas):
    """Writes an instrument for generated rows and returns its path."""
    path = os.path.join(folder, name + ".yaml")
    lines = [f"""schema: hailong.instrument/1
id: {name}
family: one-stop
rates: services
version: "1"
title: {{vi: Phiếu đo tốc độ, en: Benchmark form}}
source: "scripts/bench"
status: template
scale: five
scales:
  - id: five
    levels:"""]
    lines += [f'      - {{code: "{k}", label: {{vi: Mức {k}, en: Level {k}}}}}' for k in range(1, 6)]
    lines += ['    satisfied: ["4", "5"]', "elements:", "  - {id: all, title: {vi: Chung, en: All}}", "questions:"]
    lines += [f"  - {{id: {q}, element: all, text: {{vi: Câu {q}, en: Question {q}}}}}" for q in questions]
    lines += ["""measures:
  - id: pooled
    kind: pooled-answers
    title: {vi: Tỷ lệ hài lòng, en: Satisfaction rate}
    default: true
    source: "scripts/bench"
serviceAreas:
  column: {id: area, title: {vi: Lĩnh vực, en: Area}, aliases: [area], required: true}
  unlisted: keep
  areas:"""]
    lines += [f"    - {{id: {a}, title: {{vi: {a}, en: {a}}}}}" for a in areas]
    lines += ["""design:
  weight: {id: weight, title: {vi: Trọng số, en: Weight}}
  strata: {id: stratum, title: {vi: Tầng, en: Stratum}}
  cluster: {id: psu, title: {vi: Cụm, en: Cluster}}
  probability: true
"""]
    with open(path, "w") as file:
        file.write("\n".join(lines))
    return path


def generated(tools, folder, rows, seed):
    """The file of a number of rows, made when it is not there."""
    data = os.path.join(folder, f"responses-{rows}-{seed}.csv")
    if not os.path.exists(data):
        print(f"making {data}", file=sys.stderr)
        with open(data + ".part", "wb") as part:
            subprocess.run([f"{tools}/bench-data", str(rows), str(seed)], stdout=part, check=True)
        os.rename(data + ".part", data)
    return data


def survey_of_sixty_columns(folder, seed):
    """A survey of 40,000 rows and 60 columns with its instrument."""
    data = os.path.join(folder, f"sixty-{seed}.csv")
    questions = [f"q{k:02d}" for k in range(1, 51)]
    if not os.path.exists(data):
        chance = random.Random(seed)
        with open(data + ".part", "w", encoding="utf-8") as out:
            out.write(",".join(["id", "stratum", "psu", "weight", "area", *questions, "sex", "age", "channel", "note", "remark"]) + "\n")
            for row in range(40_000):
                stratum = chance.randrange(20)
                cells = [f"R{row:06d}", f"S{stratum:02d}", f"P{stratum * 15 + chance.randrange(15):04d}", f"{chance.uniform(1, 90):.4f}", chance.choice(AREAS)]
                cells += ["" if chance.random() < 0.03 else chance.choice("1233344444555555") for _ in questions]
                cells += [chance.choice("12"), str(chance.randint(18, 80)), "web", chance.choice(["", '"Tốt, nhanh"', '"Chờ\nlâu"']), ""]
                out.write(",".join(cells) + "\n")
        os.rename(data + ".part", data)
    return data, instrument(folder, "bench-sixty", questions, AREAS)


def estimate_command(hailong, data, threads, form):
    command = [hailong, "estimate", data, "--weight", "weight", "--strata", "stratum", "--cluster", "psu", "--by", "area", "--threads", threads, "--format", form]
    for q in QUESTIONS:
        command += ["--rate", f"{q}>=4"]
    return command


def by_key(output):
    """The estimates of `hailong estimate --format json` by question and area."""
    return {f"{e['name'].split('>')[0]}|{e['domain']['area']}": (e["value"], e["se"]) for e in json.loads(output)["estimates"]}


class Measurements:
    """Best seconds and remarks by program."""

    def __init__(self):
        self.best, self.notes, self.memory = {}, {}, {}

    def note(self, name, seconds):
        self.best[name] = min(self.best.get(name, float("inf")), seconds)


def measure_peer(found, name, command, answers, with_errors):
    """One run of a peer; its answers must be ours."""
    if found.notes.get(name) == NOT_INSTALLED:
        return
    try:
        output, _ = run(command)
    except RuntimeError as problem:
        if "ModuleNotFoundError" not in str(problem):
            raise
        found.notes[name] = NOT_INSTALLED
        return
    result = json.loads(output)
    # A peer is charged for its work only; the start of its interpreter is left out.
    found.note(name, result["seconds"])
    difference = agree(answers, {k: tuple(v) for k, v in result["estimates"].items()}, with_errors)
    if difference > LARGEST_DIFFERENCE:
        raise RuntimeError(f"{name} differs from hailong by {difference:.2e}")
    found.notes[name] = f"{result['version']}; agrees to {difference:.0e}"


def r_is_present():
    try:
        return subprocess.run(["Rscript", "-e", "library(survey); library(data.table)"], capture_output=True).returncode == 0
    except OSError:
        return False


def measure(a, folder, threads):
    """All programs in turn, so that a busy moment of the machine hits all alike."""
    found = Measurements()
    data = generated(a.tools, folder, a.rows, a.seed)
    ours = estimate_command(a.hailong, data, threads, "csv")
    hashed = estimate_command(a.hailong, data, threads, "json")
    check = [a.hailong, "check", data, "--survey", instrument(folder, "bench", QUESTIONS, AREAS), "--threads", threads, "--format", "json"]
    sixty, form = survey_of_sixty_columns(folder, a.seed)
    compare = [a.hailong, "compare", sixty, "--survey", form, "--plan", "can-tho-2025", "--threads", threads, "--format", "json"]
    version = [a.hailong, "--version"]
    answers = by_key(run(hashed)[0])
    for _ in range(a.runs):
        found.note(OURS, run(ours)[1])
        found.note(FLOOR, float(run([f"{a.tools}/csv-floor", data, threads, "1"])[0]))
        found.note(HASHED, run(hashed)[1])
        output, seconds = run(check)
        found.note(CHECK, seconds)
        if json.loads(output)["rows"]["accepted"] != a.rows:
            raise RuntimeError("check did not accept all rows")
        for _ in range(5):
            found.note(VERSION, run(version)[1])
            found.note(COMPARE, run(compare)[1])
        for name, (peer, with_errors) in PEERS.items():
            measure_peer(found, name, [sys.executable, os.path.join(HERE, "bench_peers.py"), peer, data, threads], answers, with_errors)
    if not a.without_r and not r_is_present():
        found.notes["R survey (fread, svydesign, svyby)"] = NOT_INSTALLED
    elif not a.without_r:
        script = os.path.join(folder, "peer.R")
        with open(script, "w") as file:
            file.write(R_CODE)
        rows = min(a.rows, a.r_rows)
        part = generated(a.tools, folder, rows, a.seed)
        small = estimate_command(a.hailong, part, threads, "json")
        for _ in range(a.runs):
            found.note(f"{OURS}, {rows:,} rows", run(estimate_command(a.hailong, part, threads, "csv"))[1])
        measure_peer(found, f"R survey (fread, svydesign, svyby), {rows:,} rows", ["Rscript", script, part], by_key(run(small)[0]), True)
    for name, command in {OURS: ours, HASHED: hashed, CHECK: check, COMPARE: compare}.items():
        found.memory[name] = peak_memory(command)
    return found, os.path.getsize(data)


def processor():
    try:
        return re.search(r"model name\s*: (.*)", open("/proc/cpuinfo").read()).group(1)
    except (OSError, AttributeError):
        return platform.processor() or platform.machine()


def output_of(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def table(a, found, size, threads):
    """The measurements in Markdown."""
    commit = output_of("git", "rev-parse", "--short", "HEAD")
    swift = re.search(r"Swift version (\S+)", output_of("swift", "--version"))
    lines = [
        f"{datetime.date.today()}, commit {commit}, Swift {swift.group(1) if swift else '?'}; {processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"load {os.getloadavg()[0]:.1f}.",
        f"{a.rows:,} rows, {size / 1e6:,.0f} MB, {threads} threads, best of {a.runs}.", "",
        "| program | seconds | times hailong's | peak MB | notes |", "|---|---:|---:|---:|---|"]
    for name, seconds in sorted(found.best.items(), key=lambda item: item[1]):
        base = found.best.get(f"{OURS}, {name.split(', ')[-1]}" if name.startswith("R ") else OURS)
        ratio = "" if name.startswith("hailong") else f"{seconds / base:.2f}"
        memory = f"{found.memory[name]:.0f}" if name in found.memory else ""
        lines.append(f"| {name} | {seconds:.3f} | {ratio} | {memory} | {found.notes.get(name, '')} |")
    lines += [f"| {name} | | | | {note} |" for name, note in found.notes.items() if note == NOT_INSTALLED]
    lines += ["", "| aim | found | |", "|---|---:|---|"]
    for aim, value, limit, shown in aims(found):
        lines.append(f"| {aim} | {shown} | {'met' if value <= limit else '**not met**'} |")
    return "\n".join(lines)


def aims(found):
    """What was set as an aim, what was found and the limit."""
    best = found.best
    ours = best[OURS]
    rows = [("at most 1.6 times the libcsv pass", ours / best[FLOOR], 1.6)]
    for aim, name, limit in [
            ("at most 0.5 times DuckDB with the same standard errors", "DuckDB, same standard errors in SQL", 0.5),
            ("at most DuckDB's time for the bare rates", "DuckDB, bare rates", 1.0),
            ("at most Polars' time for the bare rates", "Polars, bare rates", 1.0)]:
        if name in best:
            rows.append((aim, ours / best[name], limit))
    for name in best:
        if name.startswith("R survey"):
            part = name.split(", ", 3)[-1]
            rows.append((f"at most 1/200 of R survey's time, {part}", 200 * best[f"{OURS}, {part}"] / best[name], 1.0))
    rows.append(("check: at most 2.5 times the libcsv pass", best[CHECK] / best[FLOOR], 2.5))
    shown = [(aim, value, limit, f"{value:.2f}") for aim, value, limit in rows]
    shown.append(("peak memory at most 100 MB", found.memory[OURS], 100, f"{found.memory[OURS]:.0f} MB"))
    shown.append(("start-up under 20 ms", best[VERSION], 0.02, f"{best[VERSION] * 1e3:.0f} ms"))
    shown.append(("40,000 rows x 60 columns to a verdict under 100 ms", best[COMPARE], 0.1, f"{best[COMPARE] * 1e3:.0f} ms"))
    return shown


def measure_scale(a, folder, threads):
    """Time and memory of ten times the rows against those of the rows."""
    found = []
    for rows in (a.rows, 10 * a.rows):
        data = generated(a.tools, folder, rows, a.seed)
        command = estimate_command(a.hailong, data, threads, "csv")
        found.append((rows, min(run(command)[1] for _ in range(a.runs)), peak_memory(command)))
    os.remove(generated(a.tools, folder, 10 * a.rows, a.seed))
    (_, seconds, memory), (rows, more_seconds, more_memory) = found
    return f"{rows:,} rows: {more_seconds:.2f} s, {more_seconds / seconds:.2f} times the time of a tenth (aim: at most 10.5); peak {more_memory:.0f} MB against {memory:.0f} MB."


def record(text):
    """Puts the measurements into docs/benchmarks.md between their marks."""
    path = os.path.join(HERE, "..", "docs", "benchmarks.md")
    page = open(path, encoding="utf-8").read()
    start, end = "<!-- measured -->", "<!-- /measured -->"
    before, after = page.split(start)[0], page.split(end)[1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{start}\n{text}\n{end}{after}")


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--hailong", required=True)
    ap.add_argument("--tools", required=True)
    ap.add_argument("--rows", type=int, default=2_000_000)
    ap.add_argument("--runs", type=int, default=5)
    ap.add_argument("--threads", type=int, default=os.cpu_count())
    ap.add_argument("--seed", type=int, default=20251)
    ap.add_argument("--without-r", action="store_true", help="leave R out, which takes minutes and gigabytes")
    ap.add_argument("--r-rows", type=int, default=2_000_000, help="rows that R gets at most")
    ap.add_argument("--scale", action="store_true", help="ten times the rows, too")
    ap.add_argument("--record", action="store_true", help="keep the results in docs/benchmarks.md")
    a = ap.parse_args()
    folder = os.path.join(tempfile.gettempdir(), "hailong-bench")
    os.makedirs(folder, exist_ok=True)
    threads = str(a.threads)
    found, size = measure(a, folder, threads)
    text = table(a, found, size, threads)
    if a.scale:
        text += "\n\n" + measure_scale(a, folder, threads)
    print(text)
    if a.record:
        record(text)


main()
