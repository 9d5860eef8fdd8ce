"""Help and examples of the commands `yanxiu corpus …`."""

HELP_CORPUS = "查看和充实政策文件库"
HELP_CORPUS_ADD = "把官方文件的原文（网页和它的附件、Word、PDF、图片、文本，或装着它们的文件夹、压缩包）收进文件库"
HELP_CORPUS_ADD_PATH = "文件、文件夹，或以 http:// 或 https:// 开头的网址"
HELP_CORPUS_PROPOSE = "看看收录一个文件会怎样：读出的文号、日期等，出自哪一行，会取代什么；什么也不改"
HELP_CORPUS_PROPOSE_PATH = "文件"
HELP_CORPUS_CORRECT = "更正已收录原文的文号、地区、日期等；以后刷新、重读时仍然有效"
HELP_CORPUS_LIST = "列出收录的文件"
HELP_CORPUS_SHOW = "显示一份文件，或其中一条"
HELP_CORPUS_AS_OF = "按哪一天的效力显示，默认今天"
HELP_CORPUS_REFERENCE = "文号、标题，或标题里的几个字"
HELP_CORPUS_SHOW_LABEL = "条款，例如 第二条、二(五)"
HELP_CORPUS_CHECK = "检查文件库：地区、条款、取代关系、互相矛盾的规定"
HELP_CORPUS_HISTORY = "一份文件先后收录过的文本；不写文件就列出整个文件库的历次改动"
HELP_CORPUS_DIFF = "逐条比较一份文件的两个文本：新增、删除、改写、改号、移动，数字的变化"
HELP_CORPUS_DIFF_FROM = "旧版本的编号，见 corpus history"
HELP_CORPUS_DIFF_TO = "新版本的编号"
HELP_CORPUS_ROLLBACK = "把整个文件库退回到以前的一版；退回本身也是一次改动，可以再退回"
HELP_CORPUS_ROLLBACK_TO = "退回到第几版，见 corpus history；不写就撤销最近一次改动"
HELP_CORPUS_REFRESH = "抓取登记的网址，有新文本时逐条比较，确认后生效"
HELP_CORPUS_REFRESH_NAME = "登记的名称或网址；不写就是全部"
HELP_CORPUS_REFRESH_DRY_RUN = "只抓取和比较，不生效"
HELP_CORPUS_REFRESH_DELAY = "对同一网站两次请求之间至少隔几秒，不小于 1"
HELP_CORPUS_SOURCE = "登记、列出、取消自动刷新的网址"
HELP_CORPUS_SOURCE_ADD = "登记一个网址，以后用 corpus refresh 抓取"
HELP_CORPUS_SOURCE_URL = "网址，以 http:// 或 https:// 开头"
HELP_CORPUS_SOURCE_NAME = "给它起的名称；不写就用网站的名字"
HELP_CORPUS_SOURCE_LIST = "列出登记的网址和最近一次抓取的结果"
HELP_CORPUS_SOURCE_REMOVE = "取消登记；已收录的文本保留"
HELP_CORPUS_SOURCE_REFERENCE = "登记的名称或网址"
HELP_CORPUS_YES = "不再询问"
HELP_CORPUS_NUMBER = "文号，例如 豫教师〔2021〕66号"
HELP_CORPUS_TITLE = "标题"
HELP_CORPUS_KIND = "文种，例如 办法、通知"
HELP_CORPUS_ISSUER = "发文机关；有几个就写几次"
HELP_CORPUS_REGION = "适用的地区，例如 河南、沙县、全国"
HELP_CORPUS_ISSUED = "成文日期；没有的写 无"
HELP_CORPUS_EFFECTIVE = "施行日期；没有的写 无"
HELP_CORPUS_EXPIRES = "有效期的最后一天；没有的写 无"
HELP_CORPUS_STATUS = "效力：有效、征求意见稿 或 已废止"
HELP_CORPUS_REPEALED = "从哪一天起废止；没有的写 无"
HELP_CORPUS_SUPERSEDES = "它废止的文件的文号（没有文号的写标题）；有几个就写几次；没有的写 无"
HELP_CORPUS_URL = "原文的网址"
HELP_CORPUS_RULE = "自己添加的规则，以及对规则的修改"
HELP_CORPUS_RULE_ADD = "为一份文件添加规则文件（TOML，格式与随软件提供的相同）"
HELP_CORPUS_RULE_FILE = "规则文件"
HELP_CORPUS_RULE_DOCUMENT = "规则出自哪份文件：文号、标题，或标题里的几个字"
HELP_CORPUS_RULE_LIST = "列出现在算学时用的规则，每条从哪来、何时有效"
HELP_CORPUS_RULE_REMOVE = "撤去自己添加的规则，或对随软件提供的规则的修改"
HELP_CORPUS_RULE_ID = "规则编号，见 corpus rule list"
HELP_CORPUS_RULE_AMEND = "从某天起修改一条规则，或让它失效；在那之前照旧"
HELP_CORPUS_RULE_FROM = "从哪一天起"
HELP_CORPUS_RULE_SET = "要改的项目和数，例如 hours=400；有几项就写几次"
HELP_CORPUS_RULE_LABEL = "依据的条款"
HELP_CORPUS_RULE_BY = "由哪份文件规定；不写就还是原来那份"
HELP_CORPUS_RULE_END = "让规则失效"
HELP_CORPUS_ADD_DRY_RUN = "只查看，不收录"
HELP_CORPUS_REPORT = "把报告写成网页，FILE 以 .html 结尾"
HELP_CORPUS_PICTURE = "把要点画成图片，FILE 以 .png 结尾"
HELP_CORPUS_ACCEPT_RULES = "同时接受拿得准的规则修改"
HELP_CORPUS_RULES_FROM = "文件没有写施行日期时，规则从哪一天起改"
HELP_CORPUS_ANSWER = (
    "规则方面的决定：规则编号:项目=数；依据改在哪一条写 规则编号:label=条款，规则到此为止写 规则编号:ends=yes，"
    "条文改了但规则不变写 规则编号:read=yes；有几个就写几次"
)
HELP_CORPUS_LEAVE = "这条规则不改，照旧计算；有几条就写几次，都不改写 all。影响按实际生效的规则重新计算"
HELP_CORPUS_ANYWAY = "有问题会答不出来时也收录"
HELP_CORPUS_TOUCHED = "把受影响人员的工号写入文件，一行一个"
HELP_CORPUS_DRAFT = "把通知草稿写入文件，核对后用 yanxiu announce new 发给受影响的人"

_JSON_CHANGE = """change 是这次改动，没有新文本时为 null：
  proposals  每份来件：documents 里有各项信息的出处（findings）和逐条比较（diff.changes，其中 numbers 是变了的数），
             attachments 是每个附件收作了什么（became），没有收的写明原因（said）
  rules      牵动的规则：changes 是拿得准的改法，questions 是要先回答的；rules_accepted 是规则有没有一起改
  impact     影响多少教师（没有影响为 null）；evaluation 试答的结果；problems 新出现的问题；refused 拒收的文件
declined 是没有收录的原因，收录了为 null。"""

EXAMPLES_CORPUS = """例子：
  yanxiu corpus list
  yanxiu corpus show 豫教师〔2021〕66号
  yanxiu corpus add 下载的文件/ 通知.docx
  yanxiu corpus refresh
  yanxiu corpus check"""
EXAMPLES_CORPUS_ADD = f"""例子：
  yanxiu corpus add 通知.txt
  yanxiu corpus add 下载的文件/ --yes
  yanxiu corpus add https://example.org/tz/66.html
  yanxiu corpus add 办法.pdf --number 某教师〔2024〕5号 --region 沙县 --issued 2024-03-01
  yanxiu corpus add 办法.txt --supersedes 某教师〔2019〕8号
  yanxiu corpus add 办法.txt --dry-run --report 报告.html --picture 要点.png
  yanxiu corpus add 办法.txt --yes --accept-rules --rules-from 2027-01-01 --touched 名单.txt --draft 通知.txt
  yanxiu corpus add 办法.txt --answer henan-2021-66-cycle-360:hours=400 --accept-rules
  yanxiu corpus add 办法.txt --dry-run --leave henan-2021-66-cycle-360

在终端里会先列出读到的文号、日期等和会取代的文件，确认后才收录；读错的用选项更正，更正会一直有效。
网址连同网页上的附件一起抓取：没有自己文号的附件收作这份文件的附件，有自己文号的单独收作一份文件；
抓不到、读不了的逐个说明原因和办法。从磁盘添加的网页，它的链接一律不打开。
收录以前先看会牵动哪些规则、影响哪些教师、哪些问题会答不出来；规则要另外确认（--accept-rules）。
列出的影响总是真正会生效的那些规则的影响：有规则不改（--leave），就按不改重新计算。
同一份文件收两次没有影响；不是政策文件的会说明理由并拒收。收错了可以用 yanxiu corpus rollback 退回。

用 --json 时输出一个对象：results 是每个文件或网址的结果（added、corrected、unchanged、refused）；
{_JSON_CHANGE}"""
EXAMPLES_CORPUS_PROPOSE = """例子：
  yanxiu corpus propose 通知.docx
  yanxiu corpus propose 办法.pdf --region 沙县 --json"""
EXAMPLES_CORPUS_CORRECT = """例子：
  yanxiu corpus correct 教师培训管理办法 --number 某教师〔2024〕5号 --region 沙县
  yanxiu corpus correct 某教师〔2024〕5号 --repealed 2026-01-01
  yanxiu corpus correct 某教师〔2024〕5号 --expires 无 --json"""
EXAMPLES_CORPUS_LIST = """例子：
  yanxiu corpus list
  yanxiu corpus list --as-of 2015-01-01
  yanxiu corpus list --json"""
EXAMPLES_CORPUS_SHOW = """例子：
  yanxiu corpus show 豫教师〔2021〕66号
  yanxiu corpus show 豫教师〔2021〕66号 "二(五)"
  yanxiu corpus show 甘州区 第二条
  yanxiu corpus show 职业教育法 第三十七条 --as-of 2020-01-01"""
EXAMPLES_CORPUS_CHECK = """例子：
  yanxiu corpus check
  yanxiu corpus check --json"""
EXAMPLES_CORPUS_HISTORY = """例子：
  yanxiu corpus history
  yanxiu corpus history 豫教师〔2021〕66号
  yanxiu corpus history 职业教育法 --json"""
EXAMPLES_CORPUS_DIFF = """例子：
  yanxiu corpus diff 职业教育法
  yanxiu corpus diff 某教师〔2024〕5号 --from 1 --to 3
  yanxiu corpus diff 某教师〔2024〕5号 --json

不写版本就比较最新的文本和它前面的一个。改动写成【旧→新】。"""
EXAMPLES_CORPUS_ROLLBACK = """例子：
  yanxiu corpus rollback
  yanxiu corpus rollback --to 3
  yanxiu corpus rollback --to 3 --yes --json

先列出会有什么变化，确认后才退回；索引在下次提问时自动跟上。"""
EXAMPLES_CORPUS_REFRESH = f"""例子：
  yanxiu corpus refresh
  yanxiu corpus refresh 省厅通知 --dry-run
  yanxiu corpus refresh --yes --json --delay 5
  yanxiu corpus refresh --dry-run --report 报告.html
  yanxiu corpus refresh --yes --accept-rules --touched 名单.txt

网页没有变化就什么也不做；有新文本时先逐条比较，确认后才生效。网页不在了、读不成文件的，只报告，已收录的文本保留。
网页的附件一起看：网页没变而附件变了也会发现；附件这次抓不到，或网页上不再有它，已收录的照样保留，并且说明。
不在终端里运行时，加上 --yes 才生效。

用 --json 时输出一个对象：results 是每个网址的结果（result、sentence、taken、proposal，attachments 是没有抓到的附件）；
{_JSON_CHANGE}"""
EXAMPLES_CORPUS_SOURCE = """例子：
  yanxiu corpus source list
  yanxiu corpus source add https://example.org/tz/66.html"""
EXAMPLES_CORPUS_SOURCE_ADD = """例子：
  yanxiu corpus source add https://example.org/tz/66.html
  yanxiu corpus source add https://example.org/bf.pdf --name 省厅办法 --number 某教师〔2024〕5号 --region 河南

用选项写明的文号、地区等，每次刷新都有效。登记以后运行 yanxiu corpus refresh 抓取。"""
EXAMPLES_CORPUS_SOURCE_LIST = """例子：
  yanxiu corpus source list
  yanxiu corpus source list --json"""
EXAMPLES_CORPUS_SOURCE_REMOVE = """例子：
  yanxiu corpus source remove 省厅办法"""
EXAMPLES_CORPUS_RULE = """例子：
  yanxiu corpus rule list
  yanxiu corpus rule add 本区规则.toml --document 某教师〔2024〕5号"""
EXAMPLES_CORPUS_RULE_ADD = """例子：
  yanxiu corpus rule add 本区规则.toml --document 某教师〔2024〕5号

同名的规则文件再添加一次就取代原来的。写错的会指出是哪条规则、哪一项。"""
EXAMPLES_CORPUS_RULE_LIST = """例子：
  yanxiu corpus rule list
  yanxiu corpus rule list --json"""
EXAMPLES_CORPUS_RULE_REMOVE = """例子：
  yanxiu corpus rule remove benqu-2024-cycle"""
EXAMPLES_CORPUS_RULE_AMEND = """例子：
  yanxiu corpus rule amend henan-2021-66-cycle-360 --from 2027-01-01 --set hours=400
  yanxiu corpus rule amend henan-2021-66-cycle-360 --from 2027-01-01 --end"""
