"""The encoder of a checkpoint in PyTorch: texts to vectors with gradients, and back to a checkpoint."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from indexer.training import vocabulary
from indexer.training.nano import Array, Checkpoint

WORDS = "embeddings.word_embeddings"
PAD = vocabulary.SPECIAL.index("<pad>")
_GROUP_TOKENS = 4800
"""Tokens that go through the encoder together: more gains nothing on a processor."""


class Encoder:
    """The model and its tokenizer, which is the one that is shipped."""

    def __init__(self, checkpoint: Checkpoint, *, max_tokens: int, device: str = "cpu") -> None:
        self._checkpoint, self._max, self._device = checkpoint, max_tokens, device
        self._tokenizer: Tokenizer = vocabulary.build(checkpoint.pieces, checkpoint.scores)
        self.model: Any = _empty(checkpoint).to(device)
        self.load(checkpoint.tensors)
        # Without dropout a step depends on nothing but the data; drawing its masks took most of a forward pass.
        self.model.train()

    def load(self, tensors: dict[str, Array]) -> None:
        """Take over these weights."""
        self.model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in tensors.items()})

    def checkpoint(self) -> Checkpoint:
        """The weights as they are now."""
        state = self.model.state_dict()
        tensors = {name: state[name].detach().float().cpu().numpy().copy() for name in self._checkpoint.tensors}
        return replace(self._checkpoint, tensors=tensors)

    def ids(self, prefix: str, texts: Sequence[str]) -> list[list[int]]:
        """Token numbers of each text after `prefix`, cut to the greatest length but ended like a whole text."""
        encodings = self._tokenizer.encode_batch([prefix + text for text in texts])
        return [self._cut(e.ids) for e in encodings]

    def pairs(self, questions: Sequence[list[int]], passages: Sequence[list[int]]) -> list[list[int]]:
        """Token numbers of a question and a passage read together, from those of each."""
        return [self._cut([*q, *p[1:]]) for q, p in zip(questions, passages, strict=True)]

    def _cut(self, ids: list[int]) -> list[int]:
        return ids if len(ids) <= self._max else [*ids[: self._max - 1], ids[-1]]

    def vectors(self, ids: Sequence[Sequence[int]]) -> Any:
        """(texts, hidden), each of length 1, as a tensor; texts of like length go through together."""
        order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
        parts, start = [], 0
        # One block for all groups: the weights are made bfloat16 once in it.
        with torch.autocast(self._device, dtype=torch.bfloat16):
            while start < len(order):
                size = 1
                while start + size < len(order) and (size + 1) * len(ids[order[start + size]]) <= _GROUP_TOKENS:
                    size += 1
                parts.append(self._pooled([ids[index] for index in order[start : start + size]]))
                start += size
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(parts)[back]

    def array(self, ids: Sequence[Sequence[int]]) -> Array:
        """The same without gradients, as an array."""
        with torch.inference_mode():
            vectors: Array = self.vectors(ids).cpu().numpy()
        return vectors

    def _pooled(self, ids: Sequence[Sequence[int]]) -> Any:
        longest = max(map(len, ids))
        padded = torch.tensor([[*row, *[PAD] * (longest - len(row))] for row in ids], device=self._device)
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in ids], device=self._device)
        states = self.model(input_ids=padded, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).float()
        return torch.nn.functional.normalize((states.float() * weights).sum(1) / weights.sum(1), dim=-1)


def _empty(checkpoint: Checkpoint) -> Any:
    tensors = checkpoint.tensors
    pieces, hidden = tensors[f"{WORDS}.weight"].shape
    places, types = (tensors[f"embeddings.{kind}_embeddings.weight"].shape[0] for kind in ("position", "token_type"))
    shape: dict[str, Any] = {
        "vocab_size": pieces,
        "hidden_size": hidden,
        "num_hidden_layers": checkpoint.layers,
        "num_attention_heads": checkpoint.heads,
        "intermediate_size": tensors["encoder.layer.0.intermediate.dense.bias"].size,
        "max_position_embeddings": places,
        "type_vocab_size": types,
        "layer_norm_eps": checkpoint.epsilon,
        "pad_token_id": PAD,
        "hidden_dropout_prob": 0.0,
        "attention_probs_dropout_prob": 0.0,
        "attn_implementation": "eager",  # on a processor the fused attention's backward pass is twice as slow
    }
    model: Any = BertModel(BertConfig(**shape), add_pooling_layer=False)
    model.get_input_embeddings().weight.requires_grad_(False)
    return model
