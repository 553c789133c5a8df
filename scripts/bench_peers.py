#!/usr/bin/env python3
"""Runs one peer on the benchmark file and prints JSON: {"seconds", "version", "estimates": {"q01|A": [value, se]}}.

    bench_peers.py duckdb|duckdb-bare|polars-bare|pandas-bare FILE THREADS

The bare variants compute the weighted rates only (se is null). Columns read: stratum, psu, weight, area, q01..q20; an answer of 4 or 5
is satisfied, an empty one is left out of the denominator. `duckdb` computes linearised standard errors with PSUs drawn with
replacement within strata (Binder 1983), in SQL. Time is that of reading the file and computing, in a process that has already loaded the library.
"""
import json, sys, time

QUESTIONS = [f"q{k:02d}" for k in range(1, 21)]


def duckdb_sums(con, path):
    sums = ", ".join(
        f"sum(weight) FILTER (WHERE {q} >= 4) AS y_{q}, sum(weight) FILTER (WHERE {q} IS NOT NULL) AS x_{q}" for q in QUESTIONS)
    types = ", ".join(f"'{q}': 'TINYINT'" for q in QUESTIONS)
    con.execute(f"""
        CREATE TEMP TABLE sums AS
        SELECT area, stratum, psu, {sums}
        FROM read_csv('{path}', header=true, delim=',', quote='"', types={{'stratum': 'VARCHAR', 'psu': 'VARCHAR', 'area': 'VARCHAR', 'weight': 'DOUBLE', {types}}})
        GROUP BY area, stratum, psu""")


def duckdb_full(path, threads):
    import duckdb
    con = duckdb.connect(config={"threads": threads})
    start = time.perf_counter()
    duckdb_sums(con, path)
    long = " UNION ALL ".join(
        f"SELECT '{q}' AS q, area, stratum, psu, coalesce(y_{q}, 0) AS y, coalesce(x_{q}, 0) AS x FROM sums" for q in QUESTIONS)
    rows = con.execute(f"""
        WITH long AS ({long}),
        strata AS (SELECT stratum, count(DISTINCT psu) AS n FROM sums GROUP BY stratum),
        rates AS (SELECT q, area, sum(y) / sum(x) AS p, sum(x) AS total FROM long GROUP BY q, area),
        z AS (SELECT q, area, stratum, psu, (y - p * x) / total AS z FROM long JOIN rates USING (q, area)),
        h AS (SELECT q, area, stratum, sum(z * z) AS zz, sum(z) AS z1 FROM z GROUP BY q, area, stratum)
        SELECT q, area, any_value(p), sqrt(sum(n / (n - 1.0) * (zz - z1 * z1 / n)))
        FROM h JOIN strata USING (stratum) JOIN rates USING (q, area) GROUP BY q, area""").fetchall()
    return time.perf_counter() - start, duckdb.__version__, {f"{q}|{a}": [p, se] for q, a, p, se in rows}


def duckdb_bare(path, threads):
    import duckdb
    con = duckdb.connect(config={"threads": threads})
    types = ", ".join(f"'{q}': 'TINYINT'" for q in QUESTIONS)
    rates = ", ".join(f"sum(weight) FILTER (WHERE {q} >= 4) / sum(weight) FILTER (WHERE {q} IS NOT NULL)" for q in QUESTIONS)
    start = time.perf_counter()
    rows = con.execute(f"""SELECT area, {rates} FROM read_csv('{path}', header=true, delim=',', quote='"',
        types={{'area': 'VARCHAR', 'weight': 'DOUBLE', {types}}}) GROUP BY area""").fetchall()
    seconds = time.perf_counter() - start
    return seconds, duckdb.__version__, {f"{q}|{r[0]}": [v, None] for r in rows for q, v in zip(QUESTIONS, r[1:])}


def polars_bare(path, threads):
    import os
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars as pl
    start = time.perf_counter()
    weight = pl.col("weight")
    table = pl.scan_csv(path, schema_overrides={"area": pl.String, "weight": pl.Float64, **{q: pl.Int8 for q in QUESTIONS}}).group_by("area").agg(
        [(weight.filter(pl.col(q) >= 4).sum() / weight.filter(pl.col(q).is_not_null()).sum()).alias(q) for q in QUESTIONS]).collect()
    seconds = time.perf_counter() - start
    return seconds, pl.__version__, {f"{q}|{row['area']}": [row[q], None] for row in table.to_dicts() for q in QUESTIONS}


def pandas_bare(path, threads):
    import pandas as pd
    start = time.perf_counter()
    frame = pd.read_csv(path, usecols=["area", "weight", *QUESTIONS], dtype={"area": str})
    answers = {}
    for q in QUESTIONS:
        known = frame[frame[q].notna()]
        below = known["weight"].groupby(known["area"]).sum()
        above = known["weight"].where(known[q] >= 4, 0.0).groupby(known["area"]).sum()
        answers.update({f"{q}|{a}": [above[a] / below[a], None] for a in below.index})
    return time.perf_counter() - start, pd.__version__, answers


if __name__ == "__main__":
    peers = {"duckdb": duckdb_full, "duckdb-bare": duckdb_bare, "polars-bare": polars_bare, "pandas-bare": pandas_bare}
    if len(sys.argv) != 4 or sys.argv[1] not in peers:
        sys.exit(__doc__)
    seconds, version, estimates = peers[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
    json.dump({"seconds": seconds, "version": version, "estimates": estimates}, sys.stdout)
