package dev.lanewise.nn;

import dev.lanewise.compute.ParameterLayout;
import dev.lanewise.compute.Scope;
import dev.lanewise.compute.View;

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
}
