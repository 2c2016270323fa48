package dev.lanewise.compute.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.loops.LoopCompute;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class ResourcesTest {
    @Test
    void whatCannotBeFreedKeepsNothingElse() {
        var freed = new ArrayList<String>();
        var compute = new LoopCompute(ComputeOptions.DEFAULT);
        ComputeBase base = compute;
        base.resources().add(() -> freed.add("oldest"));
        base.resources().add(() -> {
            throw new StackOverflowError();
        });
        base.resources().add(() -> {
            throw new IllegalStateException();
        });
        base.resources().add(() -> freed.add("youngest"));
        compute.close();
        assertEquals(List.of("youngest", "oldest"), freed);
    }
}
