package dev.lanewise.data.prep;

import dev.lanewise.data.Dataset;
import dev.lanewise.data.Notice;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Rows that are both trained on and tested on. */
public final class SameRows {
    private SameRows() {}

    /** A warning when rows of the test part are among the others too, with the same features and the same label. */
    public static Optional<Notice> warning(Dataset train, Dataset validation, Dataset test) {
        long[] all = IntStream.range(0, train.rows() + validation.rows()).mapToLong(row -> row < train.rows()
                ? hash(train, row)
                : hash(validation, row - train.rows())).toArray();
        Arrays.sort(all);
        long same = IntStream.range(0, test.rows()).filter(row -> Arrays.binarySearch(all, hash(test, row)) >= 0)
                .count();
        return same == 0
                ? Optional.empty()
                : Optional.of(Notice.warning(test.name() + ": " + same + " of the " + test.rows()
                        + " test rows are among the training rows too, label and all: the figures of the test say too "
                        + "little about new rows"));
    }

    /** 64 well-mixed bits of features and label: two different rows have the same by a chance of about 2^-64. */
    private static long hash(Dataset data, int row) {
        long hash = 0;
        for (int i = row * data.columns(); i < (row + 1) * data.columns(); i++) {
            // Plus zero, because -0.0 and 0.0 are equal numbers.
            hash = mixed(hash, Float.floatToIntBits(data.features()[i] + 0f));
        }
        return mixed(hash, data.labels().length > 0
                ? data.labels()[row]
                : Float.floatToIntBits(data.targets()[row] + 0f));
    }

    private static long mixed(long hash, int bits) {
        long product = (Long.rotateLeft(hash, 27) ^ bits) * 0x9E3779B97F4A7C15L;
        return product ^ product >>> 32;
    }
}
