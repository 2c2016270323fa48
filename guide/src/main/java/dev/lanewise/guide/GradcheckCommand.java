package dev.lanewise.guide;

import dev.lanewise.compute.Compute;
import dev.lanewise.data.sets.Generators;
import dev.lanewise.nn.GradientCheck;
import dev.lanewise.nn.Loss;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.NetworkBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code gradcheck}: the gradients of whole networks against the slope of the cost, in double precision. */
@Command(name = "gradcheck", mixinStandardHelpOptions = true, versionProvider = Versions.class, sortOptions = false,
        description = "Compares the gradients of small networks with the slope of the cost, measured in double "
                + "precision. Exit status 1 if a case does not end as it should.")
final class GradcheckCommand implements Callable<Integer> {
    /** What is checked. */
    enum Case {
        LOGISTIC(2, false, "one unit, sigmoid cross-entropy") {
            @Override
            NetworkBuilder network() {
                return Network.input(FEATURES).dense(1);
            }
        },
        TWO_LAYER(3, false, "ReLU, softmax cross-entropy") {
            @Override
            NetworkBuilder network() {
                return Network.input(FEATURES).dense(UNITS).relu().dense(3);
            }
        },
        BATCH_NORM(3, false, "batch-normalised tanh, softmax cross-entropy") {
            @Override
            NetworkBuilder network() {
                return Network.input(FEATURES).dense(UNITS).batchNorm().tanh().dense(3);
            }
        },
        DROPOUT_FIXED(3, false, "dropout with the same mask in each evaluation") {
            @Override
            NetworkBuilder network() {
                return Network.input(FEATURES).dense(UNITS).tanh().dropout(0.3).dense(3);
            }
        },
        DROPOUT(3, true, "fails, as it must: each evaluation of the cost draws another mask, so the two whose "
                + "difference is the slope belong to two different functions") {
            @Override
            NetworkBuilder network() {
                return DROPOUT_FIXED.network();
            }
        };

        private final int classes;
        private final boolean freshMasks;
        private final String remark;

        Case(int classes, boolean freshMasks, String remark) {
            this.classes = classes;
            this.freshMasks = freshMasks;
            this.remark = remark;
        }

        abstract NetworkBuilder network();

        GradientCheck.Result run(Compute compute) {
            Loss loss = this == LOGISTIC ? Loss.sigmoidCrossEntropy() : Loss.softmaxCrossEntropy();
            try (Network network = network().build(compute, SEED)) {
                return GradientCheck.of(network, loss, Generators.normal(ROWS, FEATURES, classes, SEED), L2,
                        freshMasks);
            }
        }

        /** Whether the check ended as it should: fresh masks must make it fail. */
        boolean asExpected(GradientCheck.Result result) {
            return result.passed() != freshMasks;
        }

        @Override
        public String toString() { return name().toLowerCase(Locale.ROOT).replace('_', '-'); }
    }

    private static final int FEATURES = 5;
    private static final int UNITS = 7;
    private static final int ROWS = 12;
    private static final double L2 = 0.1;
    /** With it no ReLU of the two-layer case changes its side within a step. */
    private static final long SEED = 1;

    @Parameters(index = "0", arity = "0..1", paramLabel = "CASE",
            description = "${COMPLETION-CANDIDATES}; all of them without a name.")
    private Case only;

    @Mixin
    private Output output;

    @Override
    public Integer call() {
        var cases = new ArrayList<Map<String, Object>>();
        boolean good = true;
        output.line(String.format(Locale.ROOT, "%-14s %10s  %-10s  %s", "case", "parameters", "difference", "verdict"));
        try (Compute compute = Compute.named("float64")) {
            for (Case c : only == null ? List.of(Case.values()) : List.of(only)) {
                GradientCheck.Result result = c.run(compute);
                good &= c.asExpected(result);
                output.line(String.format(Locale.ROOT, "%-14s %10d  %-10.1e  %s", c, result.parameters(),
                        result.difference(), verdict(c, result)));
                cases.add(json(c, result));
            }
        }
        output.line(String.format(Locale.ROOT, "A gradient is right when the difference is below %.0e.",
                GradientCheck.THRESHOLD));
        output.json(Map.of("good", good, "threshold", GradientCheck.THRESHOLD, "cases", cases));
        return good ? 0 : 1;
    }

    private static String verdict(Case c, GradientCheck.Result result) {
        return (c.asExpected(result) ? "" : "NOT AS IT SHOULD BE: ") + (c.freshMasks
                ? ""
                : result.passed()
                        ? "right: "
                        : "wrong: ")
                + c.remark;
    }

    private static Map<String, Object> json(Case c, GradientCheck.Result result) {
        var json = new LinkedHashMap<String, Object>();
        json.put("case", c.toString());
        json.put("parameters", result.parameters());
        json.put("difference", result.difference());
        json.put("passed", result.passed());
        json.put("as_expected", c.asExpected(result));
        json.put("remark", c.remark);
        return json;
    }
}
