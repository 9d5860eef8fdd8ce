"""The command line is parsed with no more of its grammar than is asked for."""

import re

import pytest

from bot import arguments

GROUPS = ("corpus", "index", "announce", "people", "records", "reminders")


def shown(*argv: str) -> str:
    """What `--help` prints."""
    with pytest.raises(arguments.ShowText) as caught:
        arguments.parse(argv)
    return caught.value.text


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_whole(group: str) -> None:
    """A group that is put together alone has the commands that it has among all others."""
    with pytest.raises(arguments.ShowText) as caught:
        arguments.parser().parse_args([group, "--help"])
    assert shown(group, "--help") == caught.value.text


def test_all_commands_are_listed() -> None:
    """The program's own help, and what is said to a mistyped command, name every group."""
    for group in GROUPS:
        assert re.search(rf"^    {group}\s", shown("--help"), re.MULTILINE)
    with pytest.raises(arguments.UsageError) as caught:
        arguments.parse(["corpsu", "list"])
    for group in GROUPS:
        assert group in str(caught.value)
