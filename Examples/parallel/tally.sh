#!/bin/sh
# One tally of many files, made side by side by GNU parallel. Names of files on standard input, one a line:
#   ls parts/*.csv | Examples/parallel/tally.sh ALL.tally OPTIONS OF hailong tally
#   hailong estimate ALL.tally
# HAILONG is the program, when it is not on the path. One part that fails stops everything.
set -eu
hailong=${HAILONG:-hailong}
all=$1
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
parallel --quote --halt now,fail=1 "$hailong" tally {} --output "$folder/{#}.tally" --threads 1 "$@"
"$hailong" merge "$folder"/*.tally --output "$all"
