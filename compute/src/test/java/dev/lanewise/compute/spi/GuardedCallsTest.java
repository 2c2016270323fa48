package dev.lanewise.compute.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;
import dev.lanewise.compute.HostAccess;
import dev.lanewise.compute.Plan;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.loops.LoopCompute;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/** Every method that the interfaces have turns a second thread away, before it looks at an argument. */
class GuardedCallsTest {
    /** What never changes may be asked by anybody. */
    private static final Set<String> FREE = Set.of("elementType", "name", "describe", "options", "operations",
            "launches");

    @Test
    void everyCallOfASecondThreadIsRefused() throws Exception {
        var compute = new LoopCompute(ComputeOptions.DEFAULT);
        var scope = compute.newScope();
        var plan = compute.record(() -> {});
        var failures = new FutureTask<>(() -> {
            var found = new ArrayList<String>();
            found.addAll(unguarded(compute, Compute.class));
            found.addAll(unguarded(compute, HostAccess.class));
            found.addAll(unguarded(scope, Scope.class));
            found.addAll(unguarded(plan, Plan.class));
            return found;
        });
        try (compute) {
            compute.record(() -> assertEquals(List.of(), ofAnotherThread(failures)));
        }
    }

    private static <T> T ofAnotherThread(FutureTask<T> task) {
        Thread.ofPlatform().daemon().start(task);
        try {
            return task.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> unguarded(Object target, Class<?> type) {
        var methods = Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !FREE.contains(method.getName()))
                .toList();
        assertTrue(!methods.isEmpty());
        var found = new ArrayList<String>();
        for (var method : methods) {
            var thrown = thrownBy(method, target);
            if (!(thrown instanceof IllegalStateException) || !thrown.getMessage().contains("in use by"))
                found.add(type.getSimpleName() + "." + method.getName()
                        + Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName)
                                .collect(Collectors.joining(", ", "(", ")"))
                        + ": " + thrown);
        }
        return found;
    }

    private static Throwable thrownBy(Method method, Object target) {
        var arguments = Arrays.stream(method.getParameterTypes()).map(GuardedCallsTest::nothing).toArray();
        try {
            method.invoke(target, arguments);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Zero, or null; of arrays one without elements, since some are wrapped before the call is passed on. */
    private static Object nothing(Class<?> type) {
        return type.isArray()
                ? Array.newInstance(type.componentType(), 0)
                : Array.get(Array.newInstance(type, 1), 0);
    }
}
