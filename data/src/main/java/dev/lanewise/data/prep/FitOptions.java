package dev.lanewise.data.prep;

import dev.lanewise.data.DataException;
import dev.lanewise.data.Table;

import java.util.List;
import java.util.Objects;

/**
 * How a pipeline is fitted. Columns are given by name or 1-based position.
 *
 * @param label       the column to predict; not used for images
 * @param target      whether that column is classes or numbers
 * @param missing     what a missing number is replaced with
 * @param scaler      how numeric columns of a table are scaled; images are divided by their maximum
 * @param categorical columns that are categories whatever they hold, numbers or ever so many texts
 * @param leftOut     columns that are not learned from
 */
public record FitOptions(String label, TargetKind target, MissingFill missing, Scaler scaler, List<String> categorical,
        List<String> leftOut) {
    /** What the label column is taken for. */
    public enum TargetKind {
        /**
         * Text, at most 20 different integers, and numbers of which one has a zero in front (0012) are classes, other
         * numbers are numbers.
         */
        AUTO,
        /** Classes. */
        CLASSES,
        /** Numbers: regression. */
        NUMBERS
    }

    public FitOptions {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(missing, "missing");
        Objects.requireNonNull(scaler, "scaler");
        categorical = List.copyOf(categorical);
        leftOut = List.copyOf(leftOut);
    }

    /** The usual choice: the target by its kind, missing numbers by the median, z-scores. */
    public static FitOptions label(String column) {
        return new FitOptions(column, TargetKind.AUTO, MissingFill.MEDIAN, Scaler.Z_SCORE, List.of(), List.of());
    }

    /**
     * The same options with the kind of target decided by a table, to be settled before its rows are divided.
     *
     * @throws DataException if the label column is not there, or is text although most of it is numbers
     */
    public FitOptions decided(Table table) { return withTarget(TargetEncoder.kind(table, this)); }

    public FitOptions withTarget(TargetKind kind) {
        return new FitOptions(label, kind, missing, scaler, categorical, leftOut);
    }

    public FitOptions withMissing(MissingFill fill) {
        return new FitOptions(label, target, fill, scaler, categorical, leftOut);
    }

    public FitOptions withScaler(Scaler choice) {
        return new FitOptions(label, target, missing, choice, categorical, leftOut);
    }

    /** These columns are categories whatever they hold. */
    public FitOptions withCategorical(List<String> columns) {
        return new FitOptions(label, target, missing, scaler, columns, leftOut);
    }

    /** These columns are not learned from. */
    public FitOptions withLeftOut(List<String> columns) {
        return new FitOptions(label, target, missing, scaler, categorical, columns);
    }
}
