"""Trains with PyTorch, on one thread or on as many as the argument says, for the bench `train`: reads a JSON request a line, answers with one.

open: a network with our weights (already in PyTorch's order) and one chunk; answers with its loss and gradient norm.
measure: steps of forward, backward and Adam for about `ms`; answers with timesteps a second, the median of all steps: on one thread of the
process' own time, so that other work on the machine does not count.
"""
import json
import statistics
import sys
import time

import torch

threads = int(sys.argv[1])
torch.set_num_threads(threads)
clock = time.process_time if threads == 1 else time.perf_counter
cells = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}
step = None


def open_network(request):
    global step
    inputs, hidden, batch, timesteps = (request[k] for k in ("inputs", "hidden", "batch", "timesteps"))
    cell = cells[request["cell"]](inputs, hidden)
    head = torch.nn.Linear(hidden, 1)
    named = {"weight_ih_l0": cell, "weight_hh_l0": cell, "bias_ih_l0": cell, "bias_hh_l0": cell, "weight": head, "bias": head}
    with torch.no_grad():
        for name, module in named.items():
            parameter = getattr(module, name)
            parameter.copy_(torch.tensor(request["weights"][name]).reshape(parameter.shape))
    parameters = [*cell.parameters(), *head.parameters()]
    adam = torch.optim.Adam(parameters, 1e-3)
    x = torch.tensor(request["x"]).reshape(timesteps, batch, inputs)
    y = torch.tensor(request["y"]).reshape(timesteps, batch, 1)

    def once():
        adam.zero_grad()
        h, _ = cell(x)
        loss = 0.5 * ((head(h) - y) ** 2).mean()
        loss.backward()
        return loss

    loss = once().item()
    # Of the recurrent weights alone: PyTorch has each bias twice.
    norm = cell.weight_hh_l0.grad.norm().item()

    def train():
        once()
        adam.step()

    step = (train, batch * timesteps)
    return {"loss": loss, "norm": norm, "version": f"PyTorch {torch.__version__}"}


def measure(request):
    train, count = step
    times = []
    end = time.perf_counter() + request["ms"] / 1000
    while time.perf_counter() < end or len(times) < 5:
        start = clock()
        train()
        times.append(clock() - start)
    return {"rate": count / statistics.median(times)}


for line in sys.stdin:
    request = json.loads(line)
    answer = open_network(request) if request["op"] == "open" else measure(request)
    print(json.dumps(answer), flush=True)
