package dev.lanewise.kernel.opencl.gemm;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeException;
import dev.lanewise.compute.View;
import dev.lanewise.compute.spi.TuningMonitor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Finds the fastest setting for products of several kinds. Each setting is first compared with sums in double precision:
 * there are some that build, run and are wrong. Then all are timed, the slower half is dropped, and so on with longer
 * times; in the end the winner meets the setting without tuning once more, in turns, and is kept only if it is faster.
 */
public final class GemmTuner {
    /** The kinds: m, k, n and how the factors are stored. Squares, and the layers and gradients of small networks. */
    private static final List<Kind> KINDS = List.of(new Kind(128, 784, 512, false, false),
            new Kind(128, 512, 256, false, false), new Kind(128, 256, 10, false, false),
            new Kind(784, 128, 512, true, false), new Kind(512, 128, 256, true, false),
            new Kind(128, 256, 512, false, true), new Kind(128, 512, 784, false, true),
            new Kind(256, 784, 512, false, false), new Kind(32, 784, 512, false, false),
            new Kind(1, 784, 512, false, false), new Kind(64, 64, 64, false, false),
            new Kind(128, 128, 128, false, false), new Kind(256, 256, 256, false, false),
            new Kind(512, 512, 512, false, false), new Kind(1024, 1024, 1024, false, false),
            new Kind(256, 2048, 2048, false, false), new Kind(2048, 256, 2048, true, false),
            new Kind(256, 2048, 2048, false, true), new Kind(2048, 2048, 2048, false, false),
            new Kind(4096, 4096, 4096, false, false));

    /** Nanoseconds of the first measurement of a setting; the last one of a few is some ten times as long. */
    private static final double FIRST_TIME = 2e6;
    /** Rounds in which the winner meets the setting without tuning. */
    private static final int ROUNDS = 7;
    /** What must be won to leave the setting without tuning: the noise of such a comparison. */
    private static final double LEAST_GAIN = 1.03;
    /** Rows of C that are compared with double precision: all of a small product, some of a large one. */
    private static final int CHECKED_ROWS = 32;
    private static final double FLOAT32 = 0x1p-24;
    private static final double TF32 = 0x1p-11;

    private final Compute compute;
    private final Products products;

    /** @param products how the compute multiplies */
    public GemmTuner(Compute compute, Products products) {
        this.compute = compute;
        this.products = products;
    }

    /** A product; a factor that is transposed is stored column-major. */
    private record Kind(int m, int k, int n, boolean transposedA, boolean transposedB) {
        private String text() {
            return m + "x" + k + "x" + n + (transposedA ? ", A transposed" : "")
                    + (transposedB ? ", B transposed" : "");
        }
    }

    /**
     * Tunes until all kinds are done or the monitor has had enough.
     *
     * @return the file with the findings
     */
    public Path run(TuningMonitor monitor) {
        int done = 0;
        while (done < KINDS.size() && tune(KINDS.get(done), done, monitor))
            done++;
        return products.tuning().file();
    }

    private boolean tune(Kind kind, int done, TuningMonitor monitor) {
        if (!monitor.goesOn(done, KINDS.size(), kind.text()))
            return false;
        try (var scope = compute.newScope()) {
            View a = kind.transposedA ? scope.allocate(kind.k, kind.m).transposed() : scope.allocate(kind.m, kind.k);
            View b = kind.transposedB ? scope.allocate(kind.n, kind.k).transposed() : scope.allocate(kind.k, kind.n);
            View c = scope.allocate(kind.m, kind.n);
            var shape = GemmShape.of(a, b, kind.k, c);
            var shapeClass = ShapeClass.of(shape);
            if (products.tuning().contains(shapeClass))
                return true;
            var trial = new Trial(kind, a, b, c);
            var settings = products.settings(shape);
            GemmSetting without = settings.getFirst();
            trial.check(without);
            GemmSetting best = trial.fastest(settings, () -> monitor.goesOn(done, KINDS.size(), kind.text()));
            if (best == null)
                return false;
            double times = best.equals(without) ? 1 : trial.gain(best, without);
            var finding = times < LEAST_GAIN ? new Tuning.Finding(without, 1) : new Tuning.Finding(best, times);
            products.tuning().put(shapeClass, finding);
            monitor.found(kind.text(), finding.setting().text(), finding.times());
            return true;
        } catch (IOException e) {
            throw new ComputeException("findings cannot be kept: " + e.getMessage(), e);
        } finally {
            products.force(null);
        }
    }

    /** Whether there is time left. */
    private interface Patience {
        boolean lasts();
    }

    /** One product that is computed again and again. */
    private final class Trial {
        private final Kind kind;
        private final View a;
        private final View b;
        private final View c;
        private final double[] left;
        private final double[] right;

        Trial(Kind kind, View a, View b, View c) {
            this.kind = kind;
            this.a = a;
            this.b = b;
            this.c = c;
            var random = new SplittableRandom(1);
            left = random.doubles((long) kind.m * kind.k, -1, 1).map(x -> (float) x).toArray();
            right = random.doubles((long) kind.k * kind.n, -1, 1).map(x -> (float) x).toArray();
            compute.upload(left, a);
            compute.upload(right, b);
        }

        /** @throws ComputeException if the setting's product is not right */
        void check(GemmSetting setting) {
            products.force(setting);
            compute.fill(Double.NaN, c);
            compute.gemm(a, b, c);
            var got = new float[kind.n];
            int step = Math.max(1, kind.m / CHECKED_ROWS);
            for (int i = 0; i < kind.m; i += step) {
                compute.download(c.rows(i, 1), got);
                checkRow(i, got, setting);
            }
        }

        private void checkRow(int i, float[] got, GemmSetting setting) {
            var sums = new double[kind.n];
            var sizes = new double[kind.n];
            for (int s = 0; s < kind.k; s++)
                for (int j = 0; j < kind.n; j++) {
                    double term = left[i * kind.k + s] * right[s * kind.n + j];
                    sums[j] += term;
                    sizes[j] += Math.abs(term);
                }
            double factor = (kind.k + 2) * FLOAT32
                    + (products.roundsFactors() ? 2.01 * TF32 : 0);
            for (int j = 0; j < kind.n; j++)
                if (!(Math.abs(got[j] - sums[j]) <= factor * sizes[j]))
                    throw new ComputeException("tuning " + kind.text() + ": " + setting.text() + " computes " + got[j]
                            + " at " + i + ", " + j + ", expected " + sums[j]);
        }

        /** Returns the fastest of the settings that are right, {@code null} if the patience did not last. */
        GemmSetting fastest(List<? extends GemmSetting> settings, Patience patience) {
            var left = new ArrayList<GemmSetting>();
            for (GemmSetting setting : settings) {
                if (!patience.lasts())
                    return null;
                try {
                    check(setting);
                    left.add(setting);
                } catch (ComputeException e) {
                    // Too large for this device, or wrong on it: not a candidate.
                }
            }
            for (double time = FIRST_TIME; left.size() > 1; time *= 2) {
                var taken = new HashMap<GemmSetting, Double>();
                for (GemmSetting setting : left) {
                    if (!patience.lasts())
                        return null;
                    taken.put(setting, nanoseconds(setting, time));
                }
                left.sort(Comparator.comparing(taken::get));
                left.subList((left.size() + 1) / 2, left.size()).clear();
            }
            return left.getFirst();
        }

        /** Returns how many times as fast the first is, the median over rounds in which each had its turn. */
        double gain(GemmSetting setting, GemmSetting other) {
            var ratios = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++)
                ratios[round] = nanoseconds(other, 4 * FIRST_TIME) / nanoseconds(setting, 4 * FIRST_TIME);
            Arrays.sort(ratios);
            return ratios[ROUNDS / 2];
        }

        /** Measures a product, the least of three runs that take about {@code time} each. */
        private double nanoseconds(GemmSetting setting, double time) {
            products.force(setting);
            double single = run(1);
            int count = (int) Math.clamp(time / single, 1, 1000);
            double least = single;
            for (int i = 0; i < 3; i++)
                least = Math.min(least, run(count));
            return least;
        }

        private double run(int count) {
            long start = System.nanoTime();
            for (int i = 0; i < count; i++)
                compute.gemm(a, b, c);
            compute.sync();
            return (double) (System.nanoTime() - start) / count;
        }
    }
}
