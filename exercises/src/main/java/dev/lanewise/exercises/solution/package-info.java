/** The reference solutions, written to be read after an own attempt. */
package dev.lanewise.exercises.solution;
