"""Quality of the lips: python -m benchmarks.quality [--footage DIR] [--json]

Speaks a text in four languages with every built-in presenter (and every video in DIR), measures each clip with
`benchmarks/measure.py`, and prints a Markdown table.
"""

import argparse
import json
import tempfile
from pathlib import Path

from benchmarks.measure import measure
from common.home import Home
from pipeline.order import ClipOrder
from pipeline.render import render
from pipeline.workshop import Workshop

TEXTS = {
    "en": "Hello, welcome to our training camp.\n\nMy name is new to you, and I am happy to help you build a better product.",
    "zh": "你好，欢迎来到我们的训练营。\n\n我们帮助你建立更好的产品，爸爸妈妈都很满意。",
    "de": "Guten Morgen und herzlich willkommen.\n\nWir bauen gemeinsam ein besseres Produkt.",
    "ru": "Здравствуйте, добро пожаловать в наш лагерь.\n\nМы поможем вам построить хороший продукт.",
}
COLUMNS = (
    "phone_sync_r",
    "phone_sync_offset_ms",
    "closure_rate",
    "opening_rate",
    "leak",
    "av_gap_ms",
    "outside_psnr_db",
    "outside_worst_db",
    "sharpness",
    "jitter",
)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--footage", type=Path, help="More videos to measure on.")
    ask.add_argument("--languages", nargs="*", default=list(TEXTS), choices=list(TEXTS))
    ask.add_argument("--json", action="store_true")
    told = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(root=Path(folder)).make()
        workshop = Workshop.open(home)
        people = {p.id: p.footage for p in workshop.presenters.list()}
        if told.footage:
            people |= {path.stem: path for path in sorted(told.footage.glob("*.mp4"))}
        rows = []
        for name, footage in people.items():
            for language in told.languages:
                order = ClipOrder(text=TEXTS[language], language=language, footage=str(footage))
                clip = render(
                    order, workshop=workshop, out=Path(folder, "clip.mp4"), report=lambda progress: None
                )
                phones = json.loads(Path(clip.receipt).read_text(encoding="utf-8"))["phones"]
                found = measure(Path(clip.path), phones=phones, source=footage)
                rows.append({"presenter": name, "language": language} | found)
    if told.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    heads = ("presenter", "language", *COLUMNS)
    print("| " + " | ".join(heads) + " |\n|" + " --- |" * len(heads))
    for row in rows:
        print("| " + " | ".join(str(row.get(head)) for head in heads) + " |")


if __name__ == "__main__":
    main()
