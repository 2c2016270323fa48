package dev.lanewise.nn;

/** How the learning rate changes from epoch to epoch. */
@FunctionalInterface
public interface Schedule {
    /**
     * Returns the learning rate of an epoch.
     *
     * @param initial learning rate of the optimiser, r0
     * @param epoch number of the epoch, 0 for the first
     * @param epochs number of epochs of the whole training
     */
    double rate(double initial, int epoch, int epochs);

    /** Returns the schedule {@code r = r0}. */
    static Schedule constant() { return new Constant(); }

    /** Returns the schedule {@code r = r0 * factor^floor(epoch / every)}. */
    static Schedule step(double factor, int every) {
        return new Step(factor, every);
    }

    /**
     * Returns the schedule {@code r = r0 * factor^floor(parts * epoch / epochs)}: a decay after each part of the
     * training, however long it is. It ends at {@code r0 * factor^(parts - 1)} if there are at least as many epochs as
     * parts.
     */
    static Schedule parts(double factor, int parts) {
        return new Parts(factor, parts);
    }

    /** Returns the schedule {@code r = r0 * exp(-decay * epoch)}. */
    static Schedule exponential(double decay) {
        return new Exponential(decay);
    }

    /** Returns the schedule {@code r = (r0) (1 + cos(pi * epoch / epochs)) / 2}. */
    static Schedule cosine() {
        return cosine(0);
    }

    /** Returns the schedule {@code r = minimum + (r0 - minimum) (1 + cos(pi * epoch / epochs)) / 2}. */
    static Schedule cosine(double minimum) {
        return new Cosine(minimum);
    }

    /** See {@link #constant}. */
    record Constant() implements Schedule {
        @Override
        public double rate(double initial, int epoch, int epochs) { return initial; }
    }

    /**
     * See {@link #step(double, int)}.
     *
     * @param factor what the rate is multiplied by, above 0
     * @param every number of epochs between two decays, at least 1
     */
    record Step(double factor, int every) implements Schedule {
        /** Checks the numbers. */
        public Step {
            Numbers.positive("factor", factor);
            Numbers.atLeastOne("every", every);
        }

        @Override
        public double rate(double initial, int epoch, int epochs) {
            int decays = epoch / every;
            return initial * StrictMath.pow(factor, decays);
        }
    }

    /**
     * See {@link #parts(double, int)}.
     *
     * @param factor what the rate is multiplied by, above 0
     * @param parts number of parts of equal rate, at least 1
     */
    record Parts(double factor, int parts) implements Schedule {
        /** Checks the numbers. */
        public Parts {
            Numbers.positive("factor", factor);
            Numbers.atLeastOne("parts", parts);
        }

        @Override
        public double rate(double initial, int epoch, int epochs) {
            return initial * StrictMath.pow(factor, (double) ((long) parts * epoch / epochs));
        }
    }

    /**
     * See {@link #exponential(double)}.
     *
     * @param decay of one epoch, not negative
     */
    record Exponential(double decay) implements Schedule {
        /** Checks the number. */
        public Exponential { Numbers.notNegative("decay", decay); }

        @Override
        public double rate(double initial, int epoch, int epochs) { return initial * StrictMath.exp(-decay * epoch); }
    }

    /**
     * See {@link #cosine(double)}.
     *
     * @param minimum rate that the curve approaches, not negative
     */
    record Cosine(double minimum) implements Schedule {
        /** Checks the number. */
        public Cosine { Numbers.notNegative("minimum", minimum); }

        @Override
        public double rate(double initial, int epoch, int epochs) {
            return minimum + (initial - minimum) * (1 + StrictMath.cos(Math.PI * epoch / epochs)) / 2;
        }
    }
}
