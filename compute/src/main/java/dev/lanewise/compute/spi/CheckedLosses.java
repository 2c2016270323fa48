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
        try (var _ = enter("softmaxCrossEntropy")) {
            checkSingle(loss, correct);
            submitSoftmaxCrossEntropy(logits, labels, loss, correct, ONLY, gradient);
        }
    }

    @Override
    public final void softmaxCrossEntropy(View logits, Indices labels, View loss, View correct, Counter line,
            View gradient) {
        try (var _ = enter("softmaxCrossEntropy")) {
            checkLines(loss, correct, line);
            submitSoftmaxCrossEntropy(logits, labels, loss, correct, line, gradient);
        }
    }

    private void submitSoftmaxCrossEntropy(View logits, Indices labels, View loss, View correct, Counter line,
            View gradient) {
        check.matrix("logits", logits, -1, -1);
        check.numberedColumns("logits", logits);
        check.input("labels", labels);
        if (gradient != null && gradient.rows() == labels.length() && logits.rows() != labels.length())
            throw new IllegalArgumentException("logits: has shape " + logits.shapeText() + ", needs "
                    + labels.length() + " rows like labels and gradient");
        check.length("labels", labels, logits.rows());
        checkLoss("logits", logits, loss, correct, gradient);
        submit("softmaxCrossEntropy", () -> requireLine(line, loss),
                () -> doSoftmaxCrossEntropy(logits, labels, loss, correct, line, gradient));
    }

    @Override
    public final void sigmoidCrossEntropy(View logits, View targets, View loss, View correct, View gradient) {
        try (var _ = enter("sigmoidCrossEntropy")) {
            checkSingle(loss, correct);
            submitSigmoidCrossEntropy(logits, targets, loss, correct, ONLY, gradient);
        }
    }

    @Override
    public final void sigmoidCrossEntropy(View logits, View targets, View loss, View correct, Counter line,
            View gradient) {
        try (var _ = enter("sigmoidCrossEntropy")) {
            checkLines(loss, correct, line);
            submitSigmoidCrossEntropy(logits, targets, loss, correct, line, gradient);
        }
    }

    private void submitSigmoidCrossEntropy(View logits, View targets, View loss, View correct, Counter line,
            View gradient) {
        checkTargets("logits", logits, targets, loss, correct, gradient);
        submit("sigmoidCrossEntropy", () -> requireLine(line, loss),
                () -> doSigmoidCrossEntropy(logits, targets, loss, correct, line, gradient));
    }

    @Override
    public final void meanSquaredError(View predictions, View targets, View loss, View gradient) {
        try (var _ = enter("meanSquaredError")) {
            checkSingle(loss, null);
            submitMeanSquaredError(predictions, targets, loss, ONLY, gradient);
        }
    }

    @Override
    public final void meanSquaredError(View predictions, View targets, View loss, Counter line, View gradient) {
        try (var _ = enter("meanSquaredError")) {
            checkLines(loss, null, line);
            submitMeanSquaredError(predictions, targets, loss, line, gradient);
        }
    }

    private void submitMeanSquaredError(View predictions, View targets, View loss, Counter line, View gradient) {
        checkTargets("predictions", predictions, targets, loss, null, gradient);
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
        if (loss.rows() < 1)
            throw new IllegalArgumentException("loss: has no rows, needs at least one");
        if (correct != null)
            check.outMatrix("correct", correct, loss.rows(), 1);
        check.given("line", line);
    }

    private static void requireLine(Counter line, View loss) {
        if (line.value() < 0 || line.value() >= loss.rows())
            throw new IllegalArgumentException(
                    "line: stands at " + line.value() + ", needs 0 to " + (loss.rows() - 1));
    }

    private void checkTargets(String operand, View x, View targets, View loss, View correct, View gradient) {
        check.matrix(operand, x, -1, -1);
        check.matrix("targets", targets, -1, -1);
        if (gradient != null) {
            check.outMatrix("gradient", gradient, -1, -1);
            check.alike("targets", targets, "gradient", gradient, operand, x);
            if (targets != x)
                check.apart("gradient", gradient, "targets", targets);
        }
        check.matrix("targets", targets, x.rows(), x.cols());
        checkLoss(operand, x, loss, correct, gradient);
        check.apart("loss", loss, "targets", targets);
        check.apart("correct", correct, "targets", targets);
    }

    private void checkLoss(String operand, View x, View loss, View correct, View gradient) {
        check.apart("loss", loss, operand, x);
        check.apart("correct", correct, operand, x);
        check.apart("correct", correct, "loss", loss);
        if (gradient != null) {
            check.outMatrix("gradient", gradient, x.rows(), x.cols());
            check.inPlaceOrApart("gradient", gradient, operand, x);
            check.apart("gradient", gradient, "loss", loss);
            check.apart("gradient", gradient, "correct", correct);
        }
    }
}
