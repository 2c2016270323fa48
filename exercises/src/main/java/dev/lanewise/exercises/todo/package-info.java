/** The skeletons: a learner replaces the body of the one method in each. */
package dev.lanewise.exercises.todo;
