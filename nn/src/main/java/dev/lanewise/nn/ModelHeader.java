package dev.lanewise.nn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a model file says about its network in front of the parameters. It needs no compute, so one can be chosen by it:
 * {@link Architecture#forwardFlops} times the rows to predict is what
 * {@link dev.lanewise.compute.ComputeOptions#withWork} wants to know.
 *
 * @param architecture the layers and their settings
 * @param loss what the network was trained for
 * @param seed of the first values
 * @param metadata the texts that were saved with the network
 */
public record ModelHeader(Architecture architecture, Loss loss, long seed, Map<String, String> metadata) {
    /**
     * Reads the header of a file. Whether the parameters are whole and unchanged {@link Network#load} finds out.
     *
     * @throws ModelFileException if it is not the header of a model file
     * @throws IOException if the file cannot be read
     */
    public static ModelHeader read(Path file) throws IOException {
        return ModelFile.readHeader(file);
    }
}
