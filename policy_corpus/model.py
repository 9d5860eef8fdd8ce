"""The records that travel between packages: documents, provisions, rules.

All of them are frozen. Dates are calendar dates without time zone (an official document is dated
by the day). Hours (学时) are `Decimal`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class TextKind(StrEnum):
    """Whose words the text is in."""

    DIGEST = "digest"
    """要点: our own restatement, shipped with the package."""
    ORIGINAL = "original"
    """原文: what an administrator added from the official page or file."""


class Status(StrEnum):
    """Legal standing of a document on a day."""

    DRAFT = "draft"
    """征求意见稿: published for comment, binds nobody."""
    NOT_YET = "not_yet_in_force"
    """Issued, takes effect later than the day asked for."""
    OTHER_WORDING = "other_wording"
    """Adopted by then, but worded otherwise than this later text of it."""
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    """A later version or document took its place."""
    REPEALED = "repealed"
    """Ended by a decision that puts nothing in its place."""
    EXPIRED = "expired"


class Level(StrEnum):
    """Administrative level of the issuer."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a provision whose wording allows two."""

    text: str
    """What the provision means on this reading, one or two sentences."""
    chosen: bool
    """True for the reading that our rules follow; exactly one per provision."""


@dataclass(frozen=True, slots=True)
class Provision:
    """The smallest thing that one cites."""

    label: str
    """Label path, unique in its document: 第二条, 二(五), 三2, 附件1 第三条, 前言."""
    heading_path: tuple[str, ...]
    """Headings above and of this provision, outermost first: ("二、改革举措", "(五)规范教师培训管理体系")."""
    text: str
    """Body text without the headings in `heading_path`; paragraphs separated by a newline."""
    order: int
    """Position in the document, from 0."""
    readings: tuple[Reading, ...] = ()
    """Empty when the wording allows one reading only."""


@dataclass(frozen=True, slots=True)
class Document:
    """One official document in one kind of text."""

    number: str
    """文号 such as 豫教师〔2021〕66号; empty when it has none (laws, some county documents)."""
    title: str
    """Full official title, without line breaks."""
    kind: str
    """法, 条例, 办法, 规定, 意见, 通知, 通报 …"""
    issuers: tuple[str, ...]
    region: str
    """GB/T 2260 code, six digits; 100000 stands for the whole country."""
    level: Level
    text_kind: TextKind
    provisions: tuple[Provision, ...]
    issued: date | None = None
    """成文日期, or for a law the date of the adoption or amendment that this text shows."""
    effective: date | None = None
    """施行日期; None means from `issued`."""
    expires: date | None = None
    """Last day of validity, where the document sets one."""
    declared_status: Status = Status.IN_FORCE
    """What the document is by its own words or by a registered decision; `status_on` refines it by day."""
    supersedes: tuple[str, ...] = ()
    """Numbers (or titles, where there is no number) of the documents that this one replaces."""
    superseded_by: str = ""
    superseded_on: date | None = None
    """First day on which the successor is in force; the day this text stops."""
    repealed_by: str = ""
    """`Document.id` of the decision that repeals it; empty when its own page or an administrator says so."""
    repealed_on: date | None = None
    """First day on which it is repealed."""
    wordings: tuple[date, ...] = ()
    """Days on which each wording was adopted, this one's the last, as the head of the text tells; empty without one."""
    takes_over: date | None = None
    """The day on which the version before it in the corpus stops; earlier days are that one's to answer for."""
    source_url: str = ""
    source: str = ""
    """Where the text was found, in words, for a reader who has no link."""
    addressees: tuple[str, ...] = ()
    """主送机关."""
    copied_to: tuple[str, ...] = ()
    """抄送."""
    sha256: str = ""
    """Of the source file's bytes."""
    notes: tuple[str, ...] = ()
    """What extraction could not settle, for the administrator."""

    @property
    def id(self) -> str:
        """Stable name of the document across its texts: the number, else title and issue date."""
        if self.number:
            return self.number
        return f"{self.title}({self.issued.isoformat()})" if self.issued else self.title

    @property
    def earlier(self) -> tuple[date, ...]:
        """Days on which the wordings before this one were adopted, oldest first."""
        return tuple(day for day in self.wordings if self.issued is not None and day < self.issued)

    @property
    def begins(self) -> date | None:
        """First day of this wording: an amended text keeps the law's old day of effect, but is itself no older."""
        if self.takes_over is None and not (self.wordings and self.earlier):
            return self.effective or self.issued
        return max((day for day in (self.issued, self.effective) if day is not None), default=None)

    @property
    def since(self) -> date | None:
        """First day in any wording that this text knows of: of effect, else of adoption where no effect is told."""
        if self.takes_over is not None or not self.earlier:
            return self.takes_over or self.begins
        first, second = (*self.earlier, self.begins or date.max)[:2]
        return self.effective if self.effective and first <= self.effective < second else first

    @property
    def ended(self) -> tuple[date, Status] | None:
        """First day on which it is no longer in force, and what it is from then on; None while no end is known."""
        after = self.expires + timedelta(days=1) if self.expires and self.expires < date.max else None
        ends = ((self.superseded_on, Status.SUPERSEDED), (self.repealed_on, Status.REPEALED), (after, Status.EXPIRED))
        return min(((day, status) for day, status in ends if day), key=lambda end: end[0], default=None)

    @property
    def last(self) -> date | None:
        """Last day on which it is in force; None while no end is known."""
        return self.ended[0] - timedelta(days=1) if self.ended else None

    @property
    def void(self) -> bool:
        """Whether it is repealed and nobody knows since when: it cannot be shown to be in force on any day."""
        return self.declared_status is Status.REPEALED and self.repealed_on is None

    def status_on(self, day: date) -> Status:
        """Legal status on `day`, from the dates in the document and what is registered about it."""
        if self.declared_status is not Status.IN_FORCE and (self.declared_status is Status.DRAFT or self.void):
            return self.declared_status
        begins = self.begins
        early = begins is not None and day < begins
        if early and self.since is not None and day < self.since:
            return Status.NOT_YET
        if (self.superseded_on or self.repealed_on or self.expires) and self.ended and day >= self.ended[0]:
            return self.ended[1]
        return Status.OTHER_WORDING if early else Status.IN_FORCE


class Period(StrEnum):
    """How often a requirement falls due."""

    CYCLE = "cycle"
    """Once per cycle of `Rule.cycle_years` years."""
    YEAR = "year"
    """Every calendar or school year."""
    ONCE = "once"
    """Once, before or at the start of service."""


class YearKind(StrEnum):
    """Which year 每年 means."""

    CALENDAR = "calendar"
    SCHOOL = "school"
    """学年: 1 September to 31 August."""


class AgeDay(StrEnum):
    """The day on which an age is looked at."""

    START = "start"
    """First day of the cycle, year or make-up window."""
    END = "end"
    """Last day of it."""
    YEAR_END = "year_end"
    """31 December of the year in which it begins: 当年满55周岁."""


@dataclass(frozen=True, slots=True)
class AgeBound:
    """A person is bound only while younger than these ages (full years) on the day that counts."""

    male_under: int | None = None
    female_under: int | None = None
    on: AgeDay | None = None
    """The day that counts; None where the document does not say."""


@dataclass(frozen=True, slots=True)
class ServiceBound:
    """A person is bound only while their full years of service (教龄) are in this range."""

    at_least_years: int | None = None
    under_years: int | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A part of the required hours with its own floor or ceiling."""

    name: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    rate: Decimal = Decimal(1)
    """Counted hours per hour earned."""
    minimum_share: Fraction | None = None
    """The floor as a share of the required hours, instead of `minimum`."""
    maximum_share: Fraction | None = None
    sources: tuple[str, ...] = ()
    """Further words under which such training is posted: 网络研修 for 线上研修."""


@dataclass(frozen=True, slots=True)
class Offset:
    """学分冲抵: hours of one kind of training that count for another."""

    source: str
    target: str
    rate: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class MakeUp:
    """补训: a window in which an earlier period's shortfall can be filled."""

    for_periods: tuple[str, ...]
    """School years or cycles whose shortfall is filled, as the document names them."""
    window: str
    """The period in which it is filled."""
    fee: str
    """What the document says about fees: 免收, or empty when silent."""
    for_from: date | None = None
    """First and last day of `for_periods`; periods that this span touches can be filled."""
    for_until: date | None = None
    window_from: date | None = None
    """First and last day of `window`; all four days are given or none."""
    window_until: date | None = None


@dataclass(frozen=True, slots=True)
class CarryOver:
    """结转: hours beyond what a period required that count in the next one, and only there."""

    maximum: Decimal | None = None
    """At most so many hours; None for all."""
    rate: Decimal = Decimal(1)


class LeaveEffect(StrEnum):
    """What a leave does to a requirement."""

    EXTEND = "extend"
    """The time to fulfil it grows by the days of the leave."""
    REDUCE = "reduce"
    """The hours shrink in proportion to the days of the leave."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class LeaveTerm:
    """What a rule says about leaves of these kinds."""

    kinds: tuple[str, ...]
    """产假, 病假, 支教 …"""
    effect: LeaveEffect
    at_least_days: int | None = None
    """Shorter leaves change nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A requirement as data. Every rule names the provision that it comes from."""

    id: str
    name: str
    document: str
    """`Document.id` of the source."""
    label: str
    """`Provision.label` of the source."""
    region: str
    roles: tuple[str, ...]
    """Whom it binds: 在职教师, 新任教师, 培训者, 校长 …"""
    stages: tuple[str, ...] = ()
    """学段, empty for all."""
    hours: Decimal | None = None
    """Required 学时; None for a rule that only bounds, offsets or opens a window."""
    period: Period | None = None
    cycle_years: int | None = None
    categories: tuple[Category, ...] = ()
    offsets: tuple[Offset, ...] = ()
    make_up: MakeUp | None = None
    age: AgeBound | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    binding: bool = True
    """False while the source is a draft."""
    reading: str = ""
    """Why this reading was chosen, where the provision allows two."""
    also_labels: tuple[str, ...] = ()
    """Further provisions of the same document that the rule rests on, such as the one that sets its age bound."""
    year: YearKind | None = None
    """For `Period.YEAR`: which year; None where the document does not say."""
    cycle_start: date | None = None
    """For `Period.CYCLE`: a day on which a cycle begins, where the document sets one."""
    within_months: int | None = None
    """For `Period.ONCE`: months from entering service until it is due, where the document sets them; 0 for before."""
    counts: tuple[str, ...] = ()
    """Kinds of training that count; empty for all. For a make-up rule, those that fill the shortfall."""
    carry_over: CarryOver | None = None
    leaves: tuple[LeaveTerm, ...] = ()
    hours_per_credit: Decimal | None = None
    """学时 that one 学分 stands for."""
    service: ServiceBound | None = None
    applies_to: tuple[str, ...] = ()
    """Ids of the rules that a rule without hours and period changes; empty for those of its own document."""
