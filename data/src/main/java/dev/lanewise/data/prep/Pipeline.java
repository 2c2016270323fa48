package dev.lanewise.data.prep;

import dev.lanewise.data.Column;
import dev.lanewise.data.DataException;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.Images;
import dev.lanewise.data.Notice;
import dev.lanewise.data.RawData;
import dev.lanewise.data.RowSplit;
import dev.lanewise.data.Table;

import java.util.ArrayList;
import java.util.List;

/**
 * The way from raw rows to a {@link Dataset}: fitted on training rows once, kept with the model as text, and applied to
 * any other rows just as it was to those.
 *
 * <p>Numeric columns are filled where cells are missing and scaled; text columns become one feature per category;
 * either gets one more feature, 1 where the cell is missing, if a training row was. A category that training did not
 * show is all zeros ({@link #unseen} names it). Text columns with more than 100 different texts (names, identifiers,
 * dates) are left out unless they are asked for, and so are columns without any value; a warning says so. Images are
 * divided by the value of their brightest pixel.
 *
 * <p>The label becomes a class index, or for regression a number with the mean and the standard deviation of the
 * training rows taken out ({@link #original} puts them back). Classes and categories are called as the file writes
 * them; numbers in plain digits that are equal are one ({@link Column#text}). Pipelines kept by earlier versions go on
 * calling every number by its value.
 */
public final class Pipeline {
    /** Name of the label column that a table of pixels may have. */
    private static final String PIXEL_LABEL = "label";

    private final FeatureEncoder features;
    private final TargetEncoder target;
    private final String label;
    private final Spelling spelling;
    private final List<Notice> notices;
    private final List<String> featureNames;

    Pipeline(FeatureEncoder features, TargetEncoder target, String label, Spelling spelling, List<Notice> notices) {
        this.features = features;
        this.target = target;
        this.label = label;
        this.spelling = spelling;
        this.notices = List.copyOf(notices);
        featureNames = features.featureNames();
    }

    /**
     * Fits to training rows.
     *
     * @param options how; of images, which come with their labels and their maximum, nothing is left to choose
     * @throws DataException if the label column is not there, has a missing cell, one class only or one number only;
     *                       regression is asked for and a label is not a number; a column is text although most of it
     *                       is numbers; or no column is left to learn from
     */
    public static Pipeline fit(RawData training, FitOptions options) {
        return switch (training) {
            case Images images -> new Pipeline(PixelEncoder.fit(images), TargetEncoder.fit(images), PIXEL_LABEL,
                    Spelling.AS_WRITTEN, List.of());
            case Table table -> {
                Column label = table.column(options.label());
                TargetEncoder target = TargetEncoder.fit(table, options);
                var notices = new ArrayList<Notice>();
                TableEncoder features = TableEncoder.fit(table, label, options, notices);
                yield new Pipeline(features, target, label.name(), Spelling.AS_WRITTEN, notices);
            }
        };
    }

    /**
     * Divides rows before a pipeline is fitted to one part: classes each by their share, otherwise at random.
     *
     * @param fraction share held out, between 0 and 1
     */
    public static RowSplit split(RawData data, FitOptions options, double fraction, long seed) {
        int[] classes = switch (data) {
            case Images images -> TargetEncoder.fit(images).encode(images);
            case Table table -> TargetEncoder.fit(table, options) instanceof TargetEncoder.Classes target
                    ? target.encode(table, table.column(options.label()))
                    : new int[table.rows()];
        };
        return RowSplit.stratified(data.name(), classes, fraction, seed);
    }

    /**
     * The rows with their labels.
     *
     * @throws DataException if a column that was fitted is not there, a cell is text where numbers were fitted, or a
     *                       label is missing or of a class that training did not show
     */
    public Dataset apply(RawData data) { return apply(data, label); }

    /**
     * The rows with their labels, from another label column.
     *
     * @param labelColumn its name or 1-based position; not used for images
     */
    public Dataset apply(RawData data, String labelColumn) {
        if (data instanceof Images images) {
            if (!(target instanceof TargetEncoder.Classes classes)) {
                throw new DataException(images.name() + ": holds classes, expected numbers to predict");
            }
            return Dataset.classification(images.name(), featureNames, features.encode(images, labelColumn),
                    classes.encode(images), classes.names());
        }
        var table = (Table) data;
        Column column = table.column(labelColumn);
        float[] encoded = features.encode(table, column.name());
        return switch (target) {
            case TargetEncoder.Classes classes -> Dataset.classification(table.name(), featureNames, encoded,
                    classes.encode(table, column), classes.names());
            case TargetEncoder.Numbers numbers ->
                Dataset.regression(table.name(), featureNames, encoded, numbers.encode(table, column));
        };
    }

    /** The rows without labels, whether or not the data holds them: what is predicted from. */
    public Dataset applyFeatures(RawData data) {
        return Dataset.unlabelled(data.name(), featureNames, data.rows(), features.encode(data, label));
    }

    /** Warnings of categories in the rows that training did not show, one for each column: they become all zeros. */
    public List<Notice> unseen(RawData data) {
        return features instanceof TableEncoder encoder && data instanceof Table table
                ? encoder.unseen(table)
                : List.of();
    }

    /** Names of the features, as many as a network has inputs. */
    public List<String> featureNames() {
        return featureNames;
    }

    /** Names of the classes, as many as a network has outputs; empty for regression. */
    public List<String> classNames() {
        return target instanceof TargetEncoder.Classes classes ? classes.names() : List.of();
    }

    public boolean regression() { return target instanceof TargetEncoder.Numbers; }

    /** Name of the label column. */
    public String label() { return label; }

    /** Columns of the training table that were left out: as names or identifiers, empty, or because it was asked for. */
    public List<String> ignoredColumns() {
        return features instanceof TableEncoder table ? table.ignored() : List.of();
    }

    /** What was found in fitting; empty for a pipeline that was read back. */
    public List<Notice> notices() {
        return notices;
    }

    /** A predicted number in the unit of the label column: y * deviation + mean. */
    public double original(double standardised) {
        return standardised * numbers().deviation() + numbers().mean();
    }

    /** Standard deviation of the label column in training: what an error in standardised numbers is multiplied by. */
    public double targetDeviation() {
        return numbers().deviation();
    }

    private TargetEncoder.Numbers numbers() {
        if (target instanceof TargetEncoder.Numbers numbers) {
            return numbers;
        }
        throw new IllegalStateException("the pipeline was fitted for classes, needs to be for regression");
    }

    /** Everything fitted, as text that {@link #fromText} reads back to the last bit. */
    public String toText() {
        return PipelineText.write(features, target, label, spelling);
    }

    /**
     * Reads back a pipeline.
     *
     * @throws DataException if the text is not one that {@link #toText} wrote
     */
    public static Pipeline fromText(String text) { return PipelineText.read(text); }
}
