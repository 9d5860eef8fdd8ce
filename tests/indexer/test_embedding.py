"""The bundled embedding, and the ways to other ones."""

import base64
import hashlib
import importlib.util
import json
import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.embedding import BUNDLED, BundledEmbedding, Embedding, EmbeddingError, make_embedding
from indexer.embedding_extras import ModelUnavailable
from policy_corpus.errors import YanxiuError
from tests.properties import examples

TEXTS = [
    "教师每五年接受培训不少于360学时。",
    "新任教师岗前培训不少于120学时，未参加的不得上岗。",
    "食堂每周公布一次菜谱。",
    "短",
    "",
    "培训经费列入财政预算，按照教职工年度工资总额的一定比例安排，并向农村学校和薄弱学校倾斜。" * 3,
]


@pytest.fixture(scope="module")
def bundled() -> BundledEmbedding:
    return BundledEmbedding(threads=1)


def cosine(left: list[float], right: list[float]) -> float:
    return float(np.dot(left, right))


def test_vectors_are_of_length_one(bundled: BundledEmbedding) -> None:
    """Every vector has the model's dimension and length 1, the empty text included."""
    vectors = bundled.documents(TEXTS)
    assert vectors.shape == (len(TEXTS), bundled.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_neighbours_do_not_matter(bundled: BundledEmbedding) -> None:
    """A text has the same vector alone, in a batch, in another order and beside texts of equal length."""
    together = bundled.documents(TEXTS)
    backwards = bundled.documents(TEXTS[::-1])[::-1]
    twins = bundled.documents([TEXTS[2], "食堂每周公布一次账目。", "校车每周检查一次刹车。", TEXTS[2]])
    alone = np.stack([bundled.documents([text])[0] for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-3
    assert np.abs(together - backwards).max() < 1e-3
    assert np.abs(twins[0] - alone[2]).max() < 1e-3
    assert np.abs(twins[3] - alone[2]).max() < 1e-3


def test_thread_count_does_not_matter(bundled: BundledEmbedding) -> None:
    """One thread and two give the same vectors."""
    assert np.abs(BundledEmbedding(threads=2).documents(TEXTS) - bundled.documents(TEXTS)).max() < 1e-3


def test_lists_and_arrays_agree(bundled: BundledEmbedding) -> None:
    """The methods of LangChain's interface return lists of floats with what `documents` returns."""
    lists = bundled.embed_documents(TEXTS)
    assert isinstance(lists[0][0], float)
    assert np.allclose(lists, bundled.documents(TEXTS), atol=1e-6)
    assert bundled.embed_documents([]) == []


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("老师五年要学多少课时？", TEXTS[0], TEXTS[2]),
        ("刚入职的老师上岗前要培训多久", TEXTS[1], TEXTS[0]),
        ("學校食堂的菜單多久公佈一次", TEXTS[2], TEXTS[1]),
        ("培训的钱从哪里出？", TEXTS[5], TEXTS[1]),
    ],
)
def test_meaning_beats_other_topics(bundled: BundledEmbedding, question: str, right: str, wrong: str) -> None:
    """A question in everyday words is nearer to the provision that answers it than to another one."""
    asked = bundled.embed_query(question)
    near, far = bundled.embed_documents([right, wrong])
    assert cosine(asked, near) > cosine(asked, far)


def test_paraphrase_is_nearer_than_unrelated(bundled: BundledEmbedding) -> None:
    """Two wordings of one rule are nearer to each other than to a rule about something else."""
    rule, paraphrase, other = bundled.embed_documents(
        ["教师每五年培训不少于360学时。", "在五年一个周期内，老师要学满三百六十个课时。", "学校应当安装视频监控。"]
    )
    assert cosine(rule, paraphrase) > cosine(rule, other) + 0.03


def test_width_and_spacing_do_not_matter(bundled: BundledEmbedding) -> None:
    """Full-width digits, repeated spaces and line breaks give the vector of the plain text."""
    plain, wide = bundled.embed_documents(["第3条 教师培训(试行)", "  第３条\n\n教师培训（试行） "])
    assert cosine(plain, wide) > 0.9999


def test_end_of_a_long_text_counts(bundled: BundledEmbedding) -> None:
    """A text of several windows keeps what stands at its end, and its vector still has length 1."""
    filler = "学校应当建立健全各项管理制度，落实安全责任，定期检查设施设备。" * 60
    plain, ended = bundled.documents([filler, filler + "新任教师岗前培训不少于120学时。" * 20])
    asked = np.array(bundled.embed_query("新教师岗前培训多少学时"))
    assert np.linalg.norm(ended) == pytest.approx(1, abs=1e-5)
    assert ended @ asked > plain @ asked + 0.01


def test_long_text_without_sentence_ends(bundled: BundledEmbedding) -> None:
    """A long text without punctuation is embedded too."""
    assert np.isfinite(bundled.documents(["教师培训" * 2000])).all()


def test_progress_reaches_the_end(bundled: BundledEmbedding) -> None:
    """Progress never falls, counts texts and ends at their number."""
    heard: list[tuple[int, int]] = []
    texts = [*TEXTS, "学校应当制定培训计划。" * 200]
    bundled.documents(texts, lambda done, total: heard.append((done, total)))
    assert heard == sorted(heard)
    assert heard[-1] == (len(texts), len(texts))


@settings(max_examples=examples(25))
@given(text=st.text(max_size=80))
def test_any_text_has_a_vector(bundled: BundledEmbedding, text: str) -> None:
    """Whatever Unicode arrives, lone surrogates included, the vector is finite and of length 1."""
    assert np.linalg.norm(bundled.embed_query(text)) == pytest.approx(1, abs=1e-4)
    assert np.isfinite(bundled.embed_query(text + "\ud800")).all()


def test_files_are_those_of_the_card(bundled: BundledEmbedding) -> None:
    """The shipped files have the checksums of model.json, and the model stays small."""
    card = json.loads((BUNDLED / "model.json").read_text(encoding="utf-8"))
    for file, digest in card["sha256"].items():
        assert hashlib.sha256((BUNDLED / file).read_bytes()).hexdigest() == digest
    assert bundled.name.startswith(f"{card['name']}@")
    assert sum(path.stat().st_size for path in BUNDLED.iterdir()) < 35e6


def test_name_changes_with_the_weights(bundled: BundledEmbedding, tmp_path: Path) -> None:
    """Another checksum in the card is another name, so that an index knows its vectors are old."""
    card = json.loads((BUNDLED / "model.json").read_text(encoding="utf-8"))
    card["sha256"]["model.onnx"] = "0" * 64
    (tmp_path / "model.json").write_text(json.dumps(card), encoding="utf-8")
    assert BundledEmbedding(folder=tmp_path).name != bundled.name


def test_damaged_model_is_explained(tmp_path: Path) -> None:
    """A model file that is not one is reported in words at the first use."""
    for file in BUNDLED.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[:5000])
    with pytest.raises(EmbeddingError, match="已损坏"):
        BundledEmbedding(folder=tmp_path).embed_query("学时")


def test_use_from_several_threads() -> None:
    """Threads that share one model, loading it at the same time, get the same vectors."""
    shared = BundledEmbedding(threads=1)
    results: list[list[float]] = []
    workers = [threading.Thread(target=lambda: results.append(shared.embed_query("学时"))) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(results) == 4
    assert all(np.allclose(result, results[0], atol=1e-6) for result in results)


@pytest.mark.parametrize("setting", ["", "nonsense", "openai:", "sentence-transformers: ", "bundled:other"])
def test_unknown_setting_is_explained(setting: str) -> None:
    """A setting that names no embedding is refused with a sentence that lists the possible ones."""
    with pytest.raises(EmbeddingError, match=r"bundled.*sentence-transformers.*openai"):
        make_embedding(setting, threads=1)


def test_bundled_setting() -> None:
    """`bundled` is the shipped model."""
    embedding: Embedding = make_embedding("bundled", threads=1)
    assert embedding.name.startswith("e5-small-zh@")


def test_missing_model_folder_is_explained(tmp_path: Path) -> None:
    """A broken installation is reported in words."""
    with pytest.raises(YanxiuError, match="重新安装"):
        BundledEmbedding(threads=1, folder=tmp_path)


def test_sentence_transformers_needs_its_extra() -> None:
    """Without the extra, the sentence names it; with it, a folder that is not there is named."""
    installed = importlib.util.find_spec("sentence_transformers") is not None
    embedding = make_embedding("sentence-transformers:./no-such-model", threads=1)
    with pytest.raises(ModelUnavailable, match="no-such-model" if installed else r"yanxiu\[models\]"):
        embedding.embed_query("学时")


class Server(BaseHTTPRequestHandler):
    """Speaks OpenAI's embeddings protocol: a text's vector is (its length, 1)."""

    inputs: ClassVar[list[object]] = []
    broken: ClassVar[bool] = False

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.inputs.append(request["input"])
        body = {"object": "list", "model": request["model"], "usage": {"prompt_tokens": 1, "total_tokens": 1}}
        texts = [request["input"]] if isinstance(request["input"], str) else request["input"]
        as_text = request.get("encoding_format") == "base64"
        body["data"] = [
            {"object": "embedding", "index": i, "embedding": self.vector(text, as_text)} for i, text in enumerate(texts)
        ]
        data = b'{"error": {"message": "no such model"}}' if self.broken else json.dumps(body).encode()
        self.send_response(400 if self.broken else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    @staticmethod
    def vector(text: str, as_text: bool) -> str | list[float]:
        values = (float(len(text)), 1.0)
        return base64.b64encode(struct.pack("<2f", *values)).decode() if as_text else list(values)

    def log_message(self, *arguments: object) -> None:
        """Keeps the test output clean."""


@pytest.fixture
def server() -> Iterator[str]:
    Server.inputs.clear()
    Server.broken = False
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/v1"
        running.shutdown()
        thread.join()


def test_openai_server_gives_vectors(server: str) -> None:
    """Texts go as they are to the server, in order, in batches; vectors come back normalised."""
    embedding = make_embedding("openai:some-model", threads=1, base_url=server)
    heard: list[tuple[int, int]] = []
    texts = ["学" * length for length in range(1, 71)]
    vectors = embedding.documents(texts, lambda done, total: heard.append((done, total)))
    assert vectors.shape == (70, 2)
    assert np.allclose(vectors[:, 0] / vectors[:, 1], np.arange(1, 71), rtol=1e-4)
    assert heard == [(64, 70), (70, 70)]
    assert embedding.embed_query("教师培训") == pytest.approx([4 / 17**0.5, 1 / 17**0.5])
    assert Server.inputs[0] == texts[:64]
    assert server in embedding.name


def test_openai_server_that_refuses_is_explained(server: str) -> None:
    """An error of the server becomes a sentence that names the server and the model."""
    Server.broken = True
    embedding = make_embedding("openai:some-model", threads=1, base_url=server)
    with pytest.raises(ModelUnavailable, match="some-model"):
        embedding.embed_query("学时")
