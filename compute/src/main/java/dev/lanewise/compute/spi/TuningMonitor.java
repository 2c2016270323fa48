package dev.lanewise.compute.spi;

/** Watches {@link ComputeProvider#tune}, which takes minutes, and may end it. */
public interface TuningMonitor {
    /**
     * Asked before each measurement.
     *
     * @param done kinds of work that are tuned
     * @param total kinds of work there are
     * @param what the one that comes now
     * @return whether to go on; what was found so far is kept either way
     */
    boolean goesOn(int done, int total, String what);

    /**
     * One kind of work is tuned.
     *
     * @param what the kind of work
     * @param setting what is fastest there
     * @param times how many times as fast as without tuning, at least 1
     */
    void found(String what, String setting, double times);
}
