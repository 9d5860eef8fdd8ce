"""Embeddings beyond the default install: sentence-transformers, and servers that speak OpenAI's protocol."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policy_corpus.errors import YanxiuError

Vectors = NDArray[np.float32]
_BATCH = 64
"""Texts between two reports of progress, and in one request."""


class ModelUnavailable(YanxiuError):
    """A configured model cannot be loaded or does not answer; the sentence says what to do."""


class _Batched(ABC):
    """The shared half: batches, progress, normalised rows. Kinds implement `_vectors`."""

    name: str

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        vector: list[float] = _normalised(self._vectors([text], question=True))[0].tolist()
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of texts that are searched."""
        vectors: list[list[float]] = self.documents(texts).tolist()
        return vectors

    def documents(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> Vectors:
        """The vectors of texts that are searched, (texts, dimension); (0, 0) for no texts."""
        rows = []
        for start in range(0, len(texts), _BATCH):
            rows.append(_normalised(self._vectors(list(texts[start : start + _BATCH]), question=False)))
            if progress:
                progress(min(start + _BATCH, len(texts)), len(texts))
        return np.concatenate(rows) if rows else np.zeros((0, 0), np.float32)

    @abstractmethod
    def _vectors(self, texts: list[str], *, question: bool) -> Vectors:
        """The raw vectors of a batch."""


class SentenceTransformersEmbedding(_Batched):
    """Any model in the format of sentence-transformers, by folder or hub id, with the prompts that it configures."""

    def __init__(self, model: str, *, threads: int) -> None:
        self._path, self._threads = model, threads
        self._lock = Lock()
        self._model: Any = None
        self.name = f"sentence-transformers:{model}{_folder_version(Path(model))}"

    def _vectors(self, texts: list[str], *, question: bool) -> Vectors:
        with self._lock:
            if self._model is None:
                self._model = self._load()
        encode = self._model.encode_query if question else self._model.encode_document
        return np.asarray(encode(texts, batch_size=_BATCH, show_progress_bar=False), np.float32)

    def _load(self) -> Any:
        try:
            import torch
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelUnavailable(
                f"语义模型 {self.name} 需要额外的组件，请先运行：pip install 'yanxiu[models]'（约 1.4 GB）。"
            ) from error
        torch.set_num_threads(self._threads)
        try:
            return SentenceTransformer(self._path, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelUnavailable(
                f"读不到语义模型“{self._path}”：请检查路径或名称；没有网络时请写本机文件夹。"
            ) from error


class OpenAIEmbedding(_Batched):
    """A server that speaks OpenAI's embeddings protocol."""

    def __init__(self, model: str, *, base_url: str = "", api_key: str = "", timeout: float = 60) -> None:
        self._model, self._base_url, self._api_key, self._timeout = model, base_url, api_key, timeout
        self._lock = Lock()
        self._client: Any = None
        self.name = f"openai:{model}@{base_url}" if base_url else f"openai:{model}"

    def _vectors(self, texts: list[str], *, question: bool) -> Vectors:
        with self._lock:
            if self._client is None:
                self._client = self._connect()
        from openai import OpenAIError

        try:
            rows = [self._client.embed_query(texts[0])] if question else self._client.embed_documents(texts)
            return np.asarray(rows, np.float32)
        except (OpenAIError, ValueError, TypeError) as error:
            place = self._base_url or "OpenAI"
            raise ModelUnavailable(
                f"语义模型服务 {place} 没有给出“{self._model}”的向量，请检查地址、密钥和模型名，稍后再试。"
            ) from error

    def _connect(self) -> Any:
        try:
            from langchain_openai import OpenAIEmbeddings
            from pydantic import SecretStr
        except ImportError as error:
            raise ModelUnavailable(
                f"语义模型 {self.name} 需要额外的组件，请先运行：pip install 'yanxiu[openai]'。"
            ) from error
        return OpenAIEmbeddings(
            model=self._model,
            base_url=self._base_url or None,
            # A local server wants no key, but the client refuses to start without one.
            api_key=SecretStr(self._api_key or "none"),
            check_embedding_ctx_length=False,  # it would download a tokenizer and send token numbers
            chunk_size=_BATCH,
            timeout=self._timeout,
            max_retries=2,
        )


def _normalised(rows: Vectors) -> Vectors:
    if rows.ndim != 2 or not np.isfinite(rows).all():
        raise ModelUnavailable("语义模型给出的不是向量，请换一个模型。")
    lengths: Vectors = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return rows / lengths


def _folder_version(folder: Path) -> str:
    """A mark that changes with the files of a local model; empty for a hub id."""
    if not folder.is_dir():
        return ""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    states = [f"{path.relative_to(folder)} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return "@" + hashlib.sha256("\n".join(states).encode()).hexdigest()[:12]
