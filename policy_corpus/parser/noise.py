"""Lines of a web page that are no part of the document on it."""

import re

_PLACES = r"当前位置|您的位置|您现在的位置|现在位置|首页\s*[>›»＞|]|网站首页|返回首页|返回顶部|返回列表|回到顶部"
_READING = (
    r"扫一扫|扫码|分享到|分享至|分享[:：]|打印本页|关闭窗口|【打印】|【关闭】|\[打印\]|\[关闭\]|【?字体[:：]|字号[:：]|【浏览字号"
    r"|我要纠错|语音播报|展开阅读全文|阅读全文|点击查看更多|查看更多$|加载更多"
)
_MORE = (
    r"上一篇|下一篇|上一条[:：]|下一条[:：]|相关文章|相关阅读|相关链接|相关资源|相关推荐|相关新闻|相关搜索|相关稿件|相关解读|相关报道|相关政策$"
    r"|猜你喜欢|热门推荐|热门文章|推荐阅读|最新文章|我的更多文章|更多文章|延伸阅读|政策解读$|友情链接|网站地图|设为首页|加入收藏"
)
_OWNER = (
    r"版权所有|copyright|©|.{0,12}ICP[备证]|.{0,30}公网安备|.{0,20}网安备|技术支持[:：]|责任编辑|网站标识码|政府网站标识|经营许可证"
    r"|.{0,6}增值电信|互联网出版|免责声明|备案号|未经.{0,8}授权"
)
_UPLOAD = (
    r"上传人|文档编号|下载资源|下载客户端|APP专享|资源描述|立即下载|文档格式|新浪博客|.{0,10}博客$|微信扫"
    r"|阅读次数|浏览次数|阅读量|浏览量|点击数|点击率|访问量|访问次数"
)
_AMBIGUOUS = (
    r"首页$|联系我们|关于我们|网站声明|无障碍|繁体|简体版|手机版|English|分享$|打印$|收藏$|纠错|朗读|图解|主办|承办|编辑[:：]|审核[:：]"
    r"|下载\s|点击下载|会员分享|登录|注册|关注.{0,8}(?:公众号|微信)|微信公众号|评论|点赞|举报|广告|赞助"
)
_LEAD = r"[\s【\[（(<>|·•]*"
_STRONG = re.compile(rf"{_LEAD}(?:{_PLACES}|{_READING}|{_MORE}|{_OWNER}|{_UPLOAD})", re.IGNORECASE)
_WEAK = re.compile(rf"{_LEAD}(?:{_AMBIGUOUS})", re.IGNORECASE)
_INSIDE = re.compile(
    r"版权所有|ICP备|公网安备|珍藏版|copyright\s*[@©]|(?:首页|主页)\s*[>›»＞]|\.(?:docx?|pdf|wps)_?第\d+页|责任编辑[:：]|阅读[:：]?\s*\d*\s*$",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"[-—–－·\s]*[-—–－·]\s*\d{1,4}\s*[-—–－·][-—–－·\s]*|[-—–－]+|第\s*\d+\s*页[\s/／,，共\d页]*|[/／]\s*共\s*\d+\s*页"
    r"|[*=_\-—~·.…\s]{3,}"
)
_METADATA = re.compile(
    r"[【\[（(]?\s*(?:来源|信息来源|文章来源|稿源|发布时间|发布日期|发文时间|发文日期|公开日期|公布日期|公开时间|更新时间|时间|日期|作者|发布机构|发布单位"
    r"|发布者|索\s*引\s*号|信息索引|主题分类|主题词|分类|体裁|文种|公开方式|公开范围|公开形式|公开责任部门|业务部门|发文机关|发文单位|制定机关|发文字号"
    r"|文\s*号|文件编号|成文日期|生成日期|印发日期|标\s*题|名\s*称|有效性|时效性|效力状态|效力级别|是否有效|有\s*效\s*期|废止日期|失效日期|施行日期"
    r"|实施日期|生效日期|原\s*址|原文链接|原文地址|原文网址|链接|网址|来源网址|转自|访问地址|服务对象|关键词|浏览量|内容概述|公文种类|信息分类|title|date|source|url)\s*[】\])）]?\s*[:：]"
)
_STAMP = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?.{0,60})")
_URL = re.compile(r"(?:https?://|www\.)\S+")


def is_page_number(text: str) -> bool:
    """A page number in dashes or words, or a rule of dashes: dropped anywhere, it never ends a document.

    A bare number is none by itself: it may be a table's cell on a line of its own.
    """
    return bool(_PAGE.fullmatch(text))


def is_noise(text: str, *, in_body: bool = False) -> bool:
    """Navigation, sharing, related reading, ownership: a short line that belongs to the page.

    `in_body`: only what cannot stand in a document itself (主办单位：… and 登录… can).
    """
    if not text or len(text) > 160:
        return False
    if _INSIDE.search(text):
        return True
    if len(text) > 100 or text.endswith(("。", "；", ";")):
        return False
    return bool(_STRONG.match(text)) or (not in_body and bool(_WEAK.match(text)))


def is_metadata(text: str) -> bool:
    """What the page states about the document, such as 来源 or 发布时间."""
    return len(text) <= (1500 if "\t" in text else 300) and bool(
        _METADATA.match(text) or _STAMP.match(text) or _URL.fullmatch(text)
    )
