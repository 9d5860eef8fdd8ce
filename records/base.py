"""What every table of the records derives from."""

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Names of constraints follow a pattern, so that migrations can name them."""


Base.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
