"""The workloads on PyTorch, eager, on one thread, with its fused Adam. It is no dependency:

    python3 -m venv venv && venv/bin/pip install torch
    npm run bench -- --peers --python venv/bin/python

Prints one line of JSON for each figure, as bench/one.js does: processor time in milliseconds.
"""
import json
import os
import sys
import time

for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from torch.func import grad, jvp, vmap  # noqa: E402

torch.set_num_threads(1)
torch.manual_seed(0)

WORKLOAD, SECONDS = sys.argv[1], float(sys.argv[2])

# as in bench/measure.js
SHORTEST_SAMPLE, FEWEST_SAMPLES, MOST_SAMPLES = 0.002, 9, 2000


def quantile(numbers, q):
    return numbers[int(q * (len(numbers) - 1))]


def measure(call):
    """A third of the time as warm-up, then samples of at least 2 ms."""
    start, calls = time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS / 3 or calls < 5:
        call()
        calls += 1
    batch = max(1, int(SHORTEST_SAMPLE * calls / (time.perf_counter() - start)) + 1)
    used, wall, begin = [], [], time.perf_counter()
    while True:
        at, clock = time.perf_counter(), time.process_time()
        for _ in range(batch):
            call()
        used.append((time.process_time() - clock) / batch * 1e3)
        wall.append((time.perf_counter() - at) / batch * 1e3)
        passed = time.perf_counter() - begin
        if len(used) >= MOST_SAMPLES or (passed > SECONDS and len(used) >= FEWEST_SAMPLES):
            break
        if passed > 6 * SECONDS and len(used) >= 3:
            break
    used.sort()
    wall.sort()
    return {
        "median": quantile(used, 0.5),
        "lower": quantile(used, 0.25),
        "upper": quantile(used, 0.75),
        "wall": quantile(wall, 0.5),
        "samples": len(used),
    }


def show(size, way, figure, **more):
    row = {"library": "PyTorch", "workload": WORKLOAD, "size": size, "way": way}
    print(json.dumps({**row, "time": figure, **more}), flush=True)


def normal(*shape, scale=1.0):
    return torch.randn(*shape) * scale


def dense(n, m, scale):
    return [normal(n, m, scale=scale), torch.zeros(m)]


def training(size, params, loss):
    params = [p.requires_grad_() for p in params]
    optimizer = torch.optim.Adam(params, 1e-3, fused=True)
    losses = []

    def step():
        optimizer.zero_grad(set_to_none=True)
        value = loss(params)
        value.backward()
        optimizer.step()
        losses.append(value.item())

    start = time.perf_counter()
    step()
    first = (time.perf_counter() - start) * 1e3
    figure = measure(step)
    if not losses[-1] < losses[0]:
        raise ValueError(f"the loss went from {losses[0]} to {losses[-1]}")
    show(size, "eager", figure, first=first, loss=[losses[0], losses[-1]])


def products():
    for n in (32, 64, 128, 256, 512, 1024):
        a, b = normal(n, n), normal(n, n)
        with torch.no_grad():
            figure = measure(lambda: a @ b)
        show(n, "eager", figure, gflops=2 * n**3 / figure["median"] / 1e6)


def mlp_parameters():
    return [*dense(784, 256, 0.05), *dense(256, 128, 0.08), *dense(128, 10, 0.1)]


def mlp(params, x):
    w1, b1, w2, b2, w3, b3 = params
    return torch.addmm(b3, torch.relu(torch.addmm(b2, torch.relu(torch.addmm(b1, x, w1)), w2)), w3)


def perceptrons():
    for batch in (32, 128):
        x, y = torch.rand(batch, 784), torch.randint(0, 10, (batch,))
        training(batch, mlp_parameters(), lambda p: F.cross_entropy(mlp(p, x), y))


def convolutions():
    x, y = torch.rand(32, 1, 28, 28), torch.randint(0, 10, (32,))
    params = [normal(16, 1, 3, 3, scale=0.3), torch.zeros(16)]
    params += [normal(32, 16, 3, 3, scale=0.1), torch.zeros(32), *dense(1568, 10, 0.03)]

    def block(x, w, b):
        return F.max_pool2d(torch.relu(F.conv2d(x, w, b, padding=1)), 2)

    def loss(p):
        features = block(block(x, p[0], p[1]), p[2], p[3]).reshape(32, -1)
        return F.cross_entropy(torch.addmm(p[5], features, p[4]), y)

    training(32, params, loss)


def elementwise():
    for n in (1000, 1_000_000):
        x = normal(n)

        def chain():
            y = x
            for _ in range(5):
                y = y * 1.0001 + 0.001
            return y

        with torch.no_grad():
            show(n, "eager", measure(chain))


def transformer():
    batch, tokens, width, heads, wide = 8, 64, 128, 4, 512
    x, y = normal(batch * tokens, width), normal(batch * tokens, width)
    params = []
    for _ in range(2):
        for _ in range(4):
            params += dense(width, width, 0.08)
        params += [*dense(width, wide, 0.08), *dense(wide, width, 0.04)]
        params += [torch.ones(width), torch.zeros(width), torch.ones(width), torch.zeros(width)]

    def block(h, p):
        wq, bq, wk, bk, wv, bv, wo, bo, up, b1, down, b2, s1, t1, s2, t2 = p
        z = F.layer_norm(h, (width,), s1, t1)
        parts = [
            torch.addmm(b, z, w).view(batch, tokens, heads, width // heads).transpose(1, 2)
            for w, b in ((wq, bq), (wk, bk), (wv, bv))
        ]
        q, k, v = parts
        weights = torch.softmax(q @ k.transpose(-1, -2) * (width // heads) ** -0.5, -1)
        mixed = (weights @ v).transpose(1, 2).reshape(batch * tokens, width)
        h = h + torch.addmm(bo, mixed, wo)
        z = F.layer_norm(h, (width,), s2, t2)
        return h + torch.addmm(b2, torch.relu(torch.addmm(b1, z, up)), down)

    def loss(p):
        return ((block(block(x, p[:16]), p[16:]) - y) ** 2).mean()

    training(batch, params, loss)


def small_gradient():
    params = [*dense(2, 16, 0.5), *dense(16, 1, 0.5)]
    params = [p.requires_grad_() for p in params]
    x, y = normal(4, 2), normal(4, 1)

    def loss():
        w1, b1, w2, b2 = params
        return ((torch.addmm(b2, torch.tanh(torch.addmm(b1, x, w1)), w2) - y) ** 2).mean()

    show(4, "eager", measure(lambda: torch.autograd.grad(loss(), params)))


def by_example():
    x, y = torch.rand(32, 784), F.one_hot(torch.randint(0, 10, (32,)), 10).float()
    params = tuple(mlp_parameters())

    def one(p, x, y):
        w1, b1, w2, b2, w3, b3 = p
        hidden = torch.relu(torch.relu(x @ w1 + b1) @ w2 + b2)
        return -(F.log_softmax(hidden @ w3 + b3, -1) * y).sum()

    each = vmap(grad(one), in_dims=(None, 0, 0))
    show(32, "by example", measure(lambda: each(params, x, y)))
    tangent = tuple(torch.randn_like(p) for p in params)
    whole = grad(lambda p: one(p, x, y) / 32)
    show(32, "Hessian times vector", measure(lambda: jvp(whole, (params,), (tangent,))))


WORKLOADS = {
    "A": products,
    "B": perceptrons,
    "C": convolutions,
    "D": elementwise,
    "E": transformer,
    "F": small_gradient,
    "G": by_example,
}

WORKLOADS.get(WORKLOAD, lambda: None)()
