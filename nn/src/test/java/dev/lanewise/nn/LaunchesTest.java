package dev.lanewise.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.Plan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * Kernel launches of a training step on an OpenCL device, and why each is there. None moves anything between host and
 * device: PlanTest of that backend sees to it, and that a plan launches what it counts.
 *
 * <pre>
 * gather              1      samples and labels are those of this step
 * forward             L      a product for each dense layer; its input is the output of the one below
 * batch norm          2 N    forward, which needs whole columns of the product; backward, likewise
 * loss                1      needs whole rows; softmax, loss, hits and gradient at once
 * backward            2L-1   for each dense layer the gradients of weights and bias, and but for the lowest dX, which
 *                            waits for dZ of the layer above; what f' and the bias need is in the products
 * optimiser           1      may not change W while dX still needs it
 * repacking           1      panels only, for dX and large W: the products of the next step read W in another order
 * sums of parts       1 each tiles only: a product with too few tiles for the device is cut along k, and its parts are
 *                            complete only when a launch is
 * </pre>
 */
class LaunchesTest {
    private static final String FAMILY = "lanewise.opencl.gemm";
    private static final int BATCH = 64;
    private static final int CLASSES = 10;
    /** How the tiles of a product are chosen depends on the number of compute units: as many as any machine has. */
    private static final int UNITS = 2;

    private String before;

    @BeforeEach
    void remember() {
        before = System.getProperty(FAMILY);
    }

    @AfterEach
    void restore() {
        if (before == null)
            System.clearProperty(FAMILY);
        else
            System.setProperty(FAMILY, before);
    }

    /** With tiles, the last layer of the last two networks has its k = 256 and k = 784 cut: it has ten columns alone. */
    @ParameterizedTest
    @CsvSource({"64-128-10, panels, 8", "64-128-10, tiles, 8", // 1 + 2 + 1 + 3 + 1
            "64-128n-10, panels, 10", "64-128n-10, tiles, 10", // the same and 2 of batch norm
            "784-700-10, panels, 9", // W of the first layer, beyond 2 MiB, is packed for the next step
            "784-512-256-10, panels, 11", "784-512-256-10, tiles, 12", // 1 + 3 + 1 + 5 + 1, tiles + 1
            "784-10, panels, 5", "784-10, tiles, 6"}) // 1 + 1 + 1 + 1 + 1, tiles + 1
    void ofAStep(String layers, String family, int expected) {
        System.setProperty(FAMILY, family);
        try (var compute = BackendsUnderTest.open("opencl", ComputeOptions.DEFAULT.withThreads(UNITS))) {
            assumeTrue(compute.describe().contains(" " + UNITS + " compute units"),
                    "the device cannot be cut down to " + UNITS + " compute units");
            assertEquals(expected, launches(compute, layers));
        }
    }

    private static int launches(Compute compute, String layers) {
        var plans = new ArrayList<Plan>();
        var sizes = layers.split("-");
        var network = Network.input(Integer.parseInt(sizes[0]));
        for (int l = 1; l < sizes.length - 1; l++) {
            network = network.dense(Integer.parseInt(sizes[l].replace("n", "")));
            if (sizes[l].endsWith("n"))
                network = network.batchNorm();
            network = network.relu();
        }
        var samples = Toys.noise(BATCH, Integer.parseInt(sizes[0]), CLASSES, 1);
        try (var training = Trainer
                .of(network.dense(CLASSES).build(keepingPlans(compute, plans), 1), Loss.softmaxCrossEntropy(),
                        Optimizers.adam(1e-3))
                .batch(BATCH).open(samples)) {
            training.step();
            return plans.getFirst().launches();
        }
    }

    /** Returns the same compute, which adds what is recorded to a list. */
    private static Compute keepingPlans(Compute compute, List<Plan> plans) {
        return (Compute) Proxy.newProxyInstance(Compute.class.getClassLoader(), new Class<?>[]{Compute.class},
                (proxy, method, arguments) -> {
                    try {
                        var result = method.invoke(compute, arguments);
                        if (result instanceof Plan plan)
                            plans.add(plan);
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
