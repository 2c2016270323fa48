package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Activation;
import dev.lanewise.compute.BinaryOp;
import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ElementType;
import dev.lanewise.compute.Reduction;
import dev.lanewise.compute.UnaryOp;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The catalogue of operations: every one of {@link Compute}, by name and at any size. What stands here is compared with
 * double precision on every backend, repeated by the guards, and can be benchmarked.
 */
public final class Problems {
    /** Declares one operation on m x n elements. */
    private interface Factory {
        Problem create(ProblemBuilder setup, int m, int n);
    }

    /** Declares a product. */
    private interface ProductFactory {
        Problem create(ProblemBuilder setup, GemmShape shape);
    }

    private static final Map<String, ProductFactory> PRODUCTS = products();
    private static final Map<String, Factory> CATALOGUE = catalogue();

    private Problems() {}

    /** Returns the names of all operations. */
    public static List<String> operations() {
        return List.copyOf(CATALOGUE.keySet());
    }

    /** Returns whether an operation is one that {@link #product} has in any shape. */
    public static boolean isProduct(String operation) {
        return PRODUCTS.containsKey(operation);
    }

    /**
     * Declares an operation on m x n elements; a product multiplies m x n by n x n.
     *
     * @param operation one of {@link #operations}
     * @param type of the elements
     * @param seed of the inputs
     * @throws IllegalArgumentException if there is no such operation
     */
    public static Problem of(String operation, ElementType type, int m, int n, long seed) {
        return known(CATALOGUE, operation).create(new ProblemBuilder(operation, type, seed), m, n);
    }

    /**
     * Declares a product: {@code gemm}, which is {@code C = A B}; {@code gemmEpilogue}, a dense layer, {@code
     * C = relu(A B + bias)}; {@code gemmDerivative}, the gradient that reaches the layer below; {@code gemmSums},
     * those of weights and bias; {@code gemmPacked}, with a B that is packed before each product.
     *
     * @param type of the elements
     * @param seed of the inputs
     * @throws IllegalArgumentException if there is no such product
     */
    public static Problem product(String operation, ElementType type, GemmShape shape, long seed) {
        return known(PRODUCTS, operation).create(new ProblemBuilder(operation, type, seed), shape);
    }

    /**
     * Declares {@code gemmBatched}: products of an m x k and a k x n matrix, each of factors of its own.
     *
     * @param type of the elements
     * @param batch number of products
     * @param seed of the inputs
     */
    public static Problem batch(ElementType type, int batch, int m, int k, int n, long seed) {
        return GemmProblems.batch(new ProblemBuilder("gemmBatched", type, seed), batch, GemmShape.of(m, k, n));
    }

    private static <F> F known(Map<String, F> factories, String operation) {
        var factory = factories.get(operation);
        if (factory == null)
            throw new IllegalArgumentException("operation: there is no " + operation + "; there are "
                    + String.join(", ", factories.keySet()));
        return factory;
    }

    private static Map<String, ProductFactory> products() {
        var all = new LinkedHashMap<String, ProductFactory>();
        all.put("gemm", GemmProblems::gemm);
        all.put("gemmEpilogue", GemmProblems::gemmEpilogue);
        all.put("gemmDerivative", GemmProblems::gemmDerivative);
        all.put("gemmSums", GemmProblems::gemmSums);
        all.put("gemmPacked", GemmProblems::gemmPacked);
        return all;
    }

    private static Map<String, Factory> catalogue() {
        var all = new LinkedHashMap<String, Factory>();
        all.put("copy", TransferProblems::copy);
        all.put("fill", TransferProblems::fill);
        all.put("gatherRows", TransferProblems::gatherRows);
        all.put("gatherIndices", TransferProblems::gatherIndices);
        all.put("gatherSamples", TransferProblems::gatherSamples);
        all.put("scatterAddRows", TransferProblems::scatterAddRows);
        for (var op : UnaryOp.values())
            all.put(name(op), (p, m, n) -> ElementwiseProblems.unary(p, op, m, n));
        for (var op : BinaryOp.values())
            all.put(name(op), (p, m, n) -> ElementwiseProblems.binary(p, op, m, n));
        all.put("addRow", ElementwiseProblems::addRow);
        all.put("addTransposed", ElementwiseProblems::addTransposed);
        all.put("scale", ElementwiseProblems::scale);
        all.put("axpby", ElementwiseProblems::axpby);
        for (var f : Activation.values()) {
            all.put(name(f), (p, m, n) -> ElementwiseProblems.activation(p, f, m, n));
            all.put(name(f) + "Backward", (p, m, n) -> ElementwiseProblems.activationBackward(p, f, m, n));
        }
        all.put("dropout", ElementwiseProblems::dropout);
        for (var op : Reduction.values()) {
            // A sum is what the plain name means.
            String suffix = op == Reduction.SUM ? "" : suffix(op);
            all.put("reduceRows" + suffix, (p, m, n) -> ReductionProblems.reduceRows(p, op, m, n));
            all.put("reduceColumns" + suffix, (p, m, n) -> ReductionProblems.reduceColumns(p, op, m, n));
            all.put("reduceAll" + suffix, (p, m, n) -> ReductionProblems.reduceAll(p, op, m, n));
        }
        all.put("squaredNorm", ReductionProblems::squaredNorm);
        all.put("norm", ReductionProblems::norm);
        all.put("argmaxRows", ReductionProblems::argmaxRows);
        PRODUCTS.forEach((name, product) -> all.put(name, (p, m, n) -> product.create(p, GemmShape.of(m, n, n))));
        all.put("gemmTransposedA", (p, m, n) -> GemmProblems.gemm(p, new GemmShape(m, n, n, true, false, 0)));
        all.put("gemmTransposedB", (p, m, n) -> GemmProblems.gemm(p, new GemmShape(m, n, n, false, true, 0)));
        all.put("gemmBatched", GemmProblems::gemmBatched);
        all.put("softmaxRows", LossProblems::softmaxRows);
        all.put("logSoftmaxRows", LossProblems::logSoftmaxRows);
        all.put("softmaxCrossEntropy", LossProblems::softmaxCrossEntropy);
        all.put("sigmoidCrossEntropy", LossProblems::sigmoidCrossEntropy);
        all.put("meanSquaredError", LossProblems::meanSquaredError);
        for (var f : List.of(Activation.IDENTITY, Activation.RELU)) {
            String suffix = f == Activation.IDENTITY ? "" : suffix(f);
            all.put("batchNormTrain" + suffix, (p, m, n) -> BatchNormProblems.train(p, f, m, n));
            all.put("batchNormInfer" + suffix, (p, m, n) -> BatchNormProblems.infer(p, f, m, n));
        }
        all.put("batchNormBackward", BatchNormProblems::backward);
        all.put("batchNormTrainBackward", BatchNormProblems::trainBackward);
        all.put("sgdStep", OptimizerProblems::sgdStep);
        all.put("momentumStep", OptimizerProblems::momentumStep);
        all.put("rmspropStep", OptimizerProblems::rmspropStep);
        all.put("adamStep", OptimizerProblems::adamStep);
        return all;
    }

    /** Returns {@code LeakyRelu} of LEAKY_RELU. */
    private static String suffix(Enum<?> constant) {
        return Arrays.stream(constant.name().split("_", -1))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT)).collect(Collectors.joining());
    }

    /** Returns {@code leakyRelu} of LEAKY_RELU. */
    private static String name(Enum<?> constant) {
        String suffix = suffix(constant);
        return suffix.substring(0, 1).toLowerCase(Locale.ROOT) + suffix.substring(1);
    }
}
