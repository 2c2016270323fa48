package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ComputeOptions;

/** What the parts of the suite stand on. */
public interface Fixture {
    /** Returns the compute that all tests share: opening one may compile kernels, which takes its time. */
    Compute compute();

    /** Opens another one; the caller closes it. */
    Compute another(ComputeOptions options);

    /** Returns what rounding may cost in the backend's element type. */
    default Tolerance tolerance() {
        return new Tolerance(compute().elementType());
    }
}
