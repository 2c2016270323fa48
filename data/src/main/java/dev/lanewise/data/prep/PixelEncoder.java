package dev.lanewise.data.prep;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Images;
import dev.lanewise.data.RawData;
import dev.lanewise.data.Table;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Divides pixels by the value of the brightest. Also takes a table with one numeric column per pixel, in order. */
record PixelEncoder(List<Integer> shape, int maximum) implements FeatureEncoder {
    /** 1024 x 1024; a shape beyond this is a damaged header or model rather than an input of a dense network. */
    static final int MOST_PIXELS = 1 << 20;

    static PixelEncoder fit(Images images) {
        if (images.size() > MOST_PIXELS) {
            throw new DataException(images.name() + ": images of " + images.size() + " values, expected at most "
                    + MOST_PIXELS);
        }
        return new PixelEncoder(Arrays.stream(images.shape()).boxed().toList(), images.maximum());
    }

    @Override
    public List<String> featureNames() { return IntStream.range(0, size()).mapToObj(i -> "p" + i).toList(); }

    private int size() { return shape.stream().reduce(1, Math::multiplyExact); }

    @Override
    public float[] encode(RawData data, String label) {
        return switch (data) {
            case Images images -> encode(images);
            case Table table -> encode(table, label);
        };
    }

    private float[] encode(Images images) {
        if (!shape.equals(Arrays.stream(images.shape()).boxed().toList())) {
            throw new DataException(images.name() + ": images of " + Arrays.toString(images.shape()) + ", expected "
                    + shape);
        }
        if (images.maximum() != maximum) {
            throw new DataException(images.name() + ": pixels of 0 to " + images.maximum() + ", expected 0 to "
                    + maximum);
        }
        int size = size();
        float[] features = new float[count(images, size)];
        for (int row = 0; row < images.rows(); row++) {
            for (int i = 0; i < size; i++) {
                features[row * size + i] = (float) images.pixel(row, i) / maximum;
            }
        }
        return features;
    }

    private float[] encode(Table table, String label) {
        List<Column> pixels = table.columns().stream().filter(column -> !column.name().equals(label)).toList();
        int size = size();
        if (pixels.size() != size) {
            throw new DataException(table.name() + ": " + pixels.size() + " columns beside the label, expected " + size
                    + " pixels");
        }
        float[] features = new float[count(table, size)];
        for (int i = 0; i < size; i++) {
            Column column = pixels.get(i);
            for (int row = 0; row < table.rows(); row++) {
                if (column.missing(row)) {
                    throw new DataException(table.place(column, row) + " is missing, expected a pixel");
                }
                double value = NumericEncoder.number(table, column, row);
                if (value < 0 || value > maximum) {
                    throw new DataException(table.place(column, row) + " holds " + column.written(row)
                            + ", expected a pixel of 0 to " + maximum);
                }
                features[row * size + i] = (float) (value / maximum);
            }
        }
        return features;
    }

    /** Number of features of all rows, which must fit in one array. */
    static int count(RawData data, int width) {
        long count = (long) data.rows() * width;
        if (count > Integer.MAX_VALUE) {
            throw new DataException(data.name() + ": " + data.rows() + " rows of " + width
                    + " features are more than 2^31 values");
        }
        return (int) count;
    }

    @Override
    public List<List<String>> lines() {
        return List.of(List.of(PipelineText.PIXELS, Integer.toString(maximum),
                String.join("x", shape.stream().map(String::valueOf).toList())));
    }
}
