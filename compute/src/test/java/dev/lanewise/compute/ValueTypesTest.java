package dev.lanewise.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The small value types: what they refuse, and what they hold. */
class ValueTypesTest {
    private final Compute compute = Compute.named("loops");

    @AfterEach
    void close() {
        compute.close();
    }

    @Test
    void indices() {
        var indices = compute.allocateIndices(10);
        var part = indices.slice(3, 4);
        assertEquals(3, part.offset());
        assertEquals(5, part.slice(2, 2).offset());
        assertTrue(indices.overlaps(part));
        assertFalse(indices.slice(0, 3).overlaps(part));
        assertFalse(indices.slice(7, 3).overlaps(part));
        assertRefused("slice from 8, 3 long, is outside length 10", () -> indices.slice(8, 3));
        assertRefused("must be INT32, got FLOAT32", () -> new Indices(compute.allocate(3).buffer(), 0, 3));
        assertRefused("offset 8, length 3 do not fit a buffer of 10", () -> new Indices(indices.buffer(), 8, 3));
    }

    @Test
    void scalars() {
        var host = Scalar.of(3);
        host.set(4);
        assertEquals(4, host.value());
        var view = compute.allocate(1, 1);
        var device = Scalar.of(view);
        assertSame(view, device.view());
        assertThrows(IllegalStateException.class, () -> device.set(1));
        assertRefused("one element, got 2x3", () -> Scalar.of(compute.allocate(2, 3)));
    }

    @Test
    void counters() {
        var counter = new Counter(5);
        counter.advance(1L << 40);
        assertEquals(5 + (1L << 40), counter.value());
        counter.set(-1);
        assertEquals(-1, counter.value());
    }

    @Test
    void epilogues() {
        var x = compute.allocate(1, 3);
        var epilogue = Epilogue.NONE.withBias(x).withActivation(Activation.TANH).withRightSums(x);
        assertSame(x, epilogue.bias());
        assertEquals(Activation.TANH, epilogue.activation());
        assertSame(x, epilogue.rightSums());
        assertRefused("TANH and derivative RELU exclude each other", () -> epilogue.withDerivative(Activation.RELU, x));
        assertRefused("derivative RELU needs a saved view", () -> Epilogue.NONE.withDerivative(Activation.RELU, null));
    }

    @Test
    void batchNormSettings() {
        var x = compute.allocate(1, 3);
        assertRefused("momentum: must be in [0, 1], got 1.5", () -> norm(x, 1.5, 1e-5));
        assertRefused("epsilon: must be positive, got 0.0", () -> norm(x, 0.9, 0));
        assertRefused("momentum", () -> norm(x, Double.NaN, 1e-5));
        assertEquals(0.9, norm(x, 0.9, 1e-5).momentum());
        assertRefused("activation: GELU needs its input for the derivative",
                () -> new BatchNorm(x, x, x, x, x, x, 0.9, 1e-5, Activation.GELU));
    }

    @Test
    void options() {
        assertRefused("threads: must not be negative, got -1", () -> ComputeOptions.DEFAULT.withThreads(-1));
        assertRefused("memoryLimit: must not be negative, got -5", () -> ComputeOptions.DEFAULT.withMemoryLimit(-5));
        assertRefused("work: must not be negative, got NaN", () -> ComputeOptions.DEFAULT.withWork(Double.NaN));
        var options = ComputeOptions.DEFAULT.withThreads(2).withDevice("gpu").withDebug(true).withMemoryLimit(7)
                .withPrecision(ComputeOptions.Precision.FAST).withWork(1e9);
        assertEquals(new ComputeOptions(2, "gpu", ComputeOptions.Precision.FAST, true, 7, 1e9), options);
    }

    @Test
    void elementTypes() {
        assertEquals(Math.ulp(1f) / 2, ElementType.FLOAT32.epsilon());
        assertEquals(Math.ulp(1d) / 2, ElementType.FLOAT64.epsilon());
        assertThrows(IllegalStateException.class, ElementType.INT32::epsilon);
    }

    private static BatchNorm norm(View x, double momentum, double epsilon) {
        return new BatchNorm(x, x, x, x, x, x, momentum, epsilon, Activation.RELU);
    }

    private static void assertRefused(String part, Runnable call) {
        var error = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(error.getMessage().contains(part), error.getMessage());
    }
}
