package dev.lanewise.data.sets;

import dev.lanewise.data.Dataset;
import dev.lanewise.data.Images;
import dev.lanewise.data.RawData;
import dev.lanewise.data.RowSplit;
import dev.lanewise.data.Table;
import dev.lanewise.data.prep.FitOptions;
import dev.lanewise.data.prep.Pipeline;

/**
 * Raw rows to train on, raw rows to test on, and how a pipeline is to be fitted to the first.
 *
 * @param options not used for images
 */
public record TrainTest(RawData train, RawData test, FitOptions options) {
    /** Both parts after the pipeline that was fitted to the training part. */
    public record Prepared(Dataset train, Dataset test, Pipeline pipeline) {}

    /** Tables divided beforehand. */
    public static TrainTest of(Table train, Table test, FitOptions options) {
        return new TrainTest(train, test, options);
    }

    /** Images divided beforehand. */
    public static TrainTest of(Images train, Images test) {
        return new TrainTest(train, test, FitOptions.label("label"));
    }

    /**
     * Holds out part of a table for testing, of each class its share.
     *
     * @param fraction share held out, between 0 and 1
     */
    public static TrainTest holdOut(Table table, FitOptions options, double fraction, long seed) {
        var decided = options.decided(table);
        RowSplit split = Pipeline.split(table, decided, fraction, seed);
        return new TrainTest(table.select(split.kept()), table.select(split.heldOut()), decided);
    }

    /** Fits a pipeline to the training part and applies it to both. */
    public Prepared prepare() {
        Pipeline pipeline = Pipeline.fit(train, options);
        return new Prepared(pipeline.apply(train), pipeline.apply(test), pipeline);
    }
}
