package dev.lanewise.guide;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.internal.FileFault;
import dev.lanewise.data.DataException;
import dev.lanewise.data.prep.Pipeline;
import dev.lanewise.nn.Loss;
import dev.lanewise.nn.ModelFileException;
import dev.lanewise.nn.Network;
import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A network with the way from raw rows to its features and the settings it was trained with: what a model file holds.
 * The settings name nothing of the machine, so that equal trainings make equal files.
 */
record Model(Network network, Pipeline pipeline, Map<String, Object> settings) implements AutoCloseable {
    private static final String PIPELINE = "pipeline";
    private static final String SETTINGS = "settings";

    /** Writes the file, whole or not at all. */
    void save(Path file) {
        try {
            network.save(file, Map.of(PIPELINE, pipeline.toText(), SETTINGS, Json.compact(settings)));
        } catch (IOException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    /**
     * Reads a file that {@code train} wrote.
     *
     * @throws CommandException if it is not one
     */
    static Model load(Compute compute, Path file) {
        requireFile(file);
        Network network = network(compute, file);
        try {
            Map<String, String> metadata = network.metadata();
            if (!metadata.containsKey(PIPELINE) || !metadata.containsKey(SETTINGS)) {
                throw new CommandException(
                        file + ": says nothing about how rows become features, expected a model that "
                                + "lanewise train wrote");
            }
            var model = new Model(network, pipeline(file, metadata.get(PIPELINE)),
                    settings(file, metadata.get(SETTINGS)));
            model.requireFit(file);
            return model;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private static Pipeline pipeline(Path file, String text) {
        try {
            return Pipeline.fromText(text);
        } catch (DataException e) {
            throw new CommandException(file + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> settings(Path file, String text) {
        try {
            Map<String, Object> settings = Json.read(text);
            if (settings != null) {
                return settings;
            }
        } catch (JacksonException e) {
            throw new CommandException(file + ": the settings in it are damaged", e);
        }
        throw new CommandException(file + ": the settings in it are null, expected an object");
    }

    /** The parts are each well formed; this is whether they were made for each other. */
    private void requireFit(Path file) {
        if (pipeline.featureNames().size() != network.inputs()) {
            throw new CommandException(file + ": the network takes " + network.inputs() + " features, its "
                    + "preprocessing makes " + pipeline.featureNames().size());
        }
        Loss loss = loss(pipeline);
        int outputs = pipeline.regression() ? 1 : pipeline.classNames().size();
        if (network.loss() != loss || network.outputs() != outputs) {
            throw new CommandException(file + ": the network has " + network.outputs() + " outputs for "
                    + network.loss() + ", its preprocessing needs " + outputs + " for " + loss);
        }
    }

    /** What a network behind a pipeline is trained for. */
    static Loss loss(Pipeline pipeline) {
        return pipeline.regression() ? Loss.meanSquaredError() : Loss.softmaxCrossEntropy();
    }

    /** The seed of the training, which also decided the points of made-up data sets. */
    long seed() {
        return network.seed();
    }

    /** Refuses what is not a file, before a backend is opened for it. */
    static void requireFile(Path file) {
        if (Files.isDirectory(file)) {
            throw new CommandException(file + ": is a folder, expected a model file");
        }
        if (Files.notExists(file)) {
            throw new CommandException(file + ": there is no such file");
        }
    }

    private static Network network(Compute compute, Path file) {
        try {
            return Network.load(compute, file);
        } catch (ModelFileException e) {
            throw new CommandException(e.getMessage(), e);
        } catch (IOException e) {
            throw new CommandException(file + ": cannot be read: " + FileFault.reason(e), e);
        }
    }

    @Override
    public void close() { network.close(); }
}
