"""Training: losses, schedule, checkpoints. Seeded and resumable: a run goes on from its last checkpoint."""

from __future__ import annotations

import copy
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from train.batches import Batch, CutGroup, Kept, batches
from train.groups import Verdict
from train.network import FIRST, Reader

WARM_UP = 0.06  # of all steps
DECAY = 0.01
LAYER_DECAY = 0.92  # a lower layer learns more slowly than the one above
CLIP = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train. `steps` is the whole schedule; `checkpoint` is kept every `keep` steps."""

    steps: int
    rate: float
    seed: int
    checkpoint: Path
    keep: int = 200


def losses(model: Reader, kept: Kept, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """Return the loss of a batch and its parts."""
    verdicts, answers, spans = forward(model, kept, batch)
    parts: list[Tensor] = []
    shown: dict[str, float] = {}
    index = [(row, place, cut) for row, cuts in enumerate(batch.readings) for place, cut in enumerate(cuts)]
    judged = [(row, place, cut.reading.verdict) for row, place, cut in index if cut.reading.verdict is not None]
    if judged:
        logits = functional.log_softmax(verdicts[[row for row, _, _ in judged], [place for _, place, _ in judged]], -1)
        false = torch.logsumexp(logits[:, 1:], -1)
        kinds = torch.tensor([int(verdict) for _, _, verdict in judged])
        chosen = torch.where(kinds == Verdict.FALSE, false, logits.gather(1, kinds.clamp(max=2)[:, None])[:, 0])
        # What is false must above all not be taken for supported; which kind of false counts less.
        apart = torch.where(kinds == Verdict.SUPPORTED, logits[:, 0], false)
        parts.append(-(0.4 * chosen + 0.6 * apart).mean() * math.sqrt(len(judged)))
        shown["verdict"] = float(-apart.mean().detach())
    asked = [(row, place, cut) for row, place, cut in index if cut.reading.answer is not None]
    if asked:
        rows, places = [row for row, _, _ in asked], [place for _, place, _ in asked]
        there = torch.tensor([float(cut.reading.answer != (0, 0)) for _, _, cut in asked])
        loss = functional.binary_cross_entropy_with_logits(answers[rows, places], there)
        with_span = [(row, place, cut.span) for row, place, cut in asked if cut.span is not None]
        if with_span:
            found = spans[[row for row, _, _ in with_span], [place for _, place, _ in with_span]]
            wanted = torch.tensor([span for _, _, span in with_span])
            loss = loss + 0.25 * functional.cross_entropy(found[..., 0], wanted[:, 0])
            loss = loss + 0.25 * functional.cross_entropy(found[..., 1], wanted[:, 1])
        parts.append(loss * math.sqrt(len(asked)))
        shown["answer"] = float(loss.detach())
    weight = sum(math.sqrt(n) for n in (len(judged), len(asked)) if n)
    total = parts[0] if len(parts) == 1 else parts[0] + parts[1]
    return total / weight, shown


def forward(model: Reader, kept: Kept, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Return the model's outputs for a batch, float32; spans are -1e4 at padding."""
    contexts, count = len(batch.contexts), max(len(cuts) for cuts in batch.readings)
    longest = max(len(tokens) for tokens in batch.contexts)
    context = kept.stack(batch.contexts, longest)
    context_mask = torch.tensor([[n < len(tokens) for n in range(longest)] for tokens in batch.contexts])
    longest = max(len(cut.tokens) for cuts in batch.readings for cut in cuts)
    rows: list[list[int]] = [
        cuts[place].tokens if place < len(cuts) else [] for cuts in batch.readings for place in range(count)
    ]
    texts = kept.stack(rows, longest).view(contexts, count, longest, -1)
    mask = torch.tensor([[n < max(1, len(tokens)) for n in range(longest)] for tokens in rows])
    mask = mask.view(contexts, count, longest)
    verdicts, answers, spans = model(context, context_mask, texts, mask)
    return verdicts.float(), answers.float(), spans.float().masked_fill(~mask[..., None], -1e4)


def fit(
    model: Reader,
    kept: Kept,
    groups: Callable[[random.Random], Sequence[CutGroup]],
    plan: Plan,
    report: Callable[[int], None],
) -> None:
    """Train to the end of the plan. `groups` gives an epoch's groups; `report` is called at each checkpoint."""
    master = copy.deepcopy(model)  # in float32: the small steps of training are lost in bfloat16
    model.to(torch.bfloat16)
    for layer in (master.norm, *master.layers[:FIRST]):
        layer.requires_grad_(False)
    model.requires_grad_(False)
    pairs = [
        (whole, half.requires_grad_())
        for whole, half in zip(master.parameters(), model.parameters(), strict=True)
        if whole.requires_grad
    ]
    optimiser = torch.optim.AdamW(_parameters(master, plan.rate), weight_decay=DECAY, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, plan.steps))
    step, epoch = 0, 0
    if plan.checkpoint.exists():
        saved = torch.load(plan.checkpoint, weights_only=True)
        master.load_state_dict(saved["model"])
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        step, epoch = saved["step"], saved["epoch"]
        schedule.last_epoch = step
    began, seen, running = time.monotonic(), 0, {}
    while step < plan.steps:
        chance = random.Random(plan.seed * 1000 + epoch)
        chosen = groups(chance)
        kept.add(chosen)
        for batch in batches(chosen, chance):
            model.train()
            loss, shown = losses(model, kept, batch)
            loss.backward()  # type: ignore[no-untyped-call]
            for whole, half in pairs:
                whole.grad = None if half.grad is None else half.grad.float()
                half.grad = None
            torch.nn.utils.clip_grad_norm_(master.parameters(), CLIP)
            optimiser.step()
            schedule.step()
            with torch.no_grad():
                for whole, half in pairs:
                    half.copy_(whole)
            step += 1
            seen += sum(len(cuts) for cuts in batch.readings)
            for name, value in shown.items():
                running[name] = 0.98 * running.get(name, value) + 0.02 * value
            if step % 20 == 0:
                minutes = (time.monotonic() - began) / 60
                parts = ", ".join(f"{name} {value:.3f}" for name, value in sorted(running.items()))
                print(
                    f"epoch {epoch} step {step}/{plan.steps}: {parts}; {seen / minutes:.0f} readings a minute",
                    flush=True,
                )
            if step % plan.keep == 0 or step == plan.steps:
                _keep(plan.checkpoint, master, optimiser, step, epoch)
                report(step)
            if step == plan.steps:
                break
        epoch += 1


def _keep(path: Path, model: Reader, optimiser: torch.optim.Optimizer, step: int, epoch: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    torch.save(
        {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "epoch": epoch}, partial
    )
    partial.replace(path)


def _parameters(model: Reader, rate: float) -> list[dict[str, object]]:
    layers = len(model.layers)
    made: list[dict[str, object]] = []
    for name, value in model.named_parameters():
        if not value.requires_grad:
            continue
        depth = int(name.split(".")[1]) if name.startswith("layers.") else (-1 if name.startswith("norm") else layers)
        lr = rate * LAYER_DECAY ** (layers - depth)
        if depth == layers or name.endswith("mark"):
            lr = 8 * rate
        made.append({"params": [value], "lr": lr})
    return made


def _rate(step: int, steps: int) -> float:
    warm = WARM_UP * steps
    if step < warm:
        return (step + 1) / warm
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warm) / max(1.0, steps - warm))))
