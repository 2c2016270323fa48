package dev.lanewise.benchmarks.own;

import dev.lanewise.benchmarks.Implementation;
import dev.lanewise.benchmarks.Task;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** What the machine can do at most: multiply-adds that touch no memory, and the platform's own copy of memory. */
public final class Ceiling implements Implementation {
    /** Up to this many bytes a second thread takes longer to wake than to copy. */
    private static final long SHARED_BYTES = 1 << 18;

    @Override
    public String name() { return "ceiling"; }

    @Override
    public String version() { return "FMA on " + Peak.SPECIES.vectorBitSize() + "-bit registers, MemorySegment.copy"; }

    @Override
    public boolean supports(Task task, int threads) {
        return task.isFma() || task.operation().equals("copy");
    }

    @Override
    public Session open(Task task, int threads) {
        return task.isFma() ? new Peak(task, threads) : new Copy(task, threads);
    }

    private static final class Peak implements Session {
        static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
        private static final int ACCUMULATORS = 10;
        private static final float FACTOR = 0.5f;
        private final Crew crew;
        private final long steps;
        private final float[] sums;

        Peak(Task task, int threads) {
            crew = new Crew(threads);
            steps = Math.ceilDiv((long) task.rows() * task.cols(), (long) threads * ACCUMULATORS * SPECIES.length());
            sums = new float[threads];
        }

        @Override
        public void run() { crew.run(worker -> sums[worker] = multiplyAdd(steps)); }

        /**
         * Two units of four or five cycles each need 8 to 10 sums that do not wait for each other. With x and y these
         * take 12 registers: the 16 of AVX2 hold them. They start apart, lest the compiler find them equal.
         */
        private static float multiplyAdd(long steps) {
            var x = FloatVector.broadcast(SPECIES, FACTOR);
            var y = FloatVector.broadcast(SPECIES, 1);
            var s0 = FloatVector.zero(SPECIES);
            var s1 = FloatVector.broadcast(SPECIES, 1);
            var s2 = FloatVector.broadcast(SPECIES, 2);
            var s3 = FloatVector.broadcast(SPECIES, 3);
            var s4 = FloatVector.broadcast(SPECIES, 4);
            var s5 = FloatVector.broadcast(SPECIES, 5);
            var s6 = FloatVector.broadcast(SPECIES, 6);
            var s7 = FloatVector.broadcast(SPECIES, 7);
            var s8 = FloatVector.broadcast(SPECIES, 8);
            var s9 = FloatVector.broadcast(SPECIES, 9);
            for (long i = 0; i < steps; i++) {
                s0 = s0.fma(x, y);
                s1 = s1.fma(x, y);
                s2 = s2.fma(x, y);
                s3 = s3.fma(x, y);
                s4 = s4.fma(x, y);
                s5 = s5.fma(x, y);
                s6 = s6.fma(x, y);
                s7 = s7.fma(x, y);
                s8 = s8.fma(x, y);
                s9 = s9.fma(x, y);
            }
            var low = s0.add(s1).add(s2).add(s3).add(s4);
            return low.add(s5).add(s6).add(s7).add(s8).add(s9).lane(0);
        }

        /** Nothing but the sums themselves can be told: each tends to 1 / (1 - factor). */
        @Override
        public float[] result() {
            double left = Math.pow(FACTOR, (double) steps);
            double starts = ACCUMULATORS * (ACCUMULATORS - 1) / 2.0;
            double expected = starts * left + ACCUMULATORS * (1 - left) / (1 - FACTOR);
            for (float sum : sums)
                if (!(Math.abs(sum - expected) < 1e-3))
                    throw new AssertionError("fma: the sums came to " + sum + ", expected " + expected);
            return new float[0];
        }

        @Override
        public void close() { crew.close(); }
    }

    private static final class Copy implements Session {
        private final Arena arena = Arena.ofShared();
        private final Crew crew;
        private final int workers;
        private final MemorySegment source;
        private final MemorySegment target;

        Copy(Task task, int threads) {
            var values = task.input(0);
            source = arena.allocate((long) values.length * Float.BYTES, 64);
            target = arena.allocate(source.byteSize(), 64);
            MemorySegment.copy(values, 0, source, ValueLayout.JAVA_FLOAT, 0, values.length);
            workers = source.byteSize() <= SHARED_BYTES ? 1 : threads;
            crew = new Crew(workers);
        }

        @Override
        public void run() {
            crew.run(worker -> {
                long from = source.byteSize() * worker / workers;
                long to = source.byteSize() * (worker + 1) / workers;
                MemorySegment.copy(source, from, target, from, to - from);
            });
        }

        @Override
        public float[] result() { return target.toArray(ValueLayout.JAVA_FLOAT); }

        @Override
        public void close() {
            crew.close();
            arena.close();
        }
    }
}
