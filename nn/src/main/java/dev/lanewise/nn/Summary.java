package dev.lanewise.nn;

import dev.lanewise.compute.ParameterLayout;

import java.util.Locale;

/** The table that {@link Network#summary} returns. */
final class Summary {
    private Summary() {}

    static String of(Architecture architecture, ParameterLayout learned) {
        var table = new StringBuilder();
        row(table, "layer", "outputs", "parameters");
        row(table, "input", Integer.toString(architecture.inputs()), "");
        int dense = 0;
        int norm = 0;
        for (int i = 0; i < architecture.layers().size(); i++) {
            var layer = architecture.layers().get(i);
            String segments = switch (layer) {
                case LayerSpec.Dense _ -> "dense" + ++dense + ".";
                case LayerSpec.Normalize _ -> "batchNorm" + ++norm + ".";
                case LayerSpec.Activate _ -> null;
                case LayerSpec.Drop _ -> null;
            };
            row(table, layer.toString(), Integer.toString(architecture.outputs(i)),
                    segments == null ? "" : Long.toString(parameters(learned, segments)));
        }
        row(table, "total", "", Long.toString(learned.parameters()));
        return table.toString();
    }

    private static long parameters(ParameterLayout learned, String prefix) {
        return learned.segments().stream().filter(segment -> segment.name().startsWith(prefix))
                .mapToLong(ParameterLayout.Segment::elements).sum();
    }

    private static void row(StringBuilder table, String layer, String outputs, String parameters) {
        table.append(String.format(Locale.ROOT, "%-28s %10s %12s", layer, outputs, parameters).stripTrailing())
                .append(System.lineSeparator());
    }
}
