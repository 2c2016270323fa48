package dev.lanewise.kernel.opencl.gemm;

import dev.lanewise.compute.internal.AtomicFile;
import dev.lanewise.compute.internal.FileFault;
import dev.lanewise.compute.internal.FolderMode;
import dev.lanewise.compute.internal.UserCache;
import dev.lanewise.kernel.opencl.device.OpenClDevice;
import dev.lanewise.kernel.opencl.launch.KernelProfile;
import dev.lanewise.kernel.opencl.launch.ProgramVersion;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What {@link GemmTuner} found out about one device, in a file of one JSON object a line. The first line says for which
 * device, driver and kernels it was found; a file with another one is as good as none.
 */
final class Tuning {
    /** System property that names another folder. */
    static final String FOLDER = "lanewise.opencl.tuning";
    private static final Pattern LINE = Pattern.compile("\\{\"class\":\"([^\"]+)\",\"setting\":\"([^\"]+)\","
            + "\"times\":([0-9]+\\.[0-9]+)}");
    private static final System.Logger LOG = System.getLogger("dev.lanewise.kernel.opencl");

    /**
     * What was found for one class.
     *
     * @param setting the fastest
     * @param times how many times as fast as without
     */
    record Finding(GemmSetting setting, double times) {}

    private final Path file;
    private final String header;
    private final Map<String, Finding> findings = new TreeMap<>();

    private Tuning(Path file, String header) {
        this.file = file;
        this.header = header;
    }

    /**
     * Reads what is known of a device; nothing if the file is missing, or damaged, which is logged.
     *
     * @param allows whether the products in use can be computed with a setting
     */
    static Tuning of(OpenClDevice device, KernelProfile profile, Predicate<GemmSetting> allows) {
        String kernels = digest(new ProgramVersion("gemm_panels", "").source(profile)
                + new ProgramVersion("gemm_tiles", "").source(profile) + GemmTile.FULL + GemmTile.FAST);
        String header = "{\"platform\":" + quoted(device.platform()) + ",\"device\":" + quoted(device.name())
                + ",\"driver\":" + quoted(device.driver()) + ",\"units\":" + device.computeUnits() + ",\"products\":"
                + quoted(profile.gemm().name().toLowerCase(Locale.ROOT)) + ",\"kernels\":\"" + kernels + "\"}";
        var tuning = new Tuning(UserCache.folder(FOLDER, "opencl-tuning").resolve(digest(header) + ".jsonl"), header);
        tuning.read(allows);
        return tuning;
    }

    /** A file that is damaged somewhere counts as absent: untuned kernels are right, too. */
    private void read(Predicate<GemmSetting> allows) {
        if (Files.notExists(file))
            return;
        try {
            var lines = Files.readAllLines(file);
            if (lines.isEmpty() || !lines.getFirst().equals(header))
                throw new IOException("line 1 names another device, driver or version");
            for (int i = 1; i < lines.size(); i++) {
                var parts = LINE.matcher(lines.get(i));
                var setting = parts.matches()
                        ? GemmSetting.parse(parts.group(2)).filter(allows)
                        : Optional.<GemmSetting>empty();
                if (setting.isEmpty())
                    throw new IOException("line " + (i + 1) + " is no finding");
                findings.put(parts.group(1), new Finding(setting.get(), Double.parseDouble(parts.group(3))));
            }
        } catch (IOException e) {
            findings.clear();
            LOG.log(System.Logger.Level.WARNING, file + ": cannot be read and counts as absent: " + FileFault.reason(e)
                    + "; tuning again replaces it");
        }
    }

    Path file() { return file; }

    /** Returns the setting for a class, {@code null} if it was not tuned. */
    GemmSetting setting(ShapeClass shape) {
        var finding = findings.isEmpty() ? null : findings.get(shape.key());
        return finding == null ? null : finding.setting();
    }

    boolean contains(ShapeClass shape) {
        return findings.containsKey(shape.key());
    }

    /**
     * Keeps a finding: writes all of them.
     *
     * @throws IOException if that fails, in one line that names the file or folder and the reason
     */
    void put(ShapeClass shape, Finding finding) throws IOException {
        findings.put(shape.key(), finding);
        var text = new StringBuilder(header).append('\n');
        findings.forEach((key, value) -> text.append(String.format(Locale.ROOT,
                "{\"class\":\"%s\",\"setting\":\"%s\",\"times\":%.3f}%n", key, value.setting().text(), value.times())));
        try {
            Files.createDirectories(file.getParent(), FolderMode.privately());
        } catch (IOException e) {
            throw new IOException(file.getParent() + ": cannot be made a folder: " + FileFault.reason(e), e);
        }
        AtomicFile.write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static String quoted(String text) {
        return '"' + text.replaceAll("[\"\\\\\\p{Cntrl}]", " ") + '"';
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
