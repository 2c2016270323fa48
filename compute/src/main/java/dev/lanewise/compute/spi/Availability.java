package dev.lanewise.compute.spi;

/**
 * Whether a backend can run here.
 *
 * @param usable whether it can
 * @param reason usable: what it runs on; unusable: why not
 * @param remedy what the user can do about it; empty if usable
 */
public record Availability(boolean usable, String reason, String remedy) {
    /** The backend runs, on what {@code what} says. */
    public static Availability usable(String what) {
        return new Availability(true, what, "");
    }

    /** The backend does not run. */
    public static Availability unusable(String reason, String remedy) {
        return new Availability(false, reason, remedy);
    }
}
