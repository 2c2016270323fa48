package dev.lanewise.data.io;

import static dev.lanewise.data.io.CsvText.fault;
import static dev.lanewise.data.io.CsvText.notices;
import static dev.lanewise.data.io.CsvText.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataException;
import dev.lanewise.data.Table;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What the bytes of a file are: encodings, a zip, or no text. */
class CsvFileKindTest {
    private static byte[] zip(String... namesAndTexts) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void encodings() {
        byte[] latin = "name,n\ncaf\u00e9,1\n".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("t.csv: is not UTF-8 text; --encoding windows-1252 or another reads it",
                fault(latin, CsvOptions.DEFAULT));
        assertEquals("caf\u00e9", read(latin, CsvOptions.DEFAULT.withEncoding(CsvOptions.encoding("windows-1252")))
                .column("name").text(0));
        for (Charset utf16 : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            byte[] marked = "\uFEFFname,n\ncaf\u00e9,1\n".getBytes(utf16);
            Table table = read(marked, CsvOptions.DEFAULT);
            assertEquals("caf\u00e9", table.column("name").text(0));
            assertEquals(List.of("t.csv: is " + utf16 + " text, as its byte order mark says"), notices(table));
            byte[] unmarked = "name,n\nabc,1\n".getBytes(utf16);
            assertEquals("t.csv: is UTF-16 text without a byte order mark; --encoding " + utf16 + " reads it",
                    fault(unmarked, CsvOptions.DEFAULT));
            assertEquals(1, read(unmarked, CsvOptions.DEFAULT.withEncoding(utf16)).rows());
        }
        assertTrue(fault("\uFEFFa\n1\n".getBytes(StandardCharsets.UTF_8), CsvOptions.DEFAULT
                .withEncoding(StandardCharsets.ISO_8859_1)).contains("byte order mark"));
        assertTrue(assertThrows(DataException.class, () -> CsvOptions.encoding("utf8-ish")).getMessage()
                .startsWith("there is no encoding 'utf8-ish'"));
    }

    @Test
    void aZipOfOneFileIsReadAndOthersAreNamed() throws IOException {
        Table table = read(zip("folder/", "", "folder/rows.csv", "a;b\n1;2\n", "__MACOSX/rows.csv", "x"),
                CsvOptions.DEFAULT);
        assertEquals(2, table.column("b").number(0));
        assertEquals("t.csv: is a zip; 'folder/rows.csv' in it is read", notices(table).getFirst());
        assertEquals("t.csv: is a zip of several files, 'b.csv' is another, expected one; unpack it first",
                fault(zip("a.csv", "a\n1\n", "b.csv", "a\n1\n"), CsvOptions.DEFAULT));
        assertTrue(fault(zip("[Content_Types].xml", "<x/>", "xl/workbook.xml", "<x/>"), CsvOptions.DEFAULT)
                .startsWith("t.csv: is a workbook"));
        assertTrue(fault(zip("docProps/app.xml", "<x/>", "xl/workbook.xml", "<x/>"), CsvOptions.DEFAULT)
                .startsWith("t.csv: is a workbook"));
        assertTrue(fault(zip("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), CsvOptions.DEFAULT)
                .startsWith("t.csv: is a workbook"));
        assertTrue(fault(zip(), CsvOptions.DEFAULT).contains("without a file"));
    }

    @Test
    void whatIsNoTextIsNamed() {
        byte[] xls = {(byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1, 0, 0};
        assertTrue(fault(xls, CsvOptions.DEFAULT).startsWith("t.csv: is a workbook (.xls)"));
        assertTrue(fault("%PDF-1.7 ...").contains("a PDF document"));
        assertTrue(fault("<!DOCTYPE html><html>").contains("a web page"));
        assertTrue(fault("PAR1\u0015\u0004").contains("Parquet"));
        assertTrue(fault("BZh91AY&SY").contains("packed by bzip2"));
        assertEquals(2, read("BZh,PAR1\n1,2\n3,4\n").rows());
        assertEquals(2, read("PAR1,BZh9\n1,2\n3,4\n").rows());
        assertTrue(fault("a,b\n1,\u0000\n").contains("bytes that are 0"));
    }

    @Test
    void aBombIsRefusedBeforeItFillsTheMemory() {
        byte[] text = TestBytes.gzip("1\n".repeat(10 << 20).getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                "t.csv: expands to more than 200 times its size; if that is right, unpack it and read the unpacked "
                        + "file",
                fault(text, CsvOptions.DEFAULT));
    }
}
