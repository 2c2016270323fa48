package dev.lanewise.compute.testkit;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.HostAccess;
import dev.lanewise.compute.Indices;
import dev.lanewise.compute.PackedMatrix;
import dev.lanewise.compute.Plan;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

import java.util.LinkedHashMap;
import java.util.Map;

/** A call of each kind that a compute can be asked for, and what it needs. */
record EveryCall(Compute compute, View x, View y, Indices numbers, PackedMatrix packed, Scope scope, Plan plan) {
    static EveryCall of(Compute compute) {
        var x = compute.allocate(4, 4);
        return new EveryCall(compute, x, compute.allocate(4, 4), compute.allocateIndices(4),
                compute.pack(x, PackedMatrix.Role.RIGHT), compute.newScope(), compute.record(() -> compute.fill(1, x)));
    }

    /** Returns a call of each kind, by the operation that its refusal must name. */
    Map<String, Runnable> calls() {
        var calls = new LinkedHashMap<String, Runnable>();
        calls.put("fill", () -> compute.fill(1, x));
        calls.put("binary", () -> compute.add(x, x, x));
        calls.put("gemm", () -> compute.gemm(x, packed, y));
        calls.put("repack", () -> compute.repack(packed));
        calls.put("softmaxRows", () -> compute.softmaxRows(x, x));
        calls.put("upload", () -> compute.upload(new float[16], x));
        calls.put("download", () -> compute.download(numbers, new int[4]));
        calls.put("allocate", () -> compute.allocate(1));
        calls.put("allocateIndices", () -> scope.allocateIndices(1));
        calls.put("newScope", () -> scope.newScope());
        calls.put("pack", () -> scope.pack(x, PackedMatrix.Role.LEFT));
        calls.put("sync", compute::sync);
        calls.put("record", () -> compute.record(() -> {}));
        calls.put("plan", plan::run);
        if (compute instanceof HostAccess host) {
            calls.put("read", () -> host.read(x, _ -> {}));
            calls.put("write", () -> host.write(x, _ -> {}));
        }
        // After what uses the scope.
        calls.put("close", scope::close);
        return calls;
    }
}
