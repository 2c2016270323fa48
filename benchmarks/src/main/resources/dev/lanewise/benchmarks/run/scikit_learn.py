"""scikit-learn's MLPClassifier: predictions, or training steps in one call of fit, which is its cheapest way to train.

Two methods of its own are overridden, which no public one can stand for: where weights start, and the gradient of a
mini-batch, which tells when a step has ended and what its loss was. Of two classes it has one output, the difference
of the two.
"""

import coldstart
import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import LabelBinarizer

clock = coldstart.Clock()


class Over(Exception):
    """Ends a call of fit."""


class Steps(MLPClassifier):
    done = 0
    first = None

    def _init_coef(self, inputs, outputs, dtype):
        weights, biases = next(self.start)
        if outputs < weights.shape[1]:
            weights = np.ascontiguousarray(weights[:, 1:] - weights[:, :1])
            biases = biases[1:] - biases[:1]
        return weights, biases

    def _backprop(self, *arguments):
        # The step before has ended, its update too.
        if self.done == 1 or self.done > 1 and not clock.over() and clock.due():
            clock.note(self.done)
        result = super()._backprop(*arguments)
        if self.done == 0:
            self.first = result[0]
        # The mini-batch of the first step again, at least an epoch later.
        elif clock.over() and self.done >= self.batches and self.done % self.batches == 0:
            self.last = result[0]
            raise Over
        self.done += 1
        return result


def classifier(of, **options):
    return of(hidden_layer_sizes=coldstart.sizes[1:-1], **options)


def prediction():
    model = classifier(MLPClassifier)
    layers = list(coldstart.dense())
    classes = np.arange(coldstart.sizes[-1])
    # What fit leaves behind.
    model.coefs_ = [weights for weights, _ in layers]
    model.intercepts_ = [biases for _, biases in layers]
    model.n_layers_ = len(coldstart.sizes)
    model.n_outputs_ = coldstart.sizes[-1]
    model.n_features_in_ = coldstart.sizes[0]
    model.out_activation_ = "softmax"
    model.classes_ = classes
    model._label_binarizer = LabelBinarizer().fit(classes)
    x = coldstart.floats("x", coldstart.batch, coldstart.sizes[0])
    first = model.predict_proba(x)
    clock.run(lambda: model.predict_proba(x))
    return first


def training():
    x = coldstart.floats("x", -1, coldstart.sizes[0])
    model = classifier(Steps, batch_size=coldstart.batch, alpha=0, shuffle=False, max_iter=10**9, tol=0,
                       n_iter_no_change=10**9)
    model.start = coldstart.dense()
    model.batches = len(x) // coldstart.batch
    try:
        model.fit(x, coldstart.labels())
    except Over:
        return [model.first, model.last]


result = {"prediction": prediction, "training": training}[coldstart.task]()
clock.print(f"scikit-learn {sklearn.__version__}, threads {coldstart.threads}", result)
