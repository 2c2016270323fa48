package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** The plain loops with one operation gone wrong. */
final class FaultyCompute {
    /** What happens in place of one operation. */
    interface Fault {
        /** Runs the operation, and spoils it before or after. */
        void apply(Compute real, Object[] arguments, Runnable operation);
    }

    private FaultyCompute() {}

    static Compute open(ComputeOptions options, String operation, Fault fault) {
        var real = Compute.named("loops", options);
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals(operation)) {
                fault.apply(real, arguments, () -> call(real, method, arguments));
                return null;
            }
            return call(real, method, arguments);
        };
        return (Compute) Proxy.newProxyInstance(FaultyCompute.class.getClassLoader(), new Class<?>[]{Compute.class},
                handler);
    }

    private static Object call(Compute real, Method method, Object[] arguments) {
        try {
            return method.invoke(real, arguments);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause)
                throw cause;
            throw new AssertionError(e);
        }
    }
}
