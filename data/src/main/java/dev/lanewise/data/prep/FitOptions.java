package dev.lanewise.data.prep;

import dev.lanewise.data.DataException;
import dev.lanewise.data.Table;

import java.util.Objects;

/**
 * How a pipeline is fitted.
 *
 * @param label   the column to predict, by name or 1-based position; not used for images
 * @param target  whether that column is classes or numbers
 * @param missing what a missing number is replaced with
 * @param scaler  how numeric columns of a table are scaled; images are divided by their maximum
 */
public record FitOptions(String label, TargetKind target, MissingFill missing, Scaler scaler) {
    /** What the label column is taken for. */
    public enum TargetKind {
        /** Text and at most 20 distinct integers are classes, other numbers are numbers. */
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
    }

    /** The usual choice: the target by its kind, missing numbers by the median, z-scores. */
    public static FitOptions label(String column) {
        return new FitOptions(column, TargetKind.AUTO, MissingFill.MEDIAN, Scaler.Z_SCORE);
    }

    /**
     * The same options with the kind of target decided by a table, to be settled before its rows are divided.
     *
     * @throws DataException if the label column is not there
     */
    public FitOptions decided(Table table) { return withTarget(TargetEncoder.kind(table.column(label), target)); }

    public FitOptions withTarget(TargetKind kind) { return new FitOptions(label, kind, missing, scaler); }

    public FitOptions withMissing(MissingFill fill) { return new FitOptions(label, target, fill, scaler); }

    public FitOptions withScaler(Scaler choice) { return new FitOptions(label, target, missing, choice); }
}
