"""What the scripts of the Python libraries share: the task, its inputs, and the curve of work done."""

import sys
import time
from os import path

import numpy as np

# From one moment that is noted to the next, as in ColdStart.java.
RATIO = 1.073

folder = path.dirname(path.abspath(__file__))
task = sys.argv[1]
sizes = [int(size) for size in sys.argv[2].split("-")]
batch = int(sys.argv[3])
threads = int(sys.argv[4])
length = float(sys.argv[5])
# Of this process, milliseconds since 1970, by the process that started it.
start = time.perf_counter() - (time.time() - int(sys.argv[6]) / 1000)


def floats(name, *shape):
    return np.fromfile(path.join(folder, name), "<f4").reshape(shape)


def labels():
    return np.fromfile(path.join(folder, "labels"), "<i4")


def dense():
    """Weights, inputs x units, and biases of each layer."""
    for layer, (inputs, units) in enumerate(zip(sizes, sizes[1:])):
        yield floats(f"weights{layer}", inputs, units), floats(f"biases{layer}", units)


class Clock:
    """Notes how far the work has come."""

    def __init__(self):
        self.points = []
        self.next = 0.0

    def due(self):
        return time.perf_counter() - start >= self.next

    def over(self):
        return self.points[-1][0] >= length

    def note(self, done):
        now = time.perf_counter() - start
        self.points.append((now, done))
        self.next = min(now * RATIO, max(now, length))

    def run(self, unit):
        """Repeats the work until the time is over. The first unit is done."""
        self.note(1)
        done = 1
        while not self.over():
            unit()
            done += 1
            if self.due():
                self.note(done)
        return done

    def print(self, version, result):
        """Leaves the result to be compared, and prints the line that the benchmark looks for."""
        np.asarray(result, "<f4").tofile(path.join(folder, "result"))
        curve = " ".join(f"{seconds:.4f}:{done}" for seconds, done in self.points)
        print(f"coldstart\t{version}, NumPy {np.__version__}, Python {sys.version.split()[0]}\t{curve}")
