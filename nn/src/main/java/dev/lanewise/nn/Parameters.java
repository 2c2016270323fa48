package dev.lanewise.nn;

import dev.lanewise.compute.Compute;
import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;
import dev.lanewise.compute.internal.Nearest;

import java.util.List;

/**
 * Named matrices in one flat buffer.
 *
 * @param layout names, places and shapes
 * @param flat the numbers; null where there are none
 */
record Parameters(ParameterLayout layout, View flat) {
    static Parameters allocate(Scope scope, ParameterLayout layout) {
        return new Parameters(layout, layout.length() == 0 ? null : scope.allocate(layout.length()));
    }

    View view(int segment) { return layout.view(flat, segment); }

    List<String> names() { return layout.segments().stream().map(ParameterLayout.Segment::name).toList(); }

    boolean contains(String name) { return names().contains(name); }

    /**
     * Returns a matrix by its name.
     *
     * @param all names that a message may propose
     * @throws IllegalArgumentException if there is none of that name
     */
    View view(String name, List<String> all) {
        int segment = names().indexOf(name);
        if (segment < 0)
            throw new IllegalArgumentException("name: there is no " + name + "; there are "
                    + String.join(", ", all) + Nearest.hint(name, all));
        return view(segment);
    }

    /** Downloads a matrix by its name, row by row. */
    double[] get(Compute compute, String name, List<String> all) {
        var view = view(name, all);
        var values = new double[Math.toIntExact(view.elements())];
        compute.download(view, values);
        return values;
    }
}
