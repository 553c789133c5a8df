#!/usr/bin/env python3
"""One tally of many files, made by the tasks of Apache Spark; every task runs `hailong tally`, the driver `hailong merge`.

  spark-submit --master URL Examples/spark/tally.py ALL.tally PART.csv... -- OPTIONS OF hailong tally
  hailong estimate ALL.tally

The parts must be files under the same names on all machines (a shared or mounted folder). HAILONG is the program there, when it is not on the path.
"""
import os
import subprocess
import sys
import tempfile

from pyspark.sql import SparkSession

hailong = os.environ.get("HAILONG", "hailong")


def tally(options):
    """What a task does with its files: gives the bytes of their tallies."""

    def run(files):
        for file in files:
            with tempfile.TemporaryDirectory() as folder:
                made = os.path.join(folder, "part.tally")
                done = subprocess.run([hailong, "tally", file, "-o", made, "--threads", "1", *options], stderr=subprocess.PIPE)
                if done.returncode != 0:
                    raise RuntimeError(f"{file}: {done.stderr.decode(errors='replace')}")
                with open(made, "rb") as bytes_of_tally:
                    yield bytes_of_tally.read()

    return run


def main():
    if "--" not in sys.argv[3:]:
        sys.exit(__doc__)
    split = sys.argv.index("--", 3)
    whole, files, options = sys.argv[1], sys.argv[2:split], sys.argv[split + 1 :]
    spark = SparkSession.builder.appName("hailong tally").getOrCreate()
    tallies = spark.sparkContext.parallelize(files, len(files)).mapPartitions(tally(options))
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for bytes_of_tally in tallies.collect():
            names.append(os.path.join(folder, f"{len(names)}.tally"))
            with open(names[-1], "wb") as file:
                file.write(bytes_of_tally)
        subprocess.run([hailong, "merge", *names, "-o", whole], check=True)
    spark.stop()


if __name__ == "__main__":
    main()
