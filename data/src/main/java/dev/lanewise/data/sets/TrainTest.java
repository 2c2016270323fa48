package dev.lanewise.data.sets;

import dev.lanewise.data.Dataset;
import dev.lanewise.data.Images;
import dev.lanewise.data.Notice;
import dev.lanewise.data.RawData;
import dev.lanewise.data.RowSplit;
import dev.lanewise.data.Table;
import dev.lanewise.data.prep.FitOptions;
import dev.lanewise.data.prep.Pipeline;
import dev.lanewise.data.prep.TableChecks;

import java.util.ArrayList;
import java.util.List;

/**
 * Raw rows to train on, raw rows to test on, and how a pipeline is to be fitted to the first.
 *
 * @param options not used for images
 * @param notices what was found in reading, and is to be known of the rows
 */
public record TrainTest(RawData train, RawData test, FitOptions options, List<Notice> notices) {
    public TrainTest {
        notices = List.copyOf(notices);
    }

    /** Both parts after the pipeline that was fitted to the training part. */
    public record Prepared(Dataset train, Dataset test, Pipeline pipeline) {}

    /**
     * Three parts after the pipeline that was fitted to the first.
     *
     * @param notices what was found in fitting, and in the test rows
     */
    public record Divided(Dataset train, Dataset validation, Dataset test, Pipeline pipeline, List<Notice> notices) {
        public Divided {
            notices = List.copyOf(notices);
        }
    }

    /** Tables divided beforehand. */
    public static TrainTest of(Table train, Table test, FitOptions options) {
        var decided = options.decided(train);
        var notices = new ArrayList<>(train.notices());
        notices.addAll(TableChecks.of(train, options));
        notices.addAll(test.notices());
        return new TrainTest(train, test, decided, notices);
    }

    /** Images divided beforehand. */
    public static TrainTest of(Images train, Images test) {
        return new TrainTest(train, test, FitOptions.label("label"), TableChecks.of(train));
    }

    /**
     * Holds out part of a table for testing, of each class its share.
     *
     * @param fraction share held out, between 0 and 1
     */
    public static TrainTest holdOut(Table table, FitOptions options, double fraction, long seed) {
        var decided = options.decided(table);
        var notices = new ArrayList<>(table.notices());
        notices.addAll(TableChecks.of(table, options));
        RowSplit split = Pipeline.split(table, decided, fraction, seed);
        return new TrainTest(table.select(split.kept()), table.select(split.heldOut()), decided, notices);
    }

    /** Fits a pipeline to the training part and applies it to both. */
    public Prepared prepare() {
        Pipeline pipeline = Pipeline.fit(train, options);
        return new Prepared(pipeline.apply(train), pipeline.apply(test), pipeline);
    }

    /**
     * Holds out part of the training rows for validation, of each class its share, fits a pipeline to the others and
     * applies it to all three: no mean and no category comes from a row that the network is judged by.
     *
     * @param fraction share of the training rows held out, between 0 and 1
     */
    public Divided divide(double fraction, long seed) {
        RowSplit split = Pipeline.split(train, options, fraction, seed);
        RawData kept = train.select(split.kept());
        Pipeline pipeline = Pipeline.fit(kept, options);
        var found = new ArrayList<>(pipeline.notices());
        found.addAll(pipeline.unseen(test));
        return new Divided(pipeline.apply(kept), pipeline.apply(train.select(split.heldOut())), pipeline.apply(test),
                pipeline, found);
    }
}
