package dev.lanewise.kernel.opencl.gemm;

/**
 * How gemm_panels.cl computes a product: C is cut into strips of {@code stripRows} rows and one panel's columns, a
 * work-item each. Workspaces are in elements, for one matrix of a batch.
 *
 * @param left where A is read
 * @param panels number of panels of B, as many as strips side by side
 * @param inPlacePanels how many of them, from the first on, are read where B is stored
 * @param right where the others are read; {@link Source#IN_PLACE} if there are none
 * @param stripRows rows of a strip, whole register tiles; the last strip may have fewer
 * @param strips number of strips one below the other
 * @param leftWorkspace what A's panels need
 * @param rightWorkspace what B's panels need
 */
record PanelPlan(Source left, long panels, long inPlacePanels, Source right, long stripRows, long strips,
        long leftWorkspace, long rightWorkspace) {
    /** Where the elements of a factor are read. */
    enum Source {
        /** Where the factor is stored. */
        IN_PLACE,
        /** From panels that were packed before the product was asked for. */
        PACKED_AHEAD,
        /** From panels that a launch in front of the product's packs. */
        PACKED_BY_LAUNCH,
        /** From panels that each item packs for itself. */
        PACKED_BY_ITEMS
    }

    /** Returns whether the items that multiply read B where it is stored, to use or to pack it. */
    boolean readsStoredRight() {
        return inPlacePanels > 0 || right == Source.PACKED_BY_ITEMS;
    }
}
