"""Invented provisions and questions in the shape of STARD."""

import gzip
import json
from pathlib import Path

from indexer.training.stard import Asked, Provision

CORPUS = {
    number: Provision("示例法", text)
    for number, text in enumerate(
        [
            "房屋出租人应当退还押金。",
            "承租人损坏房屋的，押金可以扣除。",
            "押金的数额由当事人约定。",
            "用人单位应当支付工资。",
            "劳动者有权拒绝加班。",
            "加班工资不低于工资的百分之一百五十。",
            "食品经营者应当保证食品安全。",
            "消费者可以要求退还货款。",
        ]
    )
}
ASKED = (
    Asked(0, "房东不退押金怎么办？", frozenset({0, 1})),
    Asked(1, "押金可以交多少？", frozenset({2})),
    Asked(2, "老板不给工资怎么办？", frozenset({3})),
    Asked(3, "加班工资怎么算？", frozenset({3, 5})),
    Asked(5, "退货的钱和押金退不退？", frozenset({7, 1})),
    Asked(6, "可以不加班吗？", frozenset({4})),
)


def write(folder: Path) -> None:
    """The two files of STARD in `folder`."""
    with gzip.open(folder / "corpus.jsonl.gz", "wt", encoding="utf-8") as lines:
        for number, provision in CORPUS.items():
            name = f"{provision.title}第{'一二三四五六七八'[number]}条"
            lines.write(json.dumps({"id": number, "name": name, "text": provision.text}, ensure_ascii=False) + "\n")
    rows = [{"id": each.id, "question": each.text, "relevant": sorted(each.relevant)} for each in ASKED]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "train_queries.jsonl").write_text(text, encoding="utf-8")
