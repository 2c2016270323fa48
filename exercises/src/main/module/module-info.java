/** Exercises in vectorisation against loops, and the grader that times what a learner wrote. */
module dev.lanewise.exercises {
    requires jdk.incubator.vector;

    exports dev.lanewise.exercises;
}
