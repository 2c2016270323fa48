"""PyTorch: a product, predictions, or training steps on mini-batches that are slices of one tensor."""

import coldstart
import torch
from torch import nn

torch.set_num_threads(coldstart.threads)
clock = coldstart.Clock()


def network():
    layers = []
    for weights, biases in coldstart.dense():
        layer = nn.Linear(*weights.shape)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weights).T)
            layer.bias.copy_(torch.from_numpy(biases))
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def product():
    m, k, n = coldstart.sizes
    a = torch.from_numpy(coldstart.floats("a", m, k))
    b = torch.from_numpy(coldstart.floats("b", k, n))
    c = torch.mm(a, b)
    clock.run(lambda: torch.mm(a, b, out=c))
    return c.numpy()


def prediction():
    model = nn.Sequential(network(), nn.Softmax(dim=1))
    x = coldstart.floats("x", coldstart.batch, coldstart.sizes[0])
    with torch.inference_mode():
        first = model(torch.from_numpy(x)).numpy()
        clock.run(lambda: model(torch.from_numpy(x)).numpy())
    return first


def training():
    batch = coldstart.batch
    x = torch.from_numpy(coldstart.floats("x", -1, coldstart.sizes[0]))
    y = torch.from_numpy(coldstart.labels()).long()
    batches = len(x) // batch
    model = network()
    optimizer = torch.optim.Adam(model.parameters())
    criterion = nn.CrossEntropyLoss()
    steps = 0

    def step():
        nonlocal steps
        rows = slice(steps % batches * batch, (steps % batches + 1) * batch)
        steps += 1
        optimizer.zero_grad()
        loss = criterion(model(x[rows]), y[rows])
        loss.backward()
        optimizer.step()
        return loss

    first = step().item()
    clock.run(step)
    # The mini-batch of the first step again, at least an epoch later.
    while steps < batches or steps % batches != 0:
        step()
    return [first, step().item()]


result = {"product": product, "prediction": prediction, "training": training}[coldstart.task]()
clock.print(f"PyTorch {torch.__version__}, threads {torch.get_num_threads()}", result)
