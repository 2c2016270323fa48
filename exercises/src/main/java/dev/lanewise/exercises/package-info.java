/**
 * Exercises in vectorisation against loops. {@link dev.lanewise.exercises.Exercises} lists them,
 * {@link dev.lanewise.exercises.Grader} grades what the learner wrote into the skeletons of the package {@code todo}.
 *
 * <p>
 * A new exercise is one implementation of {@link dev.lanewise.exercises.Exercise} with its skeleton in {@code todo},
 * its reference in {@code solution}, and a line in {@code Exercises}.
 */
package dev.lanewise.exercises;
