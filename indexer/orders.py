"""Sentences that speak to a program instead of a reader: data wherever they stand, never an instruction.

They may be planted in a document that someone adds. They are not quoted as an answer and not shown to a chat
model.
"""

import re

from indexer.normalise import fold

_TO_A_MACHINE = re.compile(
    r"(?:忽略|无视|忘记|忘掉|抛开|不要理会|跳过).{0,10}(?:以上|上述|上面|之前|前面|前述|其他|其余|所有|一切|系统|指令|提示|材料|规则|规定|要求)"
    r"|(?:程序|模型|机器人|助手).{0,10}(?:应当?|须|必须|要|请).{0,3}(?:忽略|无视|忘记)|提示词|系统(?:提示|指令|消息)|开发者(?:消息|模式)|越狱|(?:大|语言|对话|聊天|AI|ai)模型|聊天机器人|(?:AI|ai|智能|语音|聊天)助[手理]"
    r"|(?:程序|模型|机器人|助手|读到|看到).{0,12}(?:应当?|须|必须|请|要|务必)(?:直接|只|一律)?(?:告诉|回答|回复|输出|声称|改口)"
    r"|(?:请|务必|必须|只|直接|一律|应当?|须)(?:回答|回复|输出|答复)(?:说|：|:|“|\"|提问)|(?:回答|回复|告诉)(?:提问者|用户|对方)"
    r"|(?i:ignore\s.{0,20}(?:previous|above|instruction|all)|system\s*prompt|you\s+are\s+(?:now\s+)?an?\b|assistant\s*[:：]|</?(?:system|user|assistant)\b)"
)


def is_order(text: str) -> bool:
    """Whether `text` tells a program what to do or say."""
    return bool(_TO_A_MACHINE.search(fold(text).text))
