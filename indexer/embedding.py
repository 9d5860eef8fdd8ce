"""Texts to vectors: the bundled model, and the way to any other.

An embedding has the two methods of LangChain's `Embeddings` (so that one may be handed to LangChain), and
`documents`, which returns an array and reports progress. All vectors have length 1.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.embedding_extras import OpenAIEmbedding, SentenceTransformersEmbedding
from policy_corpus.errors import YanxiuError

Vectors = NDArray[np.float32]
Tokens = NDArray[np.int64]
Progress = Callable[[int, int], None]
"""Hears (texts done, texts in all)."""

BUNDLED = Path(__file__).with_name("models") / "e5-small-zh"
_BATCH_TOKENS = 256
"""Tokens a run: short texts are faster together, beyond this nothing is gained."""
_CHUNK = 4096
"""Texts whose tokens are held at once."""
_SENTENCE_END = re.compile(r"[。!?;…]$")
"""Of a token; the tokenizer has made full-width punctuation half-width."""


class Embedding(Protocol):
    """What the index needs of an embedding."""

    @property
    def name(self) -> str:
        """Stable identity of the model and its weights; vectors of different names are not comparable."""

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of texts that are searched."""

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The same as an array (texts, dimension)."""


class EmbeddingError(YanxiuError):
    """The embedding model cannot be used as configured; the sentence says what to do."""


class BundledEmbedding:
    """The model that is shipped with the package, run by onnxruntime: no network, no PyTorch.

    Runs take texts of equal token count only, so that a vector never depends on the other texts. A text
    beyond the model's 512 tokens is cut at sentence ends; its vector is the mean of the parts' vectors,
    weighted by their tokens. The model is loaded at the first use. Safe to use from several threads.
    """

    def __init__(self, *, threads: int = 2, folder: Path = BUNDLED) -> None:
        self._folder, self._threads = folder, threads
        try:
            card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        except OSError as error:
            raise EmbeddingError(f"内置语义模型不在 {folder}，请重新安装 yanxiu。") from error
        self.dimension: int = card["dimension"]
        files = "".join(card["sha256"][file] for file in ("model.onnx", "tokenizer.json"))
        self.name: str = f"{card['name']}@{hashlib.sha256(files.encode()).hexdigest()[:12]}"
        self._prefixes: dict[str, str] = card["prefixes"]
        self._room: int = card["max_tokens"] - 2
        self._lock = Lock()
        self._session: Any = None
        self._tokenizer: Any = None

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        vector: list[float] = self.queries([text])[0].tolist()
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of texts that are searched."""
        vectors: list[list[float]] = self.documents(texts).tolist()
        return vectors

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The vectors of questions, (texts, dimension)."""
        return self._embed(self._prefixes["query"], texts, None)

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The vectors of texts that are searched, (texts, dimension)."""
        return self._embed(self._prefixes["passage"], texts, progress)

    def load(self) -> None:
        """Load the model now rather than at the first use."""
        with self._lock:
            if self._session is not None:
                return
            # Imported here: they take a third of a second, and `--help` needs none of it.
            import onnxruntime
            from tokenizers import Tokenizer

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self._threads
            options.log_severity_level = 3
            # Threads that spin while they wait would take the processor from the rest of a small machine.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            # The graph is written in its final form; more would undo the choice of faster operators.
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
            # Planning which buffers to share takes 0.3 s of the load and saves nothing here.
            options.enable_mem_reuse = False
            try:
                self._tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
                model = str(self._folder / "model.onnx")
                self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
            except Exception as error:  # both libraries raise their own kinds of bare exceptions
                raise EmbeddingError(f"内置语义模型的文件（{self._folder}）已损坏，请重新安装 yanxiu。") from error

    def _embed(self, prefix: str, texts: Sequence[str], progress: Progress | None) -> Vectors:
        self.load()
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _CHUNK):
            windows = [
                (owner, window)
                for owner, text in enumerate(texts[start : start + _CHUNK], start)
                for window in self._windows(prefix, text)
            ]
            for done, owners, parts in self._runs(windows):
                np.add.at(vectors, owners, parts)
                if progress:
                    progress(start + done, len(texts))
        norms: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / norms

    def _runs(self, windows: list[tuple[int, Tokens]]) -> Iterator[tuple[int, list[int], Vectors]]:
        """(texts finished so far, texts that the rows belong to, rows weighted by tokens), longest windows last."""
        left = np.bincount([owner for owner, _ in windows])
        done = 0
        for length, group in groupby(sorted(windows, key=lambda item: len(item[1])), key=lambda item: len(item[1])):
            same = list(group)
            size = max(1, _BATCH_TOKENS // length)
            for start in range(0, len(same), size):
                owners, tokens = zip(*same[start : start + size], strict=True)
                rows: Vectors = self._session.run(["embedding"], {"input_ids": np.stack(tokens)})[0]
                for owner in owners:
                    left[owner] -= 1
                    done += int(left[owner] == 0)
                yield done, list(owners), rows * length

    def _windows(self, prefix: str, text: str) -> list[Tokens]:
        """The tokens of `text`, in as many windows as the model's length asks for, each begun with `prefix`."""
        clean = text.encode("utf-8", "replace").decode("utf-8")
        encoding = self._tokenizer.encode(prefix + clean)
        ids = encoding.ids
        if len(ids) - 2 <= self._room:
            return [np.array(ids, np.int64)]
        begin, end = ids[0], ids[-1]
        lead = self._tokenizer.encode(prefix).ids[1:-1]
        room = self._room - len(lead)
        at, stop, windows = 1 + len(lead), len(ids) - 1, []
        while at < stop:
            cut = _last_sentence_end(encoding.tokens, at, min(at + room, stop)) if stop - at > room else stop
            windows.append(np.array([begin, *lead, *ids[at:cut], end], np.int64))
            at = cut
        return windows


def _last_sentence_end(tokens: list[str], start: int, stop: int) -> int:
    """Where to cut `tokens[start:stop]`: after a sentence, or at `stop` when its second half has no end."""
    for index in range(stop - 1, (start + stop) // 2, -1):
        if _SENTENCE_END.search(tokens[index]):
            return index + 1
    return stop


def make_embedding(setting: str, *, threads: int, base_url: str = "", api_key: str = "") -> Embedding:
    """The embedding that `setting` names: `bundled`, `sentence-transformers:<path or hub id>`, `openai:<model>`.

    `base_url` and `api_key` are for `openai:`. Raises `EmbeddingError` for an unknown setting; a missing
    package or model is reported, also as a `YanxiuError`, at the first use.
    """
    kind, _, model = setting.partition(":")
    if setting == "bundled":
        return BundledEmbedding(threads=threads)
    if kind == "sentence-transformers" and model.strip():
        return SentenceTransformersEmbedding(model.strip(), threads=threads)
    if kind == "openai" and model.strip():
        return OpenAIEmbedding(model.strip(), base_url=base_url, api_key=api_key)
    raise EmbeddingError(
        f"不认识的语义模型设置“{setting}”。可以写：bundled、sentence-transformers:模型路径或名称、openai:模型名。"
    )
