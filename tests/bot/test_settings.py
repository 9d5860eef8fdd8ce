"""Settings: which source wins, what is refused and in which words, and that the key is never shown."""

from pathlib import Path

import pytest

from bot.settings import KEYS, Settings, SettingsError, variable


def read(cwd: Path, **environ: str) -> Settings:
    return Settings.from_env({f"YANXIU_{key.upper()}": value for key, value in environ.items()}, cwd=cwd)


def refusal(cwd: Path, **environ: str) -> str:
    with pytest.raises(SettingsError) as caught:
        read(cwd, **environ)
    return str(caught.value)


def test_defaults(tmp_path: Path) -> None:
    """With nothing set, the bundled model answers without a chat model, and the data directory is the platform's."""
    settings = Settings.from_env({}, cwd=tmp_path)
    assert (settings.embedding, settings.chat_model, settings.region) == ("bundled", "", "")
    assert settings.home.name == "yanxiu"
    assert settings.threads >= 1


def test_environment_wins_over_both_files(tmp_path: Path) -> None:
    """The environment wins over the current directory's file, which wins over the data directory's."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "yanxiu.toml").write_text('region = "河南"\nchat_model = "m1"\nthreads = 3\n', encoding="utf-8")
    (tmp_path / "yanxiu.toml").write_text('region = "江西"\nchat_model = "m2"\n', encoding="utf-8")
    settings = read(tmp_path, home=str(home), region="河北")
    assert (settings.region, settings.chat_model, settings.threads) == ("河北", "m2", 3)
    origins = {key: origin for key, _, origin in settings.effective()}
    assert origins["region"] == "环境变量 YANXIU_REGION"
    assert origins["chat_model"] == str(tmp_path / "yanxiu.toml")
    assert origins["threads"] == str(home / "yanxiu.toml")
    assert origins["embedding"] == "默认值"


def test_home_from_the_file_in_the_current_directory(tmp_path: Path) -> None:
    """The current directory's file may name the data directory; a relative one starts there."""
    (tmp_path / "yanxiu.toml").write_text('home = "数据 目录"\n', encoding="utf-8")
    assert read(tmp_path).home == tmp_path / "数据 目录"


def test_home_in_the_data_directory_is_refused(tmp_path: Path) -> None:
    """A data directory cannot point elsewhere."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "yanxiu.toml").write_text('home = "/elsewhere"\n', encoding="utf-8")
    assert "YANXIU_HOME" in refusal(tmp_path, home=str(tmp_path / "home"))


def test_current_directory_may_be_the_data_directory(tmp_path: Path) -> None:
    """Run inside the data directory, its one file is read once, `home` included."""
    (tmp_path / "yanxiu.toml").write_text('home = "."\nregion = "河北"\n', encoding="utf-8")
    assert read(tmp_path).region == "河北"


def test_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    """`YANXIU_REGION= yanxiu …` is the same as no variable."""
    assert read(tmp_path, region="  ", threads="").region == ""


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("embedding", "word2vec", "bundled"),
        ("embedding", "openai:", "openai:模型名"),
        ("chat_base_url", "localhost:8000", "http://"),
        ("chat_base_url", "http://[::1", "http://"),
        ("chat_timeout", "soon", "秒"),
        ("chat_timeout", "0", "秒"),
        ("chat_timeout", "nan", "秒"),
        ("chat_timeout", "1e9", "600"),
        ("threads", "0", "1 到 64"),
        ("threads", "二", "1 到 64"),
        ("threads", "²", "1 到 64"),
        ("log_level", "loud", "warning"),
        ("home", "~nobody-of-that-name/x", "文件夹"),
        ("chat_model", "a\nb", "一行"),
    ],
)
def test_bad_value_names_key_place_and_what_is_allowed(tmp_path: Path, key: str, value: str, allowed: str) -> None:
    """A value that is not allowed is refused with the key, the variable and the allowed values."""
    sentence = refusal(tmp_path, **{key: value})
    assert key in sentence
    assert variable(key) in sentence
    assert allowed in sentence


def test_misspelt_variable_is_refused_with_the_likely_one(tmp_path: Path) -> None:
    """A misspelt variable would silently do nothing; it is refused, and the likely name is offered."""
    assert "YANXIU_REGION？" in refusal(tmp_path, regoin="河北")


@pytest.mark.parametrize("line", ["reigon = '河北'", "threads = true", "threads = 1.5", "region = 3", "region = ["])
def test_bad_file_names_the_file(tmp_path: Path, line: str) -> None:
    """A bad key, type or syntax in the file is refused with the file's path."""
    (tmp_path / "yanxiu.toml").write_text(line, encoding="utf-8")
    assert str(tmp_path / "yanxiu.toml") in refusal(tmp_path)


def test_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """A file saved as GBK is refused with a sentence."""
    (tmp_path / "yanxiu.toml").write_bytes('region = "河北"'.encode("gbk"))
    assert "UTF-8" in refusal(tmp_path)


def test_file_with_byte_order_mark_is_read(tmp_path: Path) -> None:
    """A file saved by Windows Notepad is read."""
    (tmp_path / "yanxiu.toml").write_text('region = "河北"', encoding="utf-8-sig")
    assert read(tmp_path).region == "河北"


def test_key_in_a_file_is_refused(tmp_path: Path) -> None:
    """The secret is taken from the environment alone, and the refusal does not repeat it."""
    (tmp_path / "yanxiu.toml").write_text('chat_api_key = "sk-very-secret"', encoding="utf-8")
    sentence = refusal(tmp_path)
    assert "YANXIU_CHAT_API_KEY" in sentence
    assert "very-secret" not in sentence


def test_key_is_never_shown(tmp_path: Path) -> None:
    """Neither `repr` nor the listing nor a refusal shows the secret."""
    settings = read(tmp_path, chat_api_key="sk-very-secret")
    assert settings.chat_api_key == "sk-very-secret"
    assert "very-secret" not in repr(settings)
    assert "very-secret" not in repr(settings.effective())
    assert "very-secret" not in refusal(tmp_path, chat_api_key="sk-very-secret\x07")


def test_listing_has_every_setting(tmp_path: Path) -> None:
    """`effective` lists each setting once."""
    assert tuple(key for key, _, _ in read(tmp_path).effective()) == KEYS
