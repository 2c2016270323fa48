package dev.lanewise.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.benchmarks.BenchmarkException;
import dev.lanewise.benchmarks.Curve;
import dev.lanewise.benchmarks.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

/** File, table, page and pictures of results made by hand. */
class ReportTest {
    private static final Results RESULTS = Samples.results("", Samples.peak(1, 100), Samples.peak(2, 200),
            Samples.gemm(64, "simd", false, 1, 6000, 6100, 5900), Samples.gemm(128, "simd", false, 1, 43000, 42000),
            Samples.gemm(64, "simd", false, 2, 4000), Samples.gemm(128, "simd", false, 2, 22000),
            Samples.gemm(64, "loops", false, 1, 100_000), Samples.gemm(128, "a <strange> & \"name\"", true, 2, 30_000),
            Samples.bytes("copy", "ceiling", 1, 800, 10), Samples.bytes("add", "simd", 1, 1200, 20),
            Samples.step("simd", 1e6), Samples.step("loops", 1e8));

    private static Document parsed(String xml) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    @Test
    void jsonIsReadBack(@TempDir Path folder) throws Exception {
        var file = folder.resolve("deep/results.json");
        Results.write(file, RESULTS.toJson());
        assertEquals(RESULTS, Results.read(file));
        Results.write(file, "{}");
        try (var files = Files.list(file.getParent())) {
            assertEquals(List.of(file), files.toList());
        }
        for (String wrong : List.of("{}", "{\"measured\": 3}", "no json")) {
            Files.writeString(file, wrong);
            var error = assertThrows(BenchmarkException.class, () -> Results.read(file));
            assertTrue(error.getMessage().startsWith(file + ": is no result of bench"), error.getMessage());
        }
        assertThrows(BenchmarkException.class, () -> Results.read(folder.resolve("missing.json")));
    }

    /** Cold starts of former versions told the time to the first result alone. */
    @Test
    void resultsWithoutCurvesAreReadAndDrawnAsBars(@TempDir Path folder) throws Exception {
        var results = Samples.results("", Samples.start("loops", 1), Samples.start("simd", 2));
        var file = folder.resolve("old.json");
        String json = results.toJson().replaceAll(",\\s*\"curves\" : \\[[^]]*]", "");
        assertFalse(json.contains("curves"), json);
        Results.write(file, json);
        assertEquals(results, Results.read(file));
        String text = parsed(new Page(Results.read(file)).html()).getDocumentElement().getTextContent();
        assertTrue(text.contains("2.00 s"), text);
        assertTrue(text.contains("median s"), text);
    }

    /** What knows one thread alone stands in each chart, and who has nothing yet is behind. */
    @Test
    void aColdStartHasAChartForEachTaskAndNumberOfThreads() throws Exception {
        var curve = Curve.parse("0.5:1 1.0:100 2.0:1000 5.0:4000");
        var results = Samples.results("", Samples.start("loops", 1, Curve.parse("2.5:1 5.0:51")),
                Samples.start("simd", 1, curve), Samples.start("simd", 2, curve, Curve.parse("0.7:1 1.0:2 5.0:20000")),
                Samples.start("simd-little", 2, Curve.parse("0.5:1 1.0:200 2.0:500 6.0:1000")));
        var charts = StartChart.all(results);
        assertEquals(List.of("784-10, batch 128: samples on 1 thread", "784-10, batch 128: samples on 2 threads"),
                charts.stream().map(StartChart::title).toList());
        assertEquals(List.of("simd", "loops"),
                charts.getFirst().curves().stream().map(Measured::implementation).toList());
        assertEquals("Ahead after 1 s: simd, 12,800; after 2 s: simd, 128,000; after 5 s: simd, 512,000 (78.4 times "
                + "loops).", charts.getFirst().leaders());
        assertEquals("Ahead after 1 s: simd-little, 25,600 (3.92 times simd); after 2 s: simd, 384,000 (6.00 times "
                + "simd-little); after 5 s: simd, 1,540,000 (13.7 times simd-little).", charts.get(1).leaders());
        var peers = new ArrayList<>(results.measured());
        peers.add(Samples.peerStart("scikit-learn", 2, Curve.parse("0.9:1 1.0:20 5.0:100")));
        assertEquals("Ahead after 1 s: simd-little, 25,600 (10.0 times scikit-learn); after 2 s: simd, 384,000 (75.0 "
                + "times scikit-learn); after 5 s: simd, 1,540,000 (120 times scikit-learn).",
                StartChart.all(Samples.results("", peers.toArray(Measured[]::new))).get(1).leaders());
        String page = new Page(results).html();
        var svg = parsed(page).getElementsByTagName("svg");
        assertEquals(2, svg.getLength());
        assertTrue(svg.item(1).getTextContent().contains("simd-little 112,000"), page);
        assertTrue(page.contains("class=\"" + Palette.of("simd-little") + "\""), page);
        assertFalse(page.contains("NaN"), page);
    }

    @Test
    void thePageIsWellFormedAndHoldsTheFigures() throws Exception {
        String html = new Page(RESULTS).html();
        var page = parsed(html);
        String text = page.getDocumentElement().getTextContent();
        for (String expected : List.of("CPU <x> & \"y\"", "a <strange> & \"name\"", "1.0 <beta>", "broke <here>",
                "6.000", "128,000 samples/s", "-Xmx1g", "abc123", "87.4", "Roofline, 2 threads", "784-10",
                "in 5 processes, one of each in turn", Family.MATMUL.note(), "GB/s of the least traffic"))
            assertTrue(text.contains(expected), expected);
        // One curve chart and one roofline for each number of threads, bars for two families.
        assertEquals(6, page.getElementsByTagName("svg").getLength());
        assertFalse(html.contains("http"), "needs nothing from elsewhere");
        assertFalse(html.contains("NaN"), html);
    }

    @Test
    void thePictureIsWellFormedAndNamesEachCurve() throws Exception {
        String svg = CurveChart.of(RESULTS).orElseThrow().standalone();
        var picture = parsed(svg).getDocumentElement();
        String text = picture.getTextContent();
        for (String expected : List.of("2 threads", "ceiling 200", "simd 191", "a <strange> & \"name\" 140",
                "loops 5.24",
                "prefers-color-scheme: dark"))
            assertTrue(text.contains(expected), expected + " in " + text);
        assertEquals("http://www.w3.org/2000/svg", picture.getNamespaceURI() == null
                ? picture.getAttribute("xmlns")
                : picture.getNamespaceURI());
        assertFalse(svg.contains("NaN"), svg);
    }

    @Test
    void theTableBehindThePictureIsMarkdown() {
        var lines = CurveChart.markdown(RESULTS).lines().toList();
        assertEquals("| Product of two square matrices, 1 thread, GFLOP/s | simd | loops |", lines.getFirst());
        assertEquals("| 64 | 87.4 | 5.24 |", lines.get(2));
        assertEquals("| 128 | 98.7 | - |", lines.get(3));
    }

    /** From 43 us to 42 us at size 128: the range stands in the curve and in what a point says. */
    @Test
    void chartsShowTheRangeOverTheProcesses() {
        String svg = CurveChart.all(RESULTS).getFirst().inline();
        assertTrue(svg.contains("class=\"whisker c0\""), svg);
        assertTrue(svg.contains("128x128x128: 98.7 GFLOP/s (97.5 .. 99.9)"), svg);
        assertEquals("4.00 GFLOP/s", Table.rate(Samples.step("simd", 1e6)));
    }

    @Test
    void thoseThatAreOftenTogetherHaveDifferentColours() {
        var names = List.of("simd", "simd-plan", "opencl", "opencl-plan", "loops", "ijk", "ikj", "ikj-rows", "openblas",
                "openblas-avx512", "mkl", "onednn", "libtorch", "nd4j", "dl4j", "tensorflow", "netlib", "ejml",
                "ceiling", "simd-little", "simd-little-cached", "scikit-learn", "pytorch", "onnxruntime");
        assertEquals(names.size(), names.stream().map(Palette::of).distinct().count());
        assertEquals(Palette.of("openblas") + " dashed", Palette.of("openblas-avx512"));
        assertTrue(Palette.of("somebody").matches("c\\d+"));
        for (String name : names)
            assertTrue(Palette.style().contains("." + Palette.of(name).split(" ", 2)[0] + " {"), name);
    }

    @Test
    void oneSizeMakesNoCurve() {
        assertTrue(CurveChart.of(Samples.results("", Samples.gemm(64, "simd", false, 1, 1))).isEmpty());
        assertTrue(CurveChart.of(Samples.results("", Samples.step("simd", 1))).isEmpty());
        assertTrue(new Page(Samples.results("")).html().contains("Measured on"));
    }

    @Test
    void namesAtTheLinesDoNotTouchAndStayInside() {
        var places = Labels.places(List.of(10.0, 11.0, 50.0, 99.0, 99.5), 0, 100);
        for (int i = 1; i < places.size(); i++)
            assertTrue(places.get(i) - places.get(i - 1) >= 16, places.toString());
        assertEquals(10, places.getFirst());
        assertEquals(100, places.getLast());
    }

    @Test
    void marksAreRoundNumbers() {
        assertEquals(List.of(0.0, 50.0, 100.0, 150.0, 200.0, 250.0, 300.0), Axis.linear(276, 0, 1).marks());
        assertEquals(List.of(0.1, 1.0, 10.0, 100.0), Axis.logarithmic(0.08, 300, 0, 1).marks().stream()
                .map(mark -> Math.round(mark * 1e6) / 1e6).toList());
        assertEquals(0.5, Axis.logarithmic(1, 100, 0, 1).at(10), 1e-12);
        assertEquals(25, Axis.linear(200, 100, 0).at(150), 1e-12);
    }

    @Test
    void rowsHoldRatesSharesAndRatios() {
        var table = new Table(new Comparison(RESULTS));
        var cells = table.cells(RESULTS.measured().get(2));
        assertEquals(List.of("gemm", "64x64x64", "simd", "1", "6.000", "5.900 .. 6.100", "87.4", "8.19"),
                cells.subList(0, 8));
        assertTrue(Table.line(table.headings(RESULTS.measured().get(2))).startsWith("operation"));
    }
}
