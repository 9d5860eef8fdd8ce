"""Words for what the corpus holds."""

from policy_corpus.model import Status, TextKind

STATUS = {
    Status.DRAFT: "征求意见稿，尚未施行",
    Status.NOT_YET: "已印发，尚未施行",
    Status.IN_FORCE: "现行",
    Status.SUPERSEDED: "已被新文件取代",
    Status.REPEALED: "已废止",
    Status.EXPIRED: "已过有效期",
    Status.OTHER_WORDING: "那天是另一文本",
}
TEXT_KIND = {TextKind.DIGEST: "要点", TextKind.ORIGINAL: "原文"}
