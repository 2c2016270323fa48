package dev.lanewise.benchmarks.peers;

import org.jocl.blast.CLBlast;
import org.jocl.blast.CLBlastPrecision;
import org.jocl.cl_device_id;

import java.util.Map;
import java.util.TreeMap;

/**
 * CLBlast with parameters for a CPU with wide vectors, given by its {@code OverrideParameters}; it has none of its own
 * for PoCL. They are the fastest of some eighty sets at 1024 x 1024 x 1024: a guess from what such a device is, sets
 * taken at random, and five minutes of steps from the best (172 GFLOP/s, the guess 161, the best at random 127).
 */
public final class ClBlastTunedPeer extends ClBlastPeer {
    /**
     * Vectors of eight and four, tiles in registers, nothing in local memory: on a CPU that is memory like any other.
     * The names are those of the kernel's source.
     */
    private static final Map<String, Long> PARAMETERS = new TreeMap<>(Map.ofEntries(Map.entry("GEMMK", 0L),
            Map.entry("KREG", 1L), Map.entry("KWG", 16L), Map.entry("KWI", 2L), Map.entry("MDIMA", 4L),
            Map.entry("MDIMC", 4L), Map.entry("MWG", 64L), Map.entry("NDIMB", 4L), Map.entry("NDIMC", 4L),
            Map.entry("NWG", 64L), Map.entry("SA", 0L), Map.entry("SB", 0L), Map.entry("STRM", 0L),
            Map.entry("STRN", 0L), Map.entry("VWM", 8L), Map.entry("VWN", 4L)));

    @Override
    public String name() { return "clblast-tuned"; }

    @Override
    void prepare(cl_device_id chosen) {
        var names = PARAMETERS.keySet().toArray(String[]::new);
        long[] values = PARAMETERS.values().stream().mapToLong(Long::longValue).toArray();
        CLBlast.CLBlastOverrideParameters(chosen, "Xgemm", CLBlastPrecision.CLBlastPrecisionSingle, names.length, names,
                values);
    }
}
