package dev.lanewise.exercises;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

class GraderTest {
    private static final DotProductExercise DOT = new DotProductExercise();
    private static final ReluExercise RELU = new ReluExercise();
    private static final MatmulExercise MATMUL = new MatmulExercise();

    /** How long other work of the machine may keep a fast method slow. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Fails in the working copy of a learner, and there it says why. */
    @ParameterizedTest
    @MethodSource("dev.lanewise.exercises.Exercises#all")
    void theSkeletonIsUnsolved(Exercise<?> exercise) {
        var grade = Grader.check(exercise);
        assertEquals(Level.UNSOLVED, grade.level(), () -> exercise.file() + " holds a solution: not for a commit");
        assertEquals("not solved yet: open " + exercise.file(), grade.message());
    }

    @ParameterizedTest
    @MethodSource("dev.lanewise.exercises.Exercises#all")
    <K> void theReferenceIsSolved(Exercise<K> exercise) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var grade = Grader.check(exercise, exercise.solution());
        while (grade.level() == Level.SLOW && System.nanoTime() < end)
            grade = Grader.check(exercise, exercise.solution());
        assertTrue(grade.level().solved(), grade.message());
    }

    @Test
    void thePlainLoopIsCorrectButSlow() {
        var grade = Grader.check(DOT, DOT.loop());
        assertEquals(Level.SLOW, grade.level(), grade::message);
        assertTrue(grade.message().endsWith(DOT.ratioReason()), grade::message);
    }

    @Test
    void aDroppedTailIsWrong() {
        assertWrong(Grader.check(DOT, (a, b, n) -> DOT.loop().dot(a, b, n - n % 4)), "n = 1, index 0");
        assertWrong(Grader.check(RELU, (x, out, n) -> RELU.loop().relu(x, out, n - n % 8)), "n = 1, index 0");
        assertWrong(Grader.check(MATMUL, (a, b, c, m, n, k) -> MATMUL.loop().matmul(a, b, c, m - m % 2, n, k)),
                "m = 1, n = 1, k = 1, index 0 (row 0, column 0): got -7.25E9");
    }

    @Test
    void onlyTheElementThatIsMissingIsNamed() {
        assertWrong(Grader.check(DOT, (a, b, n) -> DOT.loop().dot(a, b, n == 65 ? 64 : n)), "n = 65, index 64");
        assertWrong(Grader.check(RELU, (x, out, n) -> {
            RELU.loop().relu(x, out, n);
            if (n > 40)
                out[40] = 3;
        }), "n = 63, index 40 (x = ");
    }

    @Test
    void aSumThatIsOffByMoreThanRoundingIsWrong() {
        assertWrong(Grader.check(DOT, (a, b, n) -> DOT.loop().dot(a, b, n) * 1.001f), "n = 1, index 0");
        assertWrong(Grader.check(MATMUL, (a, b, c, m, n, k) -> {
            MATMUL.loop().matmul(a, b, c, m, n, k);
            if (m == 65)
                c[64 * n + 3] += 1e-3f;
        }), "m = 65, n = 129, k = 127, index 8259 (row 64, column 3)");
    }

    @Test
    void aSecondUseOfAnElementIsWrong() {
        assertWrong(Grader.check(DOT, (a, b, n) -> DOT.loop().dot(a, b, n) + (n > 8 ? a[8] * b[8] : 0)),
                "n = 15, index 8");
    }

    @Test
    void aReluThatDropsNaNIsWrong() {
        assertWrong(Grader.check(RELU, (x, out, n) -> {
            for (int i = 0; i < n; i++)
                out[i] = x[i] > 0 ? x[i] : 0;
        }), "n = 37, index 0 (x = NaN): got 0.0, expected NaN");
    }

    @Test
    void aReluThatKeepsMinusZeroIsWrong() {
        assertWrong(Grader.check(RELU, (x, out, n) -> {
            for (int i = 0; i < n; i++)
                out[i] = x[i] < 0 ? 0 : x[i];
        }), "n = 37, index 1 (x = -0.0): got -0.0, expected 0.0");
    }

    @Test
    void aStepOverTheEndIsWrong() {
        assertWrong(Grader.check(DOT, (a, b, n) -> DOT.loop().dot(a, b, n + 1)), "n = 0, the sum: got NaN");
        assertWrong(Grader.check(RELU, (x, out, n) -> RELU.loop().relu(x, out, n + 1)),
                "n = 0, index 0 lies behind the end");
        assertWrong(Grader.check(MATMUL, (a, b, c, m, n, k) -> {
            MATMUL.loop().matmul(a, b, c, m, n, k);
            c[m * n + 2] = 0;
        }), "m = 1, n = 1, k = 1, index 3 lies behind the end");
    }

    @Test
    void addingToWhatCHeldIsWrong() {
        assertWrong(Grader.check(MATMUL, (a, b, c, m, n, k) -> {
            for (int i = 0; i < m; i++) {
                for (int p = 0; p < k; p++) {
                    for (int j = 0; j < n; j++)
                        c[i * n + j] += a[i * k + p] * b[p * n + j];
                }
            }
        }), "m = 1, n = 1, k = 1, index 0");
    }

    @Test
    void anExceptionIsWrongAndNamesTheSize() {
        var grade = Grader.check(DOT, (a, b, n) -> DOT.loop().dot(a, b, n < 7 ? n : a.length + 1));
        assertWrong(grade, "n = 7, throws java.lang.ArrayIndexOutOfBoundsException");
    }

    @ParameterizedTest
    @CsvSource({"7.9, 1.0, SLOW", "8.0, 0.49, BRONZE", "8.0, 0.5, SILVER", "50, 0.79, SILVER", "50, 0.8, GOLD"})
    void theLevelFollowsFromRatioAndShare(double ratio, double share, Level level) {
        var grade = Grader.bySpeed(MATMUL, new Figures(1000, 1000 / ratio, 1000 * share / ratio, ratio, share));
        assertEquals(level, grade.level());
        assertEquals(ratio, grade.ratio());
    }

    @Test
    void withoutTheVectorModuleOneLineSaysSo() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"),
                WithoutVectorModule.class.getName()).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals("NOT_GRADED the exercises need the vector module: start Java with"
                + " --add-modules jdk.incubator.vector", output.strip());
    }

    /** Grades an exercise in a JVM of its own. */
    static final class WithoutVectorModule {
        private WithoutVectorModule() {}

        public static void main(String[] args) {
            var grade = Grader.check(Exercises.named("dot-product"));
            System.out.println(grade.level() + " " + grade.message());
        }
    }

    private static void assertWrong(Grade grade, String start) {
        assertEquals(Level.WRONG, grade.level(), grade::message);
        assertTrue(grade.message().startsWith(start), grade::message);
        assertEquals(Optional.empty(), grade.figures());
    }
}
