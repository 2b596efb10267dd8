"""The model as an ONNX graph: token embeddings in, vectors and bits for each token out.

BERT's encoder (Devlin and others, 2019). Matrices stay in 4 bits: ONNX Runtime multiplies by them as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from onnx import NodeProto, TensorProto, helper, numpy_helper

from vectorstore.encoder.weights import BLOCK, Bytes, Floats, Weights

RUNTIME = "com.microsoft"  # operators of ONNX Runtime's own: https://onnxruntime.ai/docs/reference/operators
OPSET = 17
IR_VERSION = 9
# Of whose mean direction a token's bits are the signs. The last layer, trained to be averaged, knows the passage better
# than the word: with it alone the right passages stand out less. docs/decisions/0005-retrieval.md.
BIT_LAYERS = (6, 8, 10, 12)
INT8 = 4  # accuracy_level: activations are rounded to 8 bits, as those of the package's own engine are


def build(weights: Weights) -> bytes:
    """Return the graph, some 14 MB.

    Inputs `embeddings`, float32 (texts, tokens, hidden), and `mask`, int32 (texts, tokens), 0 for padding; outputs
    `states`, float32 (texts, tokens, hidden), and of the same shape `directions`, the sum of the `BIT_LAYERS`, each of
    length one, and `bits`, whether it is above zero.
    """
    graph = _Graph(weights)
    shape: list[str | int | None] = ["texts", "tokens", weights.hidden]
    made = helper.make_graph(
        graph.nodes,
        "multilingual-e5-small",
        [
            helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, shape),
            helper.make_tensor_value_info("mask", TensorProto.INT32, shape[:2]),
        ],
        [
            helper.make_tensor_value_info("states", TensorProto.FLOAT, shape),
            helper.make_tensor_value_info("bits", TensorProto.BOOL, shape),
            helper.make_tensor_value_info("directions", TensorProto.FLOAT, shape),
        ],
        graph.tensors,
    )
    model = helper.make_model(
        made,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(RUNTIME, 1)],
        ir_version=IR_VERSION,
    )
    serialised: bytes = model.SerializeToString()
    return serialised


class _Graph:
    """Nodes and tensors, layer by layer; a value has the name of the weights that made it."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.nodes: list[NodeProto] = []
        self.tensors: list[TensorProto] = []
        epsilon = weights.epsilon
        value = self._node(
            "LayerNormalization", ["embeddings", *self._vectors("emb.ln.w", "emb.ln.b")], "", epsilon=epsilon
        )
        directions: list[str] = []
        for layer in range(weights.layers):
            value = self._layer(f"l{layer}.", value)
            if layer + 1 in BIT_LAYERS:
                directions.append(self._node("LpNormalization", [value], "", axis=-1, p=2))
        self._node("Identity", [value], "", "states")
        together = self._node("Sum", directions, "", "directions")
        self._node("Greater", [together, self._tensor("zero", np.zeros(1, np.float32))], "", "bits")

    def _layer(self, prefix: str, value: str) -> str:
        epsilon = self._weights.epsilon
        seen = [self._product(value, prefix + name) for name in ("q", "k", "v")]
        heard = self._node("MultiHeadAttention", [*seen, "", "mask"], num_heads=self._weights.heads)
        ends = self._vectors(prefix + "aln.w", prefix + "aln.b")
        value = self._node(
            "SkipLayerNormalization", [value, self._product(heard, prefix + "ao"), *ends], epsilon=epsilon
        )
        inner = self._node("Gelu", [self._product(value, prefix + "fi")])
        ends = self._vectors(prefix + "oln.w", prefix + "oln.b")
        return self._node(
            "SkipLayerNormalization", [value, self._product(inner, prefix + "fo"), *ends], epsilon=epsilon
        )

    def _product(self, value: str, name: str) -> str:
        blocks = self._weights.matrices[name + ".w"]
        pairs = blocks.pairs()
        (bias,) = self._vectors(name + ".b")
        inputs = [
            value,
            self._tensor(name + ".w", pairs),
            self._tensor(name + ".s", blocks.scales().reshape(-1)),
            "",
            "",
            bias,
        ]
        sizes = {"K": pairs.shape[1] * BLOCK, "N": pairs.shape[0], "bits": 4, "block_size": BLOCK}
        return self._node("MatMulNBits", inputs, accuracy_level=INT8, **sizes)

    def _vectors(self, *names: str) -> list[str]:
        return [self._tensor(name, self._weights.vectors[name]) for name in names]

    def _tensor(self, name: str, values: Floats | Bytes) -> str:
        self.tensors.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _node(
        self, operator: str, inputs: Sequence[str], domain: str = RUNTIME, output: str = "", **attributes: Any
    ) -> str:
        output = output or f"value {len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output
