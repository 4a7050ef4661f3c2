"""Runs exported models where they were exported to: read_exported.py FILE < {"x": [batch][time][unit]} > outputs.

Prints [batch][time][output] as JSON. An ONNX file is run in two halves, the state carried on between them.
"""
import json, re, sys


def run_onnx(path, x):
    import numpy as np, onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    x = np.asarray(x, "f").transpose(1, 0, 2)
    state = {i.name: np.zeros((1, x.shape[1], i.shape[2]), "f") for i in session.get_inputs() if i.name != "x"}
    halves = []
    for part in (x[:3], x[3:]):
        out = dict(zip((o.name for o in session.get_outputs()), session.run(None, {"x": part, **state})))
        state = {name: out[name + "_next"] for name in state}
        halves.append(out["y"])
    return np.concatenate(halves).transpose(1, 0, 2).tolist()


def run_pytorch(path, x):
    import torch
    from safetensors.torch import load_file

    weights = load_file(path)
    first = next(name for name in weights if "weight_ih_l" in name)
    module = first.split(".")[0]
    kinds = {1: torch.nn.RNN, 3: torch.nn.GRU, 4: torch.nn.LSTM}

    def layer(prefix, count):
        rows, hidden = weights[f"{prefix}.weight_hh_l0"].shape
        return kinds[rows // hidden](weights[f"{prefix}.weight_ih_l0"].shape[1], hidden, count, batch_first=True)

    net = torch.nn.Module()
    if module == "layers":
        count = len({re.match(r"layers\.(\d+)", name)[1] for name in weights if name.startswith("layers.")})
        net.layers = stack = torch.nn.ModuleList(layer(f"layers.{n}", 1) for n in range(count))
    else:
        count = sum(name.startswith(f"{module}.weight_ih_l") for name in weights)
        stack = [layer(module, count)]
        setattr(net, module, stack[0])
        assert isinstance(stack[0], getattr(torch.nn, module.upper())), module
    norms = {int(name.split(".")[1]) for name in weights if name.startswith("norms.")}
    net.norms = torch.nn.ModuleDict({str(n): torch.nn.LayerNorm(weights[f"norms.{n}.weight"].shape[0]) for n in norms})
    net.head = torch.nn.Linear(weights["head.weight"].shape[1], weights["head.weight"].shape[0])
    net.load_state_dict(weights, strict=True)
    with torch.no_grad():
        h = torch.tensor(x)
        for n, part in enumerate(stack):
            h = part(net.norms[str(n)](h) if n in norms else h)[0]
        return net.head(h).tolist()


path = sys.argv[1]
print(json.dumps((run_onnx if path.endswith(".onnx") else run_pytorch)(path, json.load(sys.stdin)["x"])))
