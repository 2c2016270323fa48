package dev.lanewise.kernel.opencl.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.kernel.opencl.ChildJvm;
import dev.lanewise.kernel.opencl.ChildMain;
import dev.lanewise.kernel.opencl.TestDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the JVM does by signals, in a process that uses OpenCL. */
public class SignalHandlersTest {
    /** PoCL's handlers left in place: 42 to 120 of these 200 divisions threw, and one child of six died of a signal. */
    private static final int DIVISIONS = 100_000;
    private static final int EVERY = 500;
    private static final int ROUNDS = 50;

    private static volatile boolean busy;
    private static volatile double result;

    /** In a process of its own: the first divisions by zero make the compiler put in a check, for good. */
    @Test
    void threadsStopAndDivisionsByZeroThrow(@TempDir Path cache) throws Exception {
        TestDevice.get();
        var child = ChildJvm.run(Duration.ofMinutes(2), Map.of("POCL_CACHE_DIR", cache.toString()),
                List.of(ChildMain.class.getName(), "signals"));
        assertEquals(0, child.exit(), child.output());
        assertEquals(DIVISIONS / EVERY + " divisions by zero, " + ROUNDS + " rounds", child.output().strip());
    }

    /** Runs in the child. */
    public static int signals() throws InterruptedException {
        for (int i = 0; i < 2; i++)
            Thread.ofPlatform().daemon().start(SignalHandlersTest::work);
        TestDevice.get();
        int thrown = divisions();
        for (int round = 0; round < ROUNDS; round++)
            round();
        System.out.println(thrown + " divisions by zero, " + ROUNDS + " rounds");
        return 0;
    }

    private static int divisions() {
        int thrown = 0;
        for (int i = 1; i <= DIVISIONS; i++)
            try {
                result = divide(i, i % EVERY);
            } catch (ArithmeticException e) {
                thrown++;
            }
        return thrown;
    }

    private static int divide(int a, int b) { return a / b; }

    /** Stops two threads in compiled code after the driver has compiled a kernel. */
    private static void round() throws InterruptedException {
        try (var compute = TestDevice.open()) {
            compute.fill(1, compute.allocate(10));
            compute.sync();
        }
        busy = true;
        Thread.sleep(3);
        System.gc();
        busy = false;
    }

    private static void work() {
        var values = new float[50];
        while (true)
            if (busy)
                result = sum(values);
            else
                Thread.onSpinWait();
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values)
            sum += value;
        return sum;
    }
}
