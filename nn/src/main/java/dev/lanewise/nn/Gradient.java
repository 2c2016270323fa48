package dev.lanewise.nn;

import dev.lanewise.compute.View;

/**
 * The gradient of the loss as it reaches a layer from above.
 *
 * @param view rows x outputs of the layer; the layer may overwrite it
 * @param folded whether whoever computed it has done the part that the layer offered in {@link Layer#fold}
 */
record Gradient(View view, boolean folded) {}
