"""Pictures, 学习档案 and 学情通报 that somebody asks for in a chat."""

BUTTON_PICTURE = "看图"
PROGRESS_NAME = "学时进度"
PROGRESS_HERE = "学时进度图。图上没有姓名和工号。"

TRANSCRIPT_NAME = "学习档案"
VERIFY_HOW = (
    "把学习档案上的核验码发给我，就能核验它是否真由本系统出具、之后有没有变动。"
    "核验码是 16 个字母和数字，形如 K7MQ-2XPN-8RTD-4HWV，在档案的首页和每页页脚；也可以扫档案上的二维码。"
)

BULLETIN_NAME = "学情通报"
BULLETIN_COUNTING = "正在统计 …"
BULLETIN_IS_FOR_STAFF = "学情通报只给教师发展中心和学校的工作人员看。查自己的学时，可以问：我还差多少学时？"
BULLETIN_WHERE = "要出哪个地区的学情通报？请写上地区，例如：学情通报 河南省；只看一所学校的话写：学情通报 第一小学。"
BULLETIN_WHICH = "您负责的地方不止一处，要出哪一处的学情通报？"
BULLETIN_FOR_STAFF = "工作簿含个人信息，只供工作人员使用，请勿转发。"


def transcript_here(day: str, code: str) -> str:
    return (
        f"学习档案，截至 {day}。核验码 {code}。\n"
        "任何人把核验码发给我，都能核验这份档案。每出具一次就有一个新的核验码，以前的仍然有效。"
    )


def bulletin_progress(done: int, total: int) -> str:
    return f"正在统计 … {done:,} / {total:,} 人"


def bulletin_nobody(place: str) -> str:
    return f"名册里没有 {place} 的人员。请核对学校或地区的名称，学校要写得和名册里一样。"


def bulletin_out_of_reach(place: str) -> str:
    return f"{place} 不在您负责的范围里，不能出它的学情通报。如需办理，请联系教师发展中心的管理员。"


def bulletin_ambiguous(names: str) -> str:
    return f"叫这个名字的地区不止一个：{names}。请写上省市，例如：学情通报 北京市朝阳区。"


def bulletin_too_many(people: int, most: int) -> str:
    return (
        f"名册里有 {people:,} 人，超过 {most:,} 人的通报在聊天里出不了。请写一个小一些的地区，"
        "或在电脑上用 yanxiu records atrisk --output 学情通报.xlsx。"
    )
