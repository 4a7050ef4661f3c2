"""What PyTorch's own ONNX exporters write for a recurrent network with a head; writes exported-*.onnx and expected-onnx.json.

    pip install torch onnx onnxscript onnxruntime numpy
    python make_onnx.py

x and y are [batch, time, unit], y of the file itself as onnxruntime runs it; the first states are zero.
"""
import json, os
import numpy as np, onnxruntime, torch

torch.manual_seed(3)
HERE = os.path.dirname(os.path.abspath(__file__))


class Net(torch.nn.Module):
    def __init__(self, kind, batch_first, last=False, bias=True):
        super().__init__()
        self.batch_first, self.last = batch_first, last
        self.cell = kind(3, 5, num_layers=2, batch_first=batch_first)
        self.head = torch.nn.Linear(5, 2, bias=bias)

    def forward(self, x):
        h = self.cell(x)[0]
        return torch.softmax(self.head(h[:, -1]), -1) if self.last else self.head(h)


NETS = {
    "exported-gru": (Net(torch.nn.GRU, True), True),
    "exported-gru-dynamo": (Net(torch.nn.GRU, True), False),
    "exported-lstm": (Net(torch.nn.LSTM, False, bias=False), True),
    "exported-last-softmax": (Net(torch.nn.LSTM, True, last=True), True),
}
expected = {}
for name, (net, legacy) in NETS.items():
    file, x = os.path.join(HERE, f"{name}.onnx"), torch.randn(2, 7, 3)
    given = x if net.batch_first else x.transpose(0, 1)
    batch = 0 if net.batch_first else 1
    names = dict(input_names=["x"], output_names=["y"])
    if legacy:
        axes = {"x": {batch: "batch", 1 - batch: "time"}}
        torch.onnx.export(net.eval(), (given,), file, dynamo=False, opset_version=17, dynamic_axes=axes, **names)
    else:
        torch.onnx.export(net.eval(), (given,), file, dynamo=True, external_data=False, **names)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    run = lambda v: session.run(None, {"x": v.numpy().astype("f")})[0]
    if net.last:  # one answer a sequence: the last of every beginning
        y = np.stack([run(given[:, : t + 1]) for t in range(7)], 1)
    else:
        y = run(given) if net.batch_first else run(given).transpose(1, 0, 2)
    expected[f"{name}.onnx"] = dict(x=x.tolist(), y=y.tolist(), **(dict(softmax=True) if net.last else {}))
json.dump(expected, open(os.path.join(HERE, "expected-onnx.json"), "w"))
print("torch", torch.__version__, ", ".join(sorted(NETS)))
