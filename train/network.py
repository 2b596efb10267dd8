"""The reading model in PyTorch: an encoder whose reading text sees its context in every layer from one on.

The context goes through the layers by itself, so that one pass serves every text that is read beside it. A text's
tokens attend to themselves and to the context's states of the same depth, with the same weights; a vector tells the
context's states apart. As in T5's decoder (Raffel and others, 2020) or a prefix language model, without a second stack.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from vectorstore.encoder.weights import Weights

FIRST = 6  # the first layer in which a text sees its context; below it every text is read by itself, once
VERDICTS = 3
# Likeness of a token to its likest in a text that says the same, about, and what brings differences from it to one.
USUAL, SPREAD = 0.6, 8.0


class Layer(nn.Module):
    """One layer of BERT's encoder."""

    def __init__(self, hidden: int, heads: int, epsilon: float, *, sees: bool) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.ao = (nn.Linear(hidden, hidden) for _ in range(4))
        self.fi, self.fo = nn.Linear(hidden, 4 * hidden), nn.Linear(4 * hidden, hidden)
        self.aln, self.oln = nn.LayerNorm(hidden, epsilon), nn.LayerNorm(hidden, epsilon)
        self.mark = nn.Parameter(torch.zeros(hidden)) if sees else None

    def forward(self, states: Tensor, mask: Tensor, context: tuple[Tensor, Tensor] | None = None) -> Tensor:
        """Return the next states. `states` (contexts, texts, tokens, hidden), `mask` (contexts, texts, tokens)."""
        c, n, t, hidden = states.shape
        heads, size = self.heads, hidden // self.heads
        q = (self.q(states) * size**-0.5).view(c, n, t, heads, size).permute(0, 3, 1, 2, 4)
        k = self.k(states).view(c, n, t, heads, size).permute(0, 3, 1, 4, 2)
        v = self.v(states).view(c, n, t, heads, size).permute(0, 3, 1, 2, 4)
        scores = (q @ k).add_(mask[:, None, :, None, :])
        if context is None or self.mark is None:
            heard = torch.softmax(scores, -1) @ v
        else:
            seen, seen_mask = context
            marked = seen + self.mark
            s = seen.shape[1]
            ck = self.k(marked).view(c, s, heads, size).permute(0, 2, 3, 1)
            cv = self.v(marked).view(c, s, heads, size).permute(0, 2, 1, 3)
            flat = q.reshape(c, heads, n * t, size)
            beside = (flat @ ck).view(c, heads, n, t, s).add_(seen_mask[:, None, None, None, :])
            together = torch.softmax(torch.cat([beside, scores], -1), -1)
            heard = together[..., s:] @ v
            heard = heard + (together[..., :s].reshape(c, heads, n * t, s) @ cv).view(c, heads, n, t, size)
        heard = heard.permute(0, 2, 3, 1, 4).reshape(c, n, t, hidden)
        states = self.aln(states + self.ao(heard))
        return self.oln(states + self.fo(functional.gelu(self.fi(states))))


class Compare(nn.Module):
    """Sets each token of a text beside what stands for it in the context: soft alignment, as in ESIM (Chen, 2017).

    States are compared without the mean of their own text, which takes most of the language out of them.
    """

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.sharpness = nn.Parameter(torch.tensor(12.0))
        self.wide = nn.Linear(4 * hidden + 1, hidden)
        self.back = nn.Linear(hidden, hidden)
        nn.init.zeros_(self.back.weight)
        nn.init.zeros_(self.back.bias)

    def forward(
        self, states: Tensor, mask: Tensor, seen: Tensor, seen_mask: Tensor, hide: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return the states (contexts, texts, tokens, hidden) with what the comparison says added, and its summary.

        The summary (contexts, texts, 4): mean, least, and lower quartiles of how like each token its likest is.
        """
        c, n, t, hidden = states.shape
        own = _centred(states, mask[..., None])
        other = _centred(seen[:, None], seen_mask[:, None, :, None])[:, 0]
        own, other = functional.normalize(own, dim=-1), functional.normalize(other, dim=-1)
        near = own.reshape(c, n * t, hidden) @ other.transpose(1, 2)
        near = near + hide[:, None, :]
        likest = near.max(-1, keepdim=True).values.view(c, n, t, 1)
        aligned = (torch.softmax(near * self.sharpness, -1) @ other).view(c, n, t, hidden)
        scale = hidden**0.5
        beside = torch.cat(
            [scale * own, scale * aligned, scale * (own - aligned), hidden * own * aligned, SPREAD * (likest - USUAL)],
            -1,
        )
        return states + self.back(functional.gelu(self.wide(beside))), _summary(likest[..., 0], mask)


def _summary(likest: Tensor, mask: Tensor) -> Tensor:
    kept = likest.float().masked_fill(~mask, 2.0)
    ordered = kept.sort(-1).values
    count = mask.sum(-1, keepdim=True)
    mean = likest.float().masked_fill(~mask, 0.0).sum(-1, keepdim=True) / count.clamp(min=1)
    shares = [ordered.gather(-1, (share * (count - 1)).long().clamp(min=0)) for share in (0.1, 0.25, 0.5)]
    return SPREAD * (torch.cat([mean, *shares], -1) - USUAL)


def _centred(states: Tensor, mask: Tensor) -> Tensor:
    weight = mask.to(states.dtype)
    return states - (states * weight).sum(2, keepdim=True) / weight.sum(2, keepdim=True).clamp(min=1)


class Reader(nn.Module):
    """The model. Token embeddings are not part of it: they come from the encoder's file and are never trained."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        hidden = weights.hidden
        self.hidden = hidden
        self.norm = nn.LayerNorm(hidden, weights.epsilon)
        self.layers = nn.ModuleList(
            Layer(hidden, weights.heads, weights.epsilon, sees=number >= FIRST) for number in range(weights.layers)
        )
        self.entry, self.exit = Compare(hidden), Compare(hidden)
        self.verdict = nn.Sequential(nn.Linear(3 * hidden, hidden), nn.Tanh(), nn.Linear(hidden, VERDICTS))
        self.answers = nn.Sequential(nn.Linear(3 * hidden, hidden), nn.Tanh(), nn.Linear(hidden, 1))
        self.span = nn.Linear(hidden, 2)
        self.alike = nn.Sequential(nn.Linear(8, 32), nn.Tanh(), nn.Linear(32, VERDICTS))
        self.load(weights)

    def load(self, weights: Weights) -> None:
        """Take over the encoder's weights."""
        state = self.state_dict()

        def put(name: str, values: object) -> None:
            state[name].copy_(torch.from_numpy(values).view_as(state[name]))  # type: ignore[arg-type]

        put("norm.weight", weights.vectors["emb.ln.w"].copy())
        put("norm.bias", weights.vectors["emb.ln.b"].copy())
        for number in range(weights.layers):
            for part in ("q", "k", "v", "ao", "fi", "fo"):
                blocks = weights.matrices[f"l{number}.{part}.w"]
                import numpy as np

                put(f"layers.{number}.{part}.weight", blocks.rows(np.arange(len(blocks.raw))))
                put(f"layers.{number}.{part}.bias", weights.vectors[f"l{number}.{part}.b"].copy())
            for part in ("aln", "oln"):
                put(f"layers.{number}.{part}.weight", weights.vectors[f"l{number}.{part}.w"].copy())
                put(f"layers.{number}.{part}.bias", weights.vectors[f"l{number}.{part}.b"].copy())

    def lower(self, embeddings: Tensor, mask: Tensor) -> Tensor:
        """Return the states of texts before the first layer that sees a context: (texts, tokens, hidden)."""
        kind = self.norm.weight.dtype
        states = self.norm(embeddings.to(kind))[None]
        hide = torch.zeros(mask.shape, dtype=kind).masked_fill(~mask, -1e4)[None]
        for layer in self.layers[:FIRST]:
            states = layer(states, hide)
        return states[0]

    def forward(
        self, context: Tensor, context_mask: Tensor, texts: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return verdicts (contexts, texts, 3), answers (contexts, texts) and spans (contexts, texts, tokens, 2).

        `context` (contexts, tokens, hidden) and `texts` (contexts, texts, tokens, hidden) are states of `lower`; the
        masks are True where there is a token.
        """
        kind = self.norm.weight.dtype
        hide = torch.zeros(context_mask.shape, dtype=kind).masked_fill(~context_mask, -1e4)
        hide_texts = torch.zeros(mask.shape, dtype=kind).masked_fill(~mask, -1e4)
        seen, states = context.to(kind)[:, None], texts.to(kind)
        states, early = self.entry(states, mask, seen[:, 0], context_mask, hide)
        for layer in self.layers[FIRST:]:
            states = layer(states, hide_texts, (seen[:, 0], hide))
            seen = layer(seen, hide[:, None])
        states, late = self.exit(states, mask, seen[:, 0], context_mask, hide)
        alike = torch.cat([early, late], -1).to(kind)
        weight = mask.to(kind)[..., None]
        mean = (states * weight).sum(2) / weight.sum(2).clamp(min=1)
        most = (states + hide_texts[..., None]).max(2).values
        pooled = torch.cat([states[:, :, 0], mean, most], -1)
        verdict = self.verdict(pooled) + self.alike(alike)
        return verdict, self.answers(pooled)[..., 0], self.span(states)
