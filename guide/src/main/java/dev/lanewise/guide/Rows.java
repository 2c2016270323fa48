package dev.lanewise.guide;

/** Rows of numbers. */
final class Rows {
    private Rows() {}

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
