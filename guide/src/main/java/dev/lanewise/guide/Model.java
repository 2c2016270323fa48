package dev.lanewise.guide;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.internal.FileFault;
import dev.lanewise.data.DataException;
import dev.lanewise.data.prep.Pipeline;
import dev.lanewise.nn.Architecture;
import dev.lanewise.nn.Loss;
import dev.lanewise.nn.ModelFileException;
import dev.lanewise.nn.ModelHeader;
import dev.lanewise.nn.Network;
import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A trained network's file: what it says about the network, the way from raw rows to features and the settings of the
 * training. The settings name nothing of the machine, so that equal trainings make equal files.
 */
record Model(Path file, ModelHeader header, Pipeline pipeline, Map<String, Object> settings) {
    private static final String PIPELINE = "pipeline";
    private static final String SETTINGS = "settings";

    /** Writes a file, whole or not at all. */
    static void save(Network network, Pipeline pipeline, Map<String, Object> settings, Path file) {
        try {
            network.save(file, Map.of(PIPELINE, pipeline.toText(), SETTINGS, Json.compact(settings)));
        } catch (IOException e) {
            throw new CommandException(e.getMessage(), e);
        }
    }

    /**
     * Reads a file that {@code train} wrote, all but the parameters.
     *
     * @throws CommandException if it is not one
     */
    static Model read(Path file) {
        requireFile(file);
        ModelHeader header = reading(file, ModelHeader::read);
        Map<String, String> metadata = header.metadata();
        if (!metadata.containsKey(PIPELINE) || !metadata.containsKey(SETTINGS)) {
            throw new CommandException(file + ": says nothing about how rows become features, expected a model that "
                    + "lanewise train wrote");
        }
        var model = new Model(file, header, pipeline(file, metadata.get(PIPELINE)),
                settings(file, metadata.get(SETTINGS)));
        model.requireFit();
        return model;
    }

    /**
     * Reads the network.
     *
     * @throws CommandException if the file is damaged, or another one than when it was {@link #read}
     */
    Network network(Compute compute) {
        Network network = reading(file, path -> Network.load(compute, path));
        if (!network.architecture().equals(header.architecture()) || !network.metadata().equals(header.metadata())) {
            network.close();
            throw new CommandException(file + ": was replaced while this command ran: run it again");
        }
        return network;
    }

    /** Floating-point operations of a prediction of so many rows, for {@link BackendOptions#open}. */
    double work(int rows) {
        return header.architecture().forwardFlops() * rows;
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
    private void requireFit() {
        Architecture network = header.architecture();
        if (pipeline.featureNames().size() != network.inputs()) {
            throw new CommandException(file + ": the network takes " + network.inputs() + " features, its "
                    + "preprocessing makes " + pipeline.featureNames().size());
        }
        Loss loss = loss(pipeline);
        int outputs = pipeline.regression() ? 1 : pipeline.classNames().size();
        if (header.loss() != loss || network.outputs() != outputs) {
            throw new CommandException(file + ": the network has " + network.outputs() + " outputs for "
                    + header.loss() + ", its preprocessing needs " + outputs + " for " + loss);
        }
    }

    /** What a network behind a pipeline is trained for. */
    static Loss loss(Pipeline pipeline) {
        return pipeline.regression() ? Loss.meanSquaredError() : Loss.softmaxCrossEntropy();
    }

    /** The seed of the training, which also decided the points of made-up data sets. */
    long seed() {
        return header.seed();
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

    private interface Reading<T> {
        T of(Path file) throws IOException;
    }

    private static <T> T reading(Path file, Reading<T> reading) {
        try {
            return reading.of(file);
        } catch (ModelFileException e) {
            throw new CommandException(e.getMessage(), e);
        } catch (IOException e) {
            throw new CommandException(file + ": cannot be read: " + FileFault.reason(e), e);
        }
    }
}
