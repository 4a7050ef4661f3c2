"""Trains a model of the next word with PyTorch on one thread for the bench `train-lm`: reads a JSON request a line.

open: an LSTM with tied embedding and a full softmax, from a file of float32 weights; answers with its first two losses.
measure: steps of forward, backward and Adam for about `ms`; answers with words a second, the median of all steps.
"""
import json
import statistics
import sys
import time

import numpy
import torch

torch.set_num_threads(1)
step = None


def open_model(request):
    global step
    words, hidden, batch, timesteps = (request[k] for k in ("words", "hidden", "batch", "timesteps"))
    flat = torch.from_numpy(numpy.fromfile(request["file"], dtype=numpy.float32))
    cell = torch.nn.LSTM(hidden, hidden)
    embedding = torch.nn.Parameter(torch.empty(words, hidden))
    bias = torch.nn.Parameter(torch.empty(words))
    at = 0
    with torch.no_grad():
        for parameter in (cell.weight_ih_l0, cell.weight_hh_l0, cell.bias_ih_l0, bias, embedding):
            parameter.copy_(flat[at:at + parameter.numel()].reshape(parameter.shape))
            at += parameter.numel()
        cell.bias_hh_l0.zero_()
    cell.bias_hh_l0.requires_grad = False
    parameters = [cell.weight_ih_l0, cell.weight_hh_l0, cell.bias_ih_l0, bias, embedding]
    adam = torch.optim.Adam(parameters, request["rate"], betas=(0.9, 0.99))
    rows = torch.tensor(request["rows"]).reshape(timesteps, batch)
    targets = torch.tensor(request["targets"])

    def train():
        adam.zero_grad()
        h, _ = cell(torch.nn.functional.embedding(rows, embedding))
        logits = torch.nn.functional.linear(h.reshape(-1, hidden), embedding, bias)
        loss = torch.nn.functional.cross_entropy(logits, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, request["clip"])
        adam.step()
        return loss.item()

    losses = [train(), train()]
    step = (train, batch * timesteps)
    return {"losses": losses, "version": f"PyTorch {torch.__version__}"}


def measure(request):
    train, count = step
    times = []
    end = time.perf_counter() + request["ms"] / 1000
    while time.perf_counter() < end or len(times) < 3:
        start = time.perf_counter()
        train()
        times.append(time.perf_counter() - start)
    return {"rate": count / statistics.median(times)}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(open_model(request) if request["op"] == "open" else measure(request)), flush=True)
