package dev.lanewise.compute.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds methods that HotSpot will not compile well. A vector that passes through a method which is too large to be
 * inlined gets boxed; a method that is larger still is never compiled at all. Both work, slowly.
 */
public final class MethodSizeGuard {
    /** {@code -XX:FreqInlineSize}: the largest hot method, in bytes of code, that the optimising compiler inlines. */
    public static final int INLINED = 325;
    /** {@code -XX:HugeMethodLimit}: a larger method is never compiled. */
    public static final int COMPILED = 8000;

    private static final Pattern VECTOR = Pattern
            .compile("jdk/incubator/vector/\\w*(Vector|VectorMask|VectorShuffle)\\b");
    private static final Pattern SELECTION = Pattern.compile("jdk/incubator/vector/(VectorMask|VectorShuffle);");

    private MethodSizeGuard() {}

    /**
     * Checks the compiled classes of a folder.
     *
     * @param classes folder of class files, searched whole
     * @param roots methods with vectors that may be larger than {@link #INLINED} since they are called from scalar
     *     code only, as {@code Class.method}, each with the reason; one that is not too large any more is a fault as
     *     well
     * @return one line for each fault, in order; empty if all is well
     */
    public static List<String> faults(Path classes, Map<String, String> roots) {
        var faults = new ArrayList<String>();
        var unused = new TreeSet<>(roots.keySet());
        try (Stream<Path> files = Files.walk(classes)) {
            for (var file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList())
                check(ClassFile.of().parse(file), unused, roots, faults);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        unused.forEach(root -> faults.add(root + ": is listed as a large root, but is none"));
        return faults;
    }

    /** C2 reads a shuffle or a mask that never changes once, before the loop that uses it. */
    private static boolean isConstantSelection(FieldModel field) {
        return field.flags().has(AccessFlag.STATIC) && field.flags().has(AccessFlag.FINAL)
                && SELECTION.matcher(field.fieldType().stringValue()).find();
    }

    private static void check(ClassModel type, Set<String> unused, Map<String, String> roots, List<String> faults) {
        String owner = type.thisClass().asInternalName();
        owner = owner.substring(owner.lastIndexOf('/') + 1);
        for (var field : type.fields())
            if (VECTOR.matcher(field.fieldType().stringValue()).find() && !isConstantSelection(field))
                faults.add(owner + "." + field.fieldName() + ": a vector in a field is boxed");
        for (var method : type.methods()) {
            var code = method.findAttribute(Attributes.code());
            if (code.isEmpty())
                continue;
            String name = owner + "." + method.methodName();
            int size = code.get().codeLength();
            if (size > COMPILED)
                faults.add(name + ": " + size + " bytes of code, above " + COMPILED + " it is never compiled");
            else if (size > INLINED && touchesVectors(method, code.get())) {
                unused.remove(name);
                if (!roots.containsKey(name))
                    faults.add(name + ": " + size + " bytes of code, above " + INLINED
                            + " it is not inlined and its vectors may be boxed");
            }
        }
    }

    private static boolean touchesVectors(MethodModel method, CodeAttribute code) {
        return VECTOR.matcher(method.methodType().stringValue()).find()
                || code.elementStream().anyMatch(element -> element instanceof InvokeInstruction call
                        && VECTOR.matcher(call.owner().asInternalName() + call.type().stringValue()).find());
    }
}
