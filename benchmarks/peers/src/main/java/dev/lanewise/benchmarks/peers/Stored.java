package dev.lanewise.benchmarks.peers;

import dev.lanewise.benchmarks.Task;

/**
 * A matrix of a product as it lies in memory, row-major; those of a batch one below the other.
 *
 * @param rows stored rows
 * @param cols stored columns
 * @param stride distance in elements between the starts of two rows
 */
record Stored(int rows, int cols, int stride) {
    static Stored a(Task task) {
        return task.transposeA() ? of(task, task.k(), task.m()) : of(task, task.m(), task.k());
    }

    static Stored b(Task task) {
        return task.transposeB() ? of(task, task.n(), task.k()) : of(task, task.k(), task.n());
    }

    static Stored c(Task task) { return of(task, task.m(), task.n()); }

    private static Stored of(Task task, int rows, int cols) {
        return new Stored(Math.max(task.batch(), 1) * rows, cols, task.stride() > 0 ? task.stride() : cols);
    }

    int elements() { return Math.multiplyExact(rows, stride); }

    /** Returns the values with gaps between the rows. */
    float[] spread(float[] values) {
        var stored = new float[elements()];
        for (int i = 0; i < rows; i++)
            System.arraycopy(values, i * cols, stored, i * stride, cols);
        return stored;
    }

    /** Returns the values without the gaps. */
    float[] gather(float[] stored) {
        var values = new float[rows * cols];
        for (int i = 0; i < rows; i++)
            System.arraycopy(stored, i * stride, values, i * cols, cols);
        return values;
    }
}
