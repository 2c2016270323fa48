package dev.lanewise.data.prep;

import dev.lanewise.data.RawData;

import java.util.List;

/** Turns rows into features. */
sealed interface FeatureEncoder permits TableEncoder, PixelEncoder {
    List<String> featureNames();

    /**
     * The features of all rows, row-major.
     *
     * @param label name of the label column of a table, which is no feature
     */
    float[] encode(RawData data, String label);

    /** The lines that {@link PipelineText} reads back. */
    List<List<String>> lines();
}
