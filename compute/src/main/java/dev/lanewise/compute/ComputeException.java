package dev.lanewise.compute;

/** A fault of the device, not of an argument: names the device and, where there is one, the kernel. */
public class ComputeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes an exception with one clear line. */
    public ComputeException(String message) { super(message); }

    /** Makes an exception with one clear line and what lies behind it. */
    public ComputeException(String message, Throwable cause) {
        super(message, cause);
    }
}
