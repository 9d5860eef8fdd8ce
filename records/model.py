"""People as the rest of the program sees them: frozen values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person may be besides a teacher, which everybody on the roster is."""

    STAFF = "staff"
    """中心工作人员, within a scope."""
    ADMINISTRATOR = "administrator"
    """管理员, everywhere."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a staff member works: a region with all below it, or one school in it."""

    region: str
    """GB/T 2260 code."""
    school: str = ""
    """Name of the one school; empty for all schools of the region."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a person holds."""

    role: Role
    scope: Scope | None
    """None for an administrator."""
    granted_at: datetime


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a roster says of a person; only 工号 and 姓名 are needed."""

    number: str
    """工号, unique in the database."""
    name: str
    sex: str = ""
    """男, 女, or empty."""
    born: date | None = None
    school: str = ""
    """单位."""
    region: str = ""
    """GB/T 2260 code; empty when unknown."""
    stage: str = ""
    """学段."""
    subject: str = ""
    post: str = ""
    """岗位."""
    entered: date | None = None
    """入职日期."""


@dataclass(frozen=True, slots=True)
class Person:
    """A roster entry with the account bound to it and the roles held."""

    id: int
    particulars: Particulars
    account: int | None = None
    """Telegram's user id; None while nobody has bound this entry."""
    grants: tuple[Grant, ...] = ()
    left: date | None = None
    """Day on which the person left the roster."""

    @property
    def is_administrator(self) -> bool:
        """Whether the person holds the role of administrator."""
        return any(grant.role is Role.ADMINISTRATOR for grant in self.grants)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Where the person is staff."""
        return tuple(g.scope for g in self.grants if g.role is Role.STAFF and g.scope is not None)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for something to be done: a person, nobody that we know, or whoever holds the command line."""

    person: Person | None = None
    """None for an account that nobody bound, which may do nothing, and on the command line."""
    command_line: bool = False
    """True may do everything: who has the machine has the database."""

    @property
    def id(self) -> int | None:
        """Id of the person, None without one."""
        return self.person.id if self.person else None


COMMAND_LINE = Actor(command_line=True)
