package dev.lanewise.exercises;

/** How far an exercise is solved. */
public enum Level {
    /** Nothing could be said: the vector module is missing. */
    NOT_GRADED("not graded"),
    /** The skeleton is as it came. */
    UNSOLVED("unsolved"),
    /** A result is wrong, or the method throws. */
    WRONG("wrong"),
    /** Right everywhere, below the exercise's ratio to the plain loop. */
    SLOW("correct but slow"),
    /** Right, and as fast as the exercise asks. */
    BRONZE("bronze"),
    /** Bronze, and at least half as fast as the reference solution. */
    SILVER("silver"),
    /** Bronze, and about as fast as the reference solution. */
    GOLD("gold");

    private final String label;

    Level(String label) { this.label = label; }

    /** Returns the level in words. */
    public String label() { return label; }

    /** Returns whether the exercise counts as solved. */
    public boolean solved() { return compareTo(BRONZE) >= 0; }
}
