package dev.lanewise.benchmarks.peers;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.View;
import dev.lanewise.compute.testkit.Workloads;
import org.bytedeco.javacpp.FloatPointer;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The product of square matrices by the SIMD backend and by OpenBLAS, on one thread and on two: in one process, in
 * turn, the median of each; {@value #FORKS} processes, since vector code may run at one of several speeds for the
 * life of one. Both results are compared with each other, and that of Lanewise with the reference, before anything is
 * timed.
 */
public final class OpenBlasComparison {
    private static final int FORKS = 5;
    private static final int ROUNDS = 15;
    private static final int[] SIZES = {64, 128, 256, 512, 1024};
    private static final int[] THREADS = {1, 2};
    /** Work of one timed block, so that the clock's steps do not count: about 10 ms at 100 GFLOP/s. */
    private static final double BLOCK_FLOPS = 1e9;
    /** Enough for C2 to compile every method of a product. */
    private static final double WARM_UP_FLOPS = 3e10;

    private OpenBlasComparison() {}

    /** Without arguments starts the processes and prints the table; {@code fork} is what they are started with. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length > 0) {
            for (int threads : THREADS)
                for (int size : SIZES)
                    measure(size, threads);
            return;
        }
        var lines = new TreeMap<String, List<double[]>>();
        for (int fork = 0; fork < FORKS; fork++)
            for (String line : fork()) {
                var words = line.split(" ");
                lines.computeIfAbsent(words[1] + " " + words[2], key -> new ArrayList<>())
                        .add(new double[]{Double.parseDouble(words[3]), Double.parseDouble(words[4])});
            }
        System.out.printf("%7s %5s %18s %18s %28s%n", "threads", "size", "Lanewise GFLOP/s", "OpenBLAS GFLOP/s",
                "ratio: median (low .. high)");
        for (int threads : THREADS)
            for (int size : SIZES)
                print(threads, size, lines.get(threads + " " + size));
    }

    private static List<String> fork() throws IOException, InterruptedException {
        var process = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "--add-modules",
                "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), OpenBlasComparison.class.getName(), "fork")
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> lines;
        try (var reader = process.inputReader()) {
            lines = reader.lines().filter(line -> line.startsWith("gemm ")).toList();
        }
        if (process.waitFor() != 0)
            throw new IllegalStateException("a measuring process failed");
        return lines;
    }

    private static void print(int threads, int size, List<double[]> forks) {
        double flops = 2.0 * size * size * size;
        var ratios = forks.stream().mapToDouble(nanos -> nanos[1] / nanos[0]).sorted().toArray();
        System.out.printf(Locale.ROOT, "%7d %5d %18.1f %18.1f %12.2f (%.2f .. %.2f)%n", threads, size,
                flops / median(forks, 0), flops / median(forks, 1), ratios[FORKS / 2], ratios[0], ratios[FORKS - 1]);
    }

    private static double median(List<double[]> forks, int column) {
        return forks.stream().mapToDouble(nanos -> nanos[column]).sorted().toArray()[FORKS / 2];
    }

    private static void measure(int size, int threads) {
        blas_set_num_threads(threads);
        try (var compute = Compute.named("simd", ComputeOptions.DEFAULT.withThreads(threads));
                var arena = Arena.ofConfined()) {
            try (var workload = Workloads.gemm(compute, size, size, size, 7)) {
                workload.verify();
            }
            var random = new SplittableRandom(7);
            var a = values(random, size);
            var b = values(random, size);
            var left = view(compute, a, size);
            var right = view(compute, b, size);
            var product = compute.allocate(size, size);
            var blasLeft = pointer(arena, a);
            var blasRight = pointer(arena, b);
            var blasProduct = pointer(arena, new float[a.length]);
            Runnable lanewise = () -> compute.gemm(left, right, product);
            Runnable blas = () -> cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size, size, size, 1, blasLeft,
                    size, blasRight, size, 0, blasProduct, size);
            compare(compute, lanewise, product, blas, blasProduct, size);

            double flops = 2.0 * size * size * size;
            time(lanewise, (int) (WARM_UP_FLOPS / flops));
            int repeats = (int) Math.max(1, BLOCK_FLOPS / flops);
            var nanos = new double[2][ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                nanos[0][round] = time(lanewise, repeats);
                nanos[1][round] = time(blas, repeats);
            }
            Arrays.stream(nanos).forEach(Arrays::sort);
            System.out
                    .println("gemm " + threads + " " + size + " " + nanos[0][ROUNDS / 2] + " " + nanos[1][ROUNDS / 2]);
        }
    }

    private static void compare(Compute compute, Runnable lanewise, View product, Runnable blas,
            FloatPointer blasProduct, int size) {
        lanewise.run();
        blas.run();
        var got = new float[size * size];
        compute.download(product, got);
        // Elements are sums of n products of values below 1: each of the two is off by n^2 u at most.
        double bound = 2.0 * size * size * Math.ulp(1f) / 2;
        for (int i = 0; i < got.length; i++)
            if (!(Math.abs(got[i] - blasProduct.get(i)) <= bound))
                throw new IllegalStateException("element " + i + ": Lanewise says " + got[i] + ", OpenBLAS "
                        + blasProduct.get(i));
    }

    private static double time(Runnable call, int repeats) {
        long start = System.nanoTime();
        for (int i = 0; i < repeats; i++)
            call.run();
        return (double) (System.nanoTime() - start) / repeats;
    }

    private static float[] values(SplittableRandom random, int size) {
        var values = new float[size * size];
        for (int i = 0; i < values.length; i++)
            values[i] = (float) random.nextDouble();
        return values;
    }

    private static View view(Compute compute, float[] values, int size) {
        var view = compute.allocate(size, size);
        compute.upload(values, view);
        return view;
    }

    private static FloatPointer pointer(Arena arena, float[] values) {
        var buffer = arena.allocate(4L * values.length, 64).asByteBuffer().order(java.nio.ByteOrder.nativeOrder())
                .asFloatBuffer();
        buffer.put(values).flip();
        return new FloatPointer(buffer);
    }
}
