package dev.lanewise.guide;

import dev.lanewise.data.Dataset;
import dev.lanewise.nn.Samples;

/** Rows of module {@code data} as module {@code nn} takes them; neither knows the other. */
final class Rows {
    private Rows() {}

    /** The rows with their classes or numbers, sharing the arrays. */
    static Samples samples(Dataset data) {
        return switch (data.target()) {
            case CLASSES -> Samples.classes(data.features(), data.columns(), data.labels(), data.classNames().size());
            case NUMBERS -> Samples.values(data.features(), data.columns(), data.targets(), 1);
            case NONE -> throw new IllegalArgumentException("data: is unlabelled, needs classes or numbers");
        };
    }

    /** The column of the largest value of a row, the first of equal ones. */
    static int largest(double[] values, int row, int columns) {
        int largest = 0;
        for (int column = 1; column < columns; column++) {
            if (values[row * columns + column] > values[row * columns + largest]) {
                largest = column;
            }
        }
        return largest;
    }
}
