package dev.lanewise.data;

import java.util.Arrays;
import java.util.List;

/** Images of unsigned bytes with a class number each: what IDX files, npz files and the embedded digits hold. */
public final class Images implements RawData {
    private final String name;
    private final int[] shape;
    private final int size;
    private final int maximum;
    private final byte[] pixels;
    private final int[] labels;
    private final List<String> classNames;

    /**
     * @param name       file or set, as messages name it
     * @param shape      sizes of one image, e.g. 28, 28
     * @param maximum    value of the brightest pixel: 255 for bytes, 16 for the embedded digits
     * @param pixels     image after image, row-major; taken over, not copied
     * @param labels     class number of each image, from 0; taken over, not copied
     * @param classNames name of each class number; empty when classes have no names but their numbers
     * @throws DataException if there are no images, or numbers of images and labels disagree
     */
    public Images(String name, int[] shape, int maximum, byte[] pixels, int[] labels, List<String> classNames) {
        size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (size <= 0 || pixels.length == 0) {
            throw new DataException(name + ": the data set is empty: no images");
        }
        if (pixels.length / size != labels.length || pixels.length % size != 0) {
            throw new DataException(name + ": " + pixels.length / size + " images but " + labels.length + " labels");
        }
        if (maximum < 1 || maximum > 255) {
            throw new IllegalArgumentException("maximum is " + maximum + ", needs to be 1 to 255");
        }
        for (int label : labels) {
            if (label < 0 || (!classNames.isEmpty() && label >= classNames.size())) {
                throw new DataException(name + ": there is a label " + label + ", expected "
                        + (classNames.isEmpty() ? "0 or more" : "0 to " + (classNames.size() - 1)));
            }
        }
        this.name = name;
        this.shape = shape.clone();
        this.maximum = maximum;
        this.pixels = pixels;
        this.labels = labels;
        this.classNames = List.copyOf(classNames);
    }

    @Override
    public String name() { return name; }

    @Override
    public int rows() { return labels.length; }

    /** Sizes of one image. */
    public int[] shape() { return shape.clone(); }

    /** Pixels of one image: the product of the shape. */
    public int size() { return size; }

    /** Value of the brightest pixel. */
    public int maximum() { return maximum; }

    /** Pixel {@code index} of image {@code row}, 0 to {@link #maximum}. */
    public int pixel(int row, int index) {
        return pixels[row * size + index] & 0xFF;
    }

    /** Class number of an image. */
    public int label(int row) { return labels[row]; }

    /** Class name of an image: its number where the classes have no names. */
    public String className(int row) {
        return classNames.isEmpty() ? Integer.toString(labels[row]) : classNames.get(labels[row]);
    }

    /** Names of all class numbers, or an empty list. */
    public List<String> classNames() { return classNames; }

    @Override
    public Images select(int[] rows) {
        byte[] chosen = new byte[Math.multiplyExact(rows.length, size)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(pixels, rows[i] * size, chosen, i * size, size);
        }
        int[] chosenLabels = Arrays.stream(rows).map(row -> labels[row]).toArray();
        return new Images(name, shape, maximum, chosen, chosenLabels, classNames);
    }
}
