#!/usr/bin/env python3
"""The measuring part of scripts/bench; see there. Prints a Markdown table: seconds (best of the runs), peak memory, ratio to hailong."""
import argparse, json, os, platform, resource, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
QUESTIONS = [f"q{k:02d}" for k in range(1, 21)]
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


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--hailong", required=True)
    ap.add_argument("--tools", required=True)
    ap.add_argument("--rows", type=int, default=2_000_000)
    ap.add_argument("--runs", type=int, default=5)
    ap.add_argument("--threads", type=int, default=os.cpu_count())
    ap.add_argument("--seed", type=int, default=20251)
    ap.add_argument("--with-r", action="store_true")
    a = ap.parse_args()
    folder = os.path.join(tempfile.gettempdir(), "hailong-bench")
    os.makedirs(folder, exist_ok=True)
    data = os.path.join(folder, f"responses-{a.rows}-{a.seed}.csv")
    if not os.path.exists(data):
        print(f"making {data}", file=sys.stderr)
        with open(data + ".part", "wb") as part:
            subprocess.run([f"{a.tools}/bench-data", str(a.rows), str(a.seed)], stdout=part, check=True)
        os.rename(data + ".part", data)
    threads = str(a.threads)
    ours = [a.hailong, "estimate", data, "--weight", "weight", "--strata", "stratum", "--cluster", "psu", "--by", "area", "--threads", threads, "--format", "json"]
    for q in QUESTIONS:
        ours += ["--rate", f"{q}>=4"]
    floor = [f"{a.tools}/csv-floor", data, threads, "1"]
    peers = {"DuckDB, same standard errors in SQL": ["duckdb", True], "DuckDB, bare rates": ["duckdb-bare", False],
             "Polars, bare rates": ["polars-bare", False], "pandas, bare rates": ["pandas-bare", False]}
    best, notes, answers, processes = {}, {}, None, {"hailong estimate": ours, "libcsv, empty callbacks": floor}
    for round_number in range(a.runs):
        for name, command in processes.items():
            output, seconds = run(command)
            best[name] = min(best.get(name, 1e9), seconds)
            if name == "hailong estimate" and answers is None:
                answers = {}
                for e in json.loads(output)["estimates"]:
                    answers[f"{e['name'].split('>')[0]}|{e['domain']['area']}"] = (e["value"], e["se"])
        for name, (peer, errors) in peers.items():
            if notes.get(name) == "not installed":
                continue
            try:
                output, seconds = run([sys.executable, os.path.join(HERE, "bench_peers.py"), peer, data, threads])
            except RuntimeError as problem:
                if "ModuleNotFoundError" not in str(problem):
                    raise
                notes[name] = "not installed"
                continue
            result = json.loads(output)
            # A peer is charged for its work only; the start of the Python interpreter is left out.
            best[name] = min(best.get(name, 1e9), result["seconds"])
            difference = agree(answers, {k: tuple(v) for k, v in result["estimates"].items()}, errors)
            limit = 1e-9
            if difference > limit:
                raise RuntimeError(f"{name} differs from hailong by {difference:.2e}")
            notes[name] = f"{result['version']}; agrees to {difference:.0e}"
    if a.with_r:
        script = os.path.join(folder, "peer.R")
        open(script, "w").write(R_CODE)
        output, seconds = run(["Rscript", script, data])
        result = json.loads(output)
        difference = agree(answers, {k: tuple(v) for k, v in result["estimates"].items()}, True)
        best["R survey (fread, svydesign, svyby)"] = result["seconds"]
        notes["R survey (fread, svydesign, svyby)"] = f"{result['version']}; agrees to {difference:.0e}"
        if difference > 1e-9:
            raise RuntimeError(f"R differs from hailong by {difference:.2e}")
    size = os.path.getsize(data) / 1e6
    base = best["hailong estimate"]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    print(f"{a.rows:,} rows, {size:,.0f} MB, {threads} threads, best of {a.runs}; {platform.machine()}, {os.cpu_count()} cores, {platform.system()}; commit {commit}\n")
    print("| program | seconds | hailong is | notes |\n|---|---:|---:|---|")
    for name, seconds in sorted(best.items(), key=lambda item: item[1]):
        ratio = "" if name == "hailong estimate" else (f"{seconds / base:.1f} times as fast" if seconds >= base else f"{base / seconds:.2f} times its time")
        note = notes.get(name, "")
        if name == "hailong estimate":
            note = f"peak memory {peak_memory(ours):.0f} MB"
        print(f"| {name} | {seconds:.3f} | {ratio} | {note} |")
    for name, note in notes.items():
        if note == "not installed":
            print(f"| {name} | | | not installed |")


main()
