"""What the documents leave open and a centre decides. Nothing here has a default that counts silently.

A setting that is None has not been decided; a standing that needs it says so with the setting's visible name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from policy_corpus.model import AgeDay, LeaveTerm, YearKind
from records.quiet import USUAL, QuietHours


class Anchor(StrEnum):
    """Where a cycle that is counted for each teacher begins."""

    ENTRY_DAY = "entry_day"
    """On the day of entering service."""
    ENTRY_YEAR = "entry_year"
    """On 1 January of the year of entering service."""
    ENTRY_SCHOOL_YEAR = "entry_school_year"
    """On the 1 September that begins the school year of entering service."""


@dataclass(frozen=True, slots=True)
class CycleStart:
    """周期起始日 of a region and all below it that have none of their own."""

    region: str
    """GB/T 2260 code."""
    first_day: date | None = None
    """A day on which a cycle begins; earlier and later cycles follow from it."""
    anchor: Anchor | None = None
    """Instead of `first_day`: every teacher's cycles begin with their own service."""
    years: int | None = None
    """Only for cycles of so many years; None for all."""


class Partial(StrEnum):
    """What a teacher owes whom a rule binds for a part of a cycle or year only."""

    FULL = "full"
    """按全额."""
    PRO_RATA = "pro_rata"
    """按天数比例."""


@dataclass(frozen=True, slots=True)
class CentreSettings:
    """The decisions of one centre; `SETTING_NAMES` has the name of each as people see it."""

    cycle_starts: tuple[CycleStart, ...] = ()
    year_kind: YearKind | None = None
    """For yearly rules that do not say which year."""
    partial: Partial | None = None
    pro_rata_step: Decimal = Decimal("0.01")
    """Hours worked out in proportion are rounded half up to multiples of this; shown with each such number."""
    earlier_hours: bool | None = None
    """Whether hours of the same cycle from before the rule bound the teacher count."""
    leaves: tuple[LeaveTerm, ...] = ()
    """For the kinds of leave on which the rule is silent."""
    carry_over: bool | None = None
    """Whether hours beyond the requirement count in the next cycle, where the rule is silent."""
    carry_over_maximum: Decimal | None = None
    pending_counts: bool | None = None
    """Whether claims count before they are decided."""
    new_teacher_months: int | None = None
    """Months from entering service during which a teacher is 新任教师; None: only where 岗位 says so."""
    induction_months: int | None = None
    """Months from entering service until induction is due; 0 for before."""
    age_day: AgeDay | None = None
    """For age bounds that do not say on which day."""
    hours_per_credit: Decimal | None = None
    """For rules that do not say."""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """岗位 → roles of rules, before `records.facts.ROLE_WORDS`."""
    words: Mapping[str, str] = field(default_factory=dict)
    """类别 or kind of training as posted → the word that rules use."""
    show_drafts: bool = True
    """Whether rules of drafts appear, marked as not binding. They are never owed."""
    quiet_hours: QuietHours = USUAL
    """When announcements that are not urgent wait."""
    wide_approval: bool = True
    """Whether an announcement to a whole region needs a second person's approval."""

    def cycle_start(self, regions: Sequence[str], years: int) -> CycleStart | None:
        """The setting for cycles of `years` in the first of `regions` (nearest first) that has one."""
        for region in regions:
            for exact in (years, None):
                for start in self.cycle_starts:
                    if start.region == region and start.years == exact:
                        return start
        return None


SETTING_NAMES: Mapping[str, str] = {
    "cycle_starts": "周期起始日",
    "year_kind": "年度口径（公历年或学年）",
    "partial": "周期中途开始的要求（全额或按比例）",
    "pro_rata_step": "按比例折算的取整",
    "earlier_hours": "规则适用之前取得的学时",
    "leaves": "假期处理",
    "carry_over": "超出学时的结转",
    "carry_over_maximum": "结转上限",
    "pending_counts": "待审核学时是否计入",
    "new_teacher_months": "新任教师的年限",
    "induction_months": "岗前培训的完成期限",
    "age_day": "年龄计算日",
    "hours_per_credit": "学分折合学时",
    "roles": "岗位对应",
    "words": "类别对应",
    "show_drafts": "征求意见稿的显示",
    "quiet_hours": "群发免打扰时段",
    "wide_approval": "全区域群发需第二人审批",
}
"""Field of `CentreSettings` → its visible name."""
