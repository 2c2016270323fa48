package dev.lanewise.exercises.todo;

/** Thrown by a skeleton that nobody has filled in. The message tells which file to open. */
public final class NotSolvedYet extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes the exception that {@code skeleton} throws. */
    public NotSolvedYet(Class<?> skeleton) {
        super("not solved yet: open " + fileOf(skeleton));
    }

    /** Returns the source of {@code skeleton}, from the root of the repository. */
    public static String fileOf(Class<?> skeleton) {
        return "exercises/src/main/java/" + skeleton.getName().replace('.', '/') + ".java";
    }
}
