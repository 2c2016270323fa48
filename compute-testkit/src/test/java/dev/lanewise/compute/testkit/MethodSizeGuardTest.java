package dev.lanewise.compute.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The guard finds large methods, in class files made for it. */
class MethodSizeGuardTest {
    private static final ClassDesc VECTOR = ClassDesc.of("jdk.incubator.vector.FloatVector");
    private static final ClassDesc SPECIES = ClassDesc.of("jdk.incubator.vector.VectorSpecies");

    @TempDir
    Path folder;

    @Test
    void smallMethodsAndScalarOnesPass() throws IOException {
        write(325, VECTOR);
        assertEquals(List.of(), MethodSizeGuard.faults(folder, Map.of()));
        write(8000, ConstantDescs.CD_float);
        assertEquals(List.of(), MethodSizeGuard.faults(folder, Map.of()));
        // A species is a constant, not a vector.
        write(326, SPECIES);
        assertEquals(List.of(), MethodSizeGuard.faults(folder, Map.of()));
    }

    @Test
    void aLargeMethodWithVectorsIsFound() throws IOException {
        write(326, VECTOR);
        assertEquals(
                List.of("Kernel.run: 326 bytes of code, above 325 it is not inlined and its vectors may be boxed"),
                MethodSizeGuard.faults(folder, Map.of()));
        assertEquals(List.of(), MethodSizeGuard.faults(folder, Map.of("Kernel.run", "the micro-kernel")));
    }

    @Test
    void aLargeMethodThatCallsAVectorIsFound() throws IOException {
        write("Kernel", 400, ConstantDescs.CD_float, true);
        assertEquals(1, MethodSizeGuard.faults(folder, Map.of()).size());
    }

    @Test
    void aRootThatIsLargeNoMoreIsFound() throws IOException {
        write(10, VECTOR);
        assertEquals(List.of("Kernel.run: is listed as a large root, but is none"),
                MethodSizeGuard.faults(folder, Map.of("Kernel.run", "the micro-kernel")));
    }

    @Test
    void aHugeMethodIsFoundWithAndWithoutVectors() throws IOException {
        write(8001, ConstantDescs.CD_float);
        assertEquals(List.of("Kernel.run: 8001 bytes of code, above 8000 it is never compiled"),
                MethodSizeGuard.faults(folder, Map.of()));
        write(8001, VECTOR);
        assertEquals(1, MethodSizeGuard.faults(folder, Map.of("Kernel.run", "no reason is good enough")).stream()
                .filter(fault -> fault.contains("never compiled")).count());
    }

    @Test
    void aVectorInAFieldIsFound() throws IOException {
        ClassFile.of().buildTo(folder.resolve("State.class"), ClassDesc.of("State"),
                type -> type.withField("sum", VECTOR, 0));
        assertEquals(List.of("State.sum: a vector in a field is boxed"), MethodSizeGuard.faults(folder, Map.of()));
    }

    @Test
    void ofShufflesAndMasksOnlyConstantsMayBeInFields() throws IOException {
        var mask = ClassDesc.of("jdk.incubator.vector.VectorMask");
        var shuffle = ClassDesc.of("jdk.incubator.vector.VectorShuffle");
        int constant = ClassFile.ACC_STATIC | ClassFile.ACC_FINAL;
        ClassFile.of().buildTo(folder.resolve("State.class"), ClassDesc.of("State"),
                type -> type.withField("upper", mask, constant).withField("other", shuffle, constant)
                        .withField("live", mask, ClassFile.ACC_FINAL).withField("sum", VECTOR, constant));
        assertEquals(List.of("State.live: a vector in a field is boxed", "State.sum: a vector in a field is boxed"),
                MethodSizeGuard.faults(folder, Map.of()));
    }

    private void write(int size, ClassDesc parameter) throws IOException { write("Kernel", size, parameter, false); }

    /** Writes a class with one method of {@code size} bytes of code. */
    private void write(String name, int size, ClassDesc parameter, boolean call) throws IOException {
        ClassFile.of().buildTo(folder.resolve(name + ".class"), ClassDesc.of(name), type -> type.withMethodBody("run",
                MethodTypeDesc.of(ConstantDescs.CD_void, parameter), ClassFile.ACC_STATIC, code -> {
                    for (int i = 0; i < size - 1 - (call ? 4 : 0); i++)
                        code.nop();
                    if (call)
                        code.invokestatic(VECTOR, "zero", MethodTypeDesc.of(VECTOR)).pop();
                    code.return_();
                }));
    }
}
