package dev.lanewise.kernel.simd.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.atomic.AtomicInteger;

class SharingTest {
    @Test
    void sharesUnlessATrialSpeaksAgainstIt() {
        var sharing = new Sharing();
        assertTrue(sharing.gains(5_000));
        sharing.note(1, 5_000, false, 4_000);
        assertTrue(sharing.gains(5_000), "nothing is known about sharing");
        sharing.note(1, 5_000, true, 4_500);
        assertFalse(sharing.gains(5_000));
        sharing.note(1, 5_000, true, 3_900);
        assertTrue(sharing.gains(5_000), "the shortest time counts");
    }

    @Test
    void aNewTrialForgetsTheLast() {
        var sharing = new Sharing();
        sharing.note(1, 5_000, false, 4_000);
        sharing.note(1, 5_000, true, 9_000);
        sharing.note(2, 5_000, true, 4_900);
        sharing.note(2, 5_000, false, 5_000);
        assertTrue(sharing.gains(5_000));
    }

    @Test
    void longAndShortJobsOfAKindAreToldApart() {
        var sharing = new Sharing();
        sharing.note(1, 2_000, false, 1_000);
        sharing.note(1, 2_000, true, 2_000);
        assertFalse(sharing.gains(2_000));
        assertTrue(sharing.gains(5_000));
        for (long estimate : new long[]{0, 1, Sharing.SURE - 1, Sharing.SURE, Long.MAX_VALUE})
            assertTrue(sharing.gains(estimate));
    }

    @Test
    void trialsHaveBothKindsOfWindowsAndBecomeRare() {
        var trials = new Trials();
        int begin = 0;
        for (int trial = 1; trial < 9; trial++) {
            int wait = 0;
            for (trials.next(); !trials.on(); trials.next())
                wait++;
            assertEquals(Math.min(Trials.FIRST << begin++, Trials.LONGEST), wait);
            assertEquals(trial, trials.number());
            for (int window = 0; window < Trials.WINDOWS; window++)
                for (int i = 0; i < Trials.WINDOW; i++) {
                    assertTrue(trials.on());
                    assertEquals(window % 2 == 0, trials.shares());
                    if (window < Trials.WINDOWS - 1 || i < Trials.WINDOW - 1)
                        trials.next();
                }
        }
    }

    /** A hundred times as slow on another thread, as if its memory were far away. */
    private static final class Losing extends Job {
        private final Thread owner = Thread.currentThread();
        final AtomicInteger byOthers = new AtomicInteger();

        @Override
        protected void run(int chunk, Scratch scratch) {
            boolean mine = Thread.currentThread() == owner;
            if (!mine)
                byOthers.incrementAndGet();
            long end = System.nanoTime() + (mine ? 1_000 : 100_000);
            while (System.nanoTime() < end)
                Thread.onSpinWait();
        }
    }

    @Test
    @Timeout(120)
    void aJobThatLosesIsKeptOnOneThread() {
        var workers = new Workers(2);
        var job = new Losing();
        while (job.sharing.gains(job.nanoseconds(4)))
            workers.run(job, 4);
        // More in a row than lie in what is left of the trial.
        for (int alone = 0; alone <= Trials.WINDOWS * Trials.WINDOW;) {
            int before = job.byOthers.get();
            workers.run(job, 4);
            alone = job.byOthers.get() == before ? alone + 1 : 0;
        }
    }
}
