"""The settings of a centre, and what the words of a roster mean."""

from dataclasses import fields

from records.centre import SETTING_NAMES, CentreSettings
from records.facts import ROLE_WORDS, roles_of, stages_of, words_of


def test_every_setting_has_a_visible_name() -> None:
    """Names and settings are the same set, so that a missing one can be named."""
    assert set(SETTING_NAMES) == {one.name for one in fields(CentreSettings)}


def test_a_post_stands_for_roles() -> None:
    """Several posts in one cell, the centre's own mapping first, and nothing for an unknown word."""
    assert roles_of("教师、培训者") == ("在职教师", "培训者")
    assert roles_of(" 副校长 ") == ("校长", "在职教师")
    assert roles_of("教导主任", {"教导主任": ("在职教师",)}) == ("在职教师",)
    assert roles_of("校长", {"校长": ("校长",)}) == ("校长",)
    assert roles_of("保安") == roles_of("教师，保安") == roles_of("") == ()
    assert words_of("教师 / 培训者") == ("教师", "培训者")


def test_every_role_of_a_rule_is_a_post() -> None:
    """A roster may write a role as rules do."""
    for roles in ROLE_WORDS.values():
        for role in roles:
            assert role in roles_of(role)


def test_a_stage_stands_for_the_stages_of_rules() -> None:
    """Usual variants of 学段."""
    assert stages_of("普通高中") == ("高中",)
    assert stages_of("九年一贯制") == ("小学", "初中")
    assert stages_of("其他") == ()
