package dev.lanewise.compute.spi;

import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.Counter;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.View;

/** The checked losses. */
abstract class CheckedLosses extends CheckedTransfers {
    /** The line of a result that has only one; nobody moves it. */
    private static final Counter ONLY = new Counter(0);

    CheckedLosses(String name, ElementType type, ComputeOptions options) { super(name, type, options); }

    @Override
    public final void softmaxCrossEntropy(View logits, Indices labels, View loss, View correct, View gradient) {
        checkSingle(loss, correct);
        submitSoftmaxCrossEntropy(logits, labels, loss, correct, ONLY, gradient);
    }

    @Override
    public final void softmaxCrossEntropy(View logits, Indices labels, View loss, View correct, Counter line,
            View gradient) {
        checkLines(loss, correct, line);
        submitSoftmaxCrossEntropy(logits, labels, loss, correct, line, gradient);
    }

    private void submitSoftmaxCrossEntropy(View logits, Indices labels, View loss, View correct, Counter line,
            View gradient) {
        check.matrix("logits", logits, -1, -1);
        check.length("labels", labels, logits.rows());
        checkLoss(logits, logits, loss, correct, gradient);
        submit("softmaxCrossEntropy", () -> requireLine(line, loss),
                () -> doSoftmaxCrossEntropy(logits, labels, loss, correct, line, gradient));
    }

    @Override
    public final void sigmoidCrossEntropy(View logits, View targets, View loss, View correct, View gradient) {
        checkSingle(loss, correct);
        submitSigmoidCrossEntropy(logits, targets, loss, correct, ONLY, gradient);
    }

    @Override
    public final void sigmoidCrossEntropy(View logits, View targets, View loss, View correct, Counter line,
            View gradient) {
        checkLines(loss, correct, line);
        submitSigmoidCrossEntropy(logits, targets, loss, correct, line, gradient);
    }

    private void submitSigmoidCrossEntropy(View logits, View targets, View loss, View correct, Counter line,
            View gradient) {
        check.matrix("logits", logits, -1, -1);
        check.matrix("targets", targets, logits.rows(), logits.cols());
        checkLoss(logits, targets, loss, correct, gradient);
        submit("sigmoidCrossEntropy", () -> requireLine(line, loss),
                () -> doSigmoidCrossEntropy(logits, targets, loss, correct, line, gradient));
    }

    @Override
    public final void meanSquaredError(View predictions, View targets, View loss, View gradient) {
        checkSingle(loss, null);
        submitMeanSquaredError(predictions, targets, loss, ONLY, gradient);
    }

    @Override
    public final void meanSquaredError(View predictions, View targets, View loss, Counter line, View gradient) {
        checkLines(loss, null, line);
        submitMeanSquaredError(predictions, targets, loss, line, gradient);
    }

    private void submitMeanSquaredError(View predictions, View targets, View loss, Counter line, View gradient) {
        check.matrix("predictions", predictions, -1, -1);
        check.matrix("targets", targets, predictions.rows(), predictions.cols());
        checkLoss(predictions, targets, loss, null, gradient);
        submit("meanSquaredError", () -> requireLine(line, loss),
                () -> doMeanSquaredError(predictions, targets, loss, line, gradient));
    }

    private void checkSingle(View loss, View correct) {
        check.outScalar("loss", loss);
        if (correct != null)
            check.outScalar("correct", correct);
    }

    private void checkLines(View loss, View correct, Counter line) {
        check.outMatrix("loss", loss, -1, 1);
        if (correct != null)
            check.outMatrix("correct", correct, loss.rows(), 1);
        check.given("line", line);
    }

    private static void requireLine(Counter line, View loss) {
        if (line.value() < 0 || line.value() >= loss.rows())
            throw new IllegalArgumentException(
                    "line: stands at " + line.value() + ", needs 0 to " + (loss.rows() - 1));
    }

    private void checkLoss(View x, View targets, View loss, View correct, View gradient) {
        check.apart("loss", loss, "the predictions", x);
        check.apart("loss", loss, "targets", targets);
        if (correct != null) {
            check.apart("correct", correct, "the predictions", x);
            check.apart("correct", correct, "targets", targets);
            check.apart("correct", correct, "loss", loss);
        }
        if (gradient != null) {
            check.outMatrix("gradient", gradient, x.rows(), x.cols());
            check.inPlaceOrApart("gradient", gradient, "the predictions", x);
            if (targets != x)
                check.apart("gradient", gradient, "targets", targets);
            check.apart("gradient", gradient, "loss", loss);
            check.apart("gradient", gradient, "correct", correct);
        }
    }
}
