"""The writing part of scripts/readme: replaces the text blocks of README.md that follow a marker comment."""
import re, subprocess, sys

hailong, out = sys.argv[1], sys.argv[2]
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HAILONG_SURVEYS": "surveys", "NO_COLOR": "1"}


def run(*arguments):
    return subprocess.run([hailong, *arguments], capture_output=True, text=True, env=ENVIRONMENT).stdout


def shortened(text, width=150):
    return "\n".join(line.rstrip() if len(line) <= width else line[: width - 1] + "…" for line in text.strip("\n").split("\n"))


store, samples = f"{out}/demo.sqlite", "surveys/samples"
for file, instrument in [("mot-cua", "one-stop"), ("sipas", "sipas-33"), ("ngoai-tru", "byt-outpatient-2024"), ("giao-duc", "education-services")]:
    run("feed", f"{samples}/{file}-2025-h1.csv", "--survey", instrument, "--plan", "can-tho-2025", "--period", "2025-H1", "--by", "unit", "--store", store)
demo = run("report", "--store", store, "--plan", "can-tho-2025", "--period", "2025-H1", "--as-of", "2025-06-20", "--format", "table", "--survey-only", "--lang", "en")
# The README shows the headline, one table of service areas and what is flagged; the demo prints more.
areas = demo.index("Satisfaction with procedures at the one-stop desk ·")
demo = demo[: demo.index("\n\n")] + "\n\n" + demo[areas : demo.index("\n\n", areas)] + "\n\n" + demo[demo.index("Areas and units that need attention") :]
by_hand = run("estimate", f"{samples}/by-hand.csv", "--rate", "q1>=4", "--weight", "weight", "--publish", "none", "--lang", "en") + "\n" + run(
    "compare", f"{samples}/by-hand.csv", "--survey", f"{samples}/by-hand.yaml", "--plan", "can-tho-2025", "--indicator", "procedures", "--publish", "none", "--lang", "en")
example = [line for line in open("Examples/Satisfaction/main.swift", encoding="utf-8").read().split("\n") if not line.startswith("//")]
blocks = {"demo": ("text", shortened(demo)), "by-hand": ("text", shortened(by_hand)), "example": ("swift", "\n".join(example).strip())}
text = open("README.md", encoding="utf-8").read()
for name, (language, content) in blocks.items():
    text, count = re.subn(rf"<!-- {name} -->\n```{language}\n.*?\n```", lambda _: f"<!-- {name} -->\n```{language}\n{content}\n```", text, flags=re.S)
    if count != 1:
        sys.exit(f"README.md has no block marked {name}")
open("README.md", "w", encoding="utf-8").write(text)
