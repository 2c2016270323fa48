package dev.lanewise.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.data.Table;
import dev.lanewise.data.prep.FitOptions;
import dev.lanewise.data.prep.Pipeline;
import dev.lanewise.data.sets.Generators;
import dev.lanewise.nn.Loss;
import dev.lanewise.nn.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Model files whose network and preprocessing were not made for each other. */
class ModelTest {
    @TempDir
    private Path folder;

    private String refusal(Network network, Loss loss, Pipeline pipeline) {
        Path file = folder.resolve("model");
        network.setLoss(loss);
        Model.save(network, pipeline, Map.of(), file);
        return assertThrows(CommandException.class, () -> Model.read(file)).getMessage()
                .substring(file.toString().length());
    }

    @Test
    void damagedPartsAreOneLineWithTheFile() throws IOException {
        Path file = folder.resolve("damaged");
        String pipeline = Pipeline.fit(Table.of(Generators.moons(50, 0.1, 1), "class"), FitOptions.label("class"))
                .toText();
        try (Compute compute = Compute.named("loops"); Network network = Network.input(2).dense(2).build(compute, 1)) {
            network.setLoss(Loss.softmaxCrossEntropy());
            for (String settings : List.of("null", "[]", "{", "5")) {
                network.save(file, Map.of("pipeline", pipeline, "settings", settings));
                String message = assertThrows(CommandException.class, () -> Model.read(file)).getMessage();
                assertTrue(message.startsWith(file + ": the settings in it are "), message);
            }
            for (String text : List.of("", "nonsense", pipeline.substring(0, pipeline.length() / 2))) {
                network.save(file, Map.of("pipeline", text, "settings", "{}"));
                String message = assertThrows(CommandException.class, () -> Model.read(file)).getMessage();
                assertTrue(message.startsWith(file + ": the preprocessing kept with the model is "), message);
            }
        }
    }

    @Test
    void lossAndOutputsMustFitThePreprocessing() {
        Pipeline classes = Pipeline.fit(Table.of(Generators.moons(50, 0.1, 1), "class"), FitOptions.label("class"));
        Pipeline numbers = Pipeline.fit(Table.of(Generators.moons(50, 0.1, 1), "class"), FitOptions.label("y"));
        try (Compute compute = Compute.named("loops");
                Network one = Network.input(2).dense(1).build(compute, 1);
                Network two = Network.input(2).dense(2).build(compute, 1);
                Network three = Network.input(2).dense(3).build(compute, 1);
                Network wide = Network.input(5).dense(2).build(compute, 1)) {
            assertEquals(": the network has 3 outputs for softmaxCrossEntropy, its preprocessing needs 2 for "
                    + "softmaxCrossEntropy", refusal(three, Loss.softmaxCrossEntropy(), classes));
            assertEquals(": the network has 2 outputs for meanSquaredError, its preprocessing needs 2 for "
                    + "softmaxCrossEntropy", refusal(two, Loss.meanSquaredError(), classes));
            assertEquals(": the network has 1 outputs for sigmoidCrossEntropy, its preprocessing needs 2 for "
                    + "softmaxCrossEntropy", refusal(one, Loss.sigmoidCrossEntropy(), classes));
            assertEquals(": the network takes 5 features, its preprocessing makes 2",
                    refusal(wide, Loss.softmaxCrossEntropy(), classes));
            Path file = folder.resolve("good");
            two.setLoss(Loss.softmaxCrossEntropy());
            Model.save(two, classes, Map.of(), file);
            Model good = Model.read(file);
            good.network(compute).close();
            Model.save(two, classes, Map.of("other", true), file);
            assertEquals(file + ": was replaced while this command ran: run it again",
                    assertThrows(CommandException.class, () -> good.network(compute)).getMessage());
            int inputs = numbers.featureNames().size();
            try (Network behind = Network.input(inputs).dense(2).build(compute, 1)) {
                assertEquals(": the network has 2 outputs for softmaxCrossEntropy, its preprocessing needs 1 for "
                        + "meanSquaredError", refusal(behind, Loss.softmaxCrossEntropy(), numbers));
            }
        }
    }
}
