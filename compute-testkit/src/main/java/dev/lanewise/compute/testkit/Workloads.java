package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.UnaryOp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The catalogue of operations: every one of {@link Compute}, by name and at any size. */
public final class Workloads {
    /** Makes the workload of one operation on m x n elements. */
    private interface Factory {
        Workload create(WorkloadBuilder setup, int m, int n);
    }

    private static final Map<String, Factory> CATALOGUE = catalogue();

    private Workloads() {}

    /** Returns the names of all operations. */
    public static List<String> operations() {
        return List.copyOf(CATALOGUE.keySet());
    }

    /**
     * Sets up an operation on m x n elements; a product multiplies m x n by n x n, {@link #gemm} any shape.
     *
     * @param operation one of {@link #operations}
     * @param compute where it runs
     * @param seed of the inputs
     * @throws IllegalArgumentException if there is no such operation
     */
    public static Workload of(String operation, Compute compute, int m, int n, long seed) {
        var factory = CATALOGUE.get(operation);
        if (factory == null)
            throw new IllegalArgumentException("operation: there is no " + operation + "; there are " + operations());
        return factory.create(new WorkloadBuilder(operation, compute, seed), m, n);
    }

    /** Sets up {@code C = A B}, m x k by k x n. */
    public static Workload gemm(Compute compute, int m, int k, int n, long seed) {
        return GemmWorkloads.gemm(new WorkloadBuilder("gemm", compute, seed), m, k, n);
    }

    /** Sets up a dense layer, {@code C = relu(A B + bias)}, m x k by k x n. */
    public static Workload gemmEpilogue(Compute compute, int m, int k, int n, long seed) {
        return GemmWorkloads.gemmEpilogue(new WorkloadBuilder("gemmEpilogue", compute, seed), m, k, n);
    }

    private static Map<String, Factory> catalogue() {
        var all = new LinkedHashMap<String, Factory>();
        all.put("copy", TransferWorkloads::copy);
        all.put("fill", TransferWorkloads::fill);
        all.put("gatherRows", TransferWorkloads::gatherRows);
        all.put("gatherIndices", TransferWorkloads::gatherIndices);
        all.put("scatterAddRows", TransferWorkloads::scatterAddRows);
        for (var op : UnaryOp.values())
            all.put(lower(op), (w, m, n) -> ElementwiseWorkloads.unary(w, op, m, n));
        for (var op : BinaryOp.values())
            all.put(lower(op), (w, m, n) -> ElementwiseWorkloads.binary(w, op, m, n));
        all.put("addRow", ElementwiseWorkloads::addRow);
        all.put("addTransposed", ElementwiseWorkloads::addTransposed);
        all.put("scale", ElementwiseWorkloads::scale);
        all.put("axpby", ElementwiseWorkloads::axpby);
        for (var f : Activation.values()) {
            all.put(lower(f), (w, m, n) -> ElementwiseWorkloads.activation(w, f, m, n));
            all.put(lower(f) + "Backward", (w, m, n) -> ElementwiseWorkloads.activationBackward(w, f, m, n));
        }
        all.put("dropout", ElementwiseWorkloads::dropout);
        for (var op : Reduction.values()) {
            all.put("reduceRows_" + lower(op), (w, m, n) -> ReductionWorkloads.reduceRows(w, op, m, n));
            all.put("reduceColumns_" + lower(op), (w, m, n) -> ReductionWorkloads.reduceColumns(w, op, m, n));
            all.put("reduceAll_" + lower(op), (w, m, n) -> ReductionWorkloads.reduceAll(w, op, m, n));
        }
        all.put("squaredNorm", ReductionWorkloads::squaredNorm);
        all.put("argmaxRows", ReductionWorkloads::argmaxRows);
        all.put("gemm", (w, m, n) -> GemmWorkloads.gemm(w, m, n, n));
        all.put("gemmTransposedA", GemmWorkloads::gemmTransposedA);
        all.put("gemmTransposedB", GemmWorkloads::gemmTransposedB);
        all.put("gemmEpilogue", (w, m, n) -> GemmWorkloads.gemmEpilogue(w, m, n, n));
        all.put("gemmDerivative", GemmWorkloads::gemmDerivative);
        all.put("gemmPacked", GemmWorkloads::gemmPacked);
        all.put("gemmBatched", GemmWorkloads::gemmBatched);
        all.put("softmaxRows", TrainingWorkloads::softmaxRows);
        all.put("logSoftmaxRows", TrainingWorkloads::logSoftmaxRows);
        all.put("softmaxCrossEntropy", TrainingWorkloads::softmaxCrossEntropy);
        all.put("sigmoidCrossEntropy", TrainingWorkloads::sigmoidCrossEntropy);
        all.put("meanSquaredError", TrainingWorkloads::meanSquaredError);
        all.put("batchNormTrain", TrainingWorkloads::batchNormTrain);
        all.put("batchNormInfer", TrainingWorkloads::batchNormInfer);
        all.put("batchNormBackward", TrainingWorkloads::batchNormBackward);
        all.put("sgdStep", OptimizerWorkloads::sgdStep);
        all.put("momentumStep", OptimizerWorkloads::momentumStep);
        all.put("rmspropStep", OptimizerWorkloads::rmspropStep);
        all.put("adamStep", OptimizerWorkloads::adamStep);
        return all;
    }

    private static String lower(Enum<?> constant) { return constant.name().toLowerCase(Locale.ROOT); }
}
