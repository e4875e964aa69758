package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.data.format.IdxWriter;
import io.minibatch.data.format.NumericArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Damaged files are refused in one line that names the file and the place in it. {@code FILE} stands for the file's
 * path.
 */
class DamagedDataTest {
    private static final String TEXT_AS_FEATURE =
            " is text, but features must be numbers; replace the column by columns "
                    + "of 0 and 1, remove it, or name it as the label column";
    private static final String REPAIR = "; remove the line or fill in a number";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|FILE: is empty",
                "a,label|FILE: has no line with data",
                "a,b,label\\n1,2,x\\n3,,y|FILE: line 3, column 2 (b): is emptyREPAIR",
                "a,b,label\\n1,2,x\\nNA,2,y|FILE: line 3, column 1 (a): NA is no valueREPAIR",
                "a,b,label\\n1,?,x\\n3,4,y|FILE: line 2, column 2 (b): ? is no valueREPAIR",
                "a,b,label\\n1,2,x\\n3,4,NaN|FILE: line 3, column 3 (label): NaN is no valueREPAIR",
                "a,b,label\\n1,2,x\\n3,4|FILE: line 3 has 2 columns, but the first line has 3",
                "a,b,label\\n1,2,x\\n3,4,y,5|FILE: line 3 has more than 3 columns, but the first line has 3",
                "a;b;label\\n1;2;x\\n1,5;2;y|FILE: line 3, column 1 (a): 1,5 has a decimal comma; write 1.5",
                "a;b;label\\n1,5;2,5;x\\n3,5;4,5;y|FILE: line 2, column 1 (a): 1,5 has a decimal comma; write 1.5",
                "a,colour,label\\n1,2,x\\n1,red,y|FILE: line 3, column 2 (colour): redTEXT",
                "a,b,label\\n1,2,x\\n1e39,2,y|FILE: line 3, column 1 (a): 1e39 is too large for a number of single precision",
                "a,b,label\\n\"1\\n2\",2,x|FILE: line 2, column 1 (a): 1?2TEXT",
                "1\\n2\\n|FILE: has 1 column (separated by comma, semicolon or tab); it needs features and 1 beside them",
                "red,1,x\\nblue,2,y|FILE: line 1, column 1: redTEXT",
                "a,b,label\\n1,\"1,234.5\",x|FILE: line 2, column 2 (b): 1,234.5 has separators of thousands; write 1234.5",
                "a,b,label\\n1,\"1,234,567\",x|FILE: line 2, column 2 (b): 1,234,567 has separators of thousands; write 1234567",
                "a;label\\n1,234;x|FILE: line 2, column 1 (a): 1,234 has a comma; write 1.234, or 1234 where it separates thousands",
                "a;b\\n1;2,5\\n2;3,5|FILE: line 2, column 2 (b): 2,5 has a decimal comma; write 2.5",
                "a,b,label\\n1,2,x\\n,,|FILE: line 3, column 1 (a): is emptyREPAIR",
                "a,b,label\\n1,2,x\\n  \\n|FILE: line 3, column 1 (a): is emptyREPAIR",
                "a,b,label\\n1,2,x,\\n3,4,y,5|FILE: line 3 has more than 3 columns, but the first line has 3",
                "p,q,r,s,t,u,v,w,x,y\\na,b,c,d,e,f,g,h,i,j\\na,k,c,d,e,f,g,h,i,l|FILE: line 2, column 1 (p): aTEXT",
            })
    void csv(String content, String message) throws IOException {
        String text = content.replace("\\n", "\n");
        assertRefused(Files.writeString(folder.resolve("data.csv"), text), message);
    }

    @Test
    void csv_ofOtherBytes() throws IOException {
        Path latin =
                Files.write(folder.resolve("latin.csv"), "a,label\n1,café\n".getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(latin, "FILE: is not text in UTF-8; save it as UTF-8");
        Path wide = Files.write(folder.resolve("wide.csv"), "\uFEFFa,label\n1,x\n".getBytes(StandardCharsets.UTF_16LE));
        assertRefused(wide, "FILE: is text in UTF-16; save it as UTF-8");
        Path binary = Files.write(folder.resolve("binary.csv"), new byte[] {1, 2, 0, 3});
        assertRefused(
                binary,
                "FILE: is not a table of text; IDX, CSV, NumPy's .npy and .npz and folders of pictures can be read");
    }

    @Test
    void csv_textInAColumnToPredict_isNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("data.csv"), "a,b,label\n1,2,3\n4,5,red\n");
        FormatOptions options = new FormatOptions(null, List.of("label"), false);
        DataException thrown = assertThrows(DataException.class, () -> DataFiles.read(file, "data", options));
        assertEquals(
                file
                        + ": line 3, column 3 (label): red is text, but columns to predict must be numbers; for classes, name "
                        + "the column as the label column",
                thrown.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "label-column colour|colour,: FILE has the columns a, b, label",
                "label-column 4|4,: FILE has the columns a, b, label",
                "target-columns x|x,: FILE has the columns a, b, label",
                "target-columns a,a|a,a: names a column twice",
            })
    void csv_columnThatIsNotThere_isNamed(String option, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("data.csv"), "a,b,label\n1,2,3\n4,5,6\n");
        String[] sides = option.split(" ");
        FormatOptions options = sides[0].equals("label-column")
                ? new FormatOptions(sides[1], List.of(), false)
                : new FormatOptions(null, List.of(sides[1].split(",")), false);
        DataException thrown = assertThrows(DataException.class, () -> DataFiles.read(file, "data", options));
        assertEquals(sides[0], thrown.setting());
        assertEquals(message.replace(",:", ":").replace("FILE", file.toString()), thrown.reason());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "magic|: is not a NumPy file: it does not begin with \\x93NUMPY",
                "version|: has version 9 of the NumPy format; 1 to 3 can be read",
                "header|: has a header of 3722304989 bytes, which is too many",
                "no descr|: the NumPy header is damaged: no 'descr' in {'fortran_order': False, 'shape': (2, 2)}",
                "no shape|: the NumPy header is damaged: no 'shape' in {'descr': '<f4', 'fortran_order': False}",
                "objects|: holds Python objects, which only a pickle can carry and which are never read; convert the array, "
                        + "for example by astype('float32'), or astype('U') for names",
                "complex|: has elements of type <c8; bool, integers, float16, float32, float64 and texts can be read",
                "records|: has an array of records; save its columns as an array of numbers, for example float32",
                "short|: holds 15 bytes of data, but the shape (2×2) needs 16",
                "long|: has data after the 16 bytes of the shape (2×2)",
                "huge|: says that it holds (2000000000×2000000000) elements of 4 bytes, which is too many",
                "cut|: the file is cut off",
                "not a number|: feature 2 of example 1 is NaN; it must be a finite number",
                "flat|: has the shape (4); inputs have two dimensions or more, the first counts the examples",
                "counts|: has 4 examples, but y_train has 2 labels",
            })
    void npy_andTheSameInAnArchive(String damage, String message) throws IOException {
        byte[] good = NpyWriter.npy("<f4", false, "(2, 2)", new byte[16]);
        byte[] bad = switch (damage) {
            case "magic" -> changed(good, 1, 'M');
            case "version" -> changed(good, 6, 9);
            case "header" -> changed(NpyWriter.npy(2, "{}", new byte[0]), 8, 0xDD, 0xDD, 0xDD, 0xDD);
            case "no descr" -> NpyWriter.npy(1, "{'fortran_order': False, 'shape': (2, 2)}", new byte[16]);
            case "no shape" -> NpyWriter.npy(1, "{'descr': '<f4', 'fortran_order': False}", new byte[16]);
            case "objects" -> NpyWriter.npy("|O", false, "(2, 2)", new byte[16]);
            case "complex" -> NpyWriter.npy("<c8", false, "(2, 2)", new byte[32]);
            case "records" ->
                NpyWriter.npy(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 2)}", new byte[16]);
            case "short" -> NpyWriter.npy("<f4", false, "(2, 2)", new byte[15]);
            case "long" -> NpyWriter.npy("<f4", false, "(2, 2)", new byte[17]);
            case "huge" -> NpyWriter.npy("<f4", false, "(2000000000, 2000000000)", new byte[16]);
            case "cut" -> Arrays.copyOf(good, 30);
            case "not a number" ->
                NpyWriter.npy("<f4", false, "(2, 2)", HexFormat.of().parseHex("000000000000c07f0000000000000000"));
            case "flat" -> NpyWriter.npy("<f4", false, "(4,)", new byte[16]);
            default -> NpyWriter.npy("<f4", false, "(4, 1)", new byte[16]);
        };
        byte[] labels = NpyWriter.npy("|u1", false, "(2,)", new byte[] {0, 1});
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("x_train", bad);
        arrays.put("y_train", labels);
        Path archive = NpyWriter.npz(folder.resolve("data.npz"), false, arrays);
        assertRefused(archive, "FILE: array x_train" + message);
        Path files = Files.createDirectory(folder.resolve("files"));
        Files.write(files.resolve("x_train.npy"), bad);
        Files.write(files.resolve("y_train.npy"), labels);
        DataException thrown =
                assertThrows(DataException.class, () -> DataFiles.read(files, "data", FormatOptions.DEFAULTS));
        boolean beyondTheFile = "not a number,flat,counts".contains(damage);
        assertEquals(
                beyondTheFile ? files + ": array x_train" + message : files.resolve("x_train.npy") + message,
                thrown.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cut|FILE: the ZIP archive is damaged (zip END header not found)",
                "checksum|FILE: array x_train: the data are damaged (the checksum is wrong)",
                "names|FILE: has the arrays a, b; name them x_train and y_train, and x_test and y_test or x_val and y_val for "
                        + "other parts",
                "none|FILE: has no arrays; name them x_train and y_train, and x_test and y_test or x_val and y_val for other "
                        + "parts",
                "half|FILE: has x_test, but not y_test",
                "classes|FILE: array x_test: the label of example 1 is 7, which no training example has",
                "sizes|FILE: array x_test: the examples have 1 features, but those to train on 2",
            })
    void npz(String damage, String message) throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        byte[] labels = NpyWriter.npy("|u1", false, "(2,)", new byte[] {0, 1});
        byte[] one = NpyWriter.npy("|u1", false, "(1,)", new byte[] {1});
        arrays.put(
                damage.equals("names") ? "a" : "x_train",
                NpyWriter.npy("|u1", false, "(2, 2)", new byte[] {9, 9, 9, 8}));
        arrays.put(damage.equals("names") ? "b" : "y_train", labels);
        switch (damage) {
            case "none" -> arrays.clear();
            case "half" -> arrays.put("x_test", NpyWriter.npy("|u1", false, "(1, 2)", new byte[2]));
            case "classes" -> {
                arrays.put("x_test", NpyWriter.npy("|u1", false, "(1, 2)", new byte[2]));
                arrays.put("y_test", NpyWriter.npy("|u1", false, "(1,)", new byte[] {7}));
            }
            case "sizes" -> {
                arrays.put("x_test", NpyWriter.npy("|u1", false, "(1, 1)", new byte[1]));
                arrays.put("y_test", one);
            }
            default -> {}
        }
        Path file = NpyWriter.npz(folder.resolve("data.npz"), true, arrays);
        byte[] bytes = Files.readAllBytes(file);
        if (damage.equals("cut")) {
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        } else if (damage.equals("checksum")) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            Files.write(file, changed(bytes, text.indexOf("\t\t\t\b"), 1));
        }
        assertRefused(file, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train-labels-idx1-ubyte|0000080100000001ff|DIR: train-images-idx3-ubyte has 2 images, but "
                        + "train-labels-idx1-ubyte has 1 labels",
                "train-labels-idx1-ubyte|00000901000000020080|DIR/train-labels-idx1-ubyte: the label of example 2 is -128.0; "
                        + "labels of IDX files are whole numbers from 0 up",
                "train-labels-idx1-ubyte|00000d01000000023f0000003f000000|DIR/train-labels-idx1-ubyte: the label of example 1 "
                        + "is 0.5; labels of IDX files are whole numbers from 0 up",
                "train-labels-idx1-ubyte|000008030000000200000001000000010001|DIR/train-labels-idx1-ubyte: has 3 dimensions; "
                        + "labels have one, or two with a column for each number",
                "train-labels-idx1-ubyte|00000701000000020001|DIR/train-labels-idx1-ubyte: holds elements of type 0x07; the "
                        + "types of IDX are 0x08, 0x09, 0x0b, 0x0c, 0x0d and 0x0e",
                "train-images-idx3-ubyte|000008030000000000000001000000010001|DIR/train-images-idx3-ubyte: has data after the "
                        + "0×1×1 bytes of its shape",
                "train-images-idx3-ubyte|00000d0200000002000000017fc000003f800000|DIR/train-images-idx3-ubyte: feature 1 of "
                        + "example 1 is NaN; it must be a finite number",
                "train-images-idx3-ubyte|00000c020000000200000001ffff|DIR/train-images-idx3-ubyte: holds 2 bytes of data, but "
                        + "says that there are 2×1×4",
                "train-images-idx3-ubyte|ffff|DIR/train-images-idx3-ubyte: the file is cut off",
                "train-images-idx3-ubyte|00000e027fffffff00000001|DIR/train-images-idx3-ubyte: says that it holds "
                        + "2147483647×8 bytes, which is too many",
            })
    void idx(String name, String hex, String message) throws IOException {
        IdxWriter.write(
                folder.resolve("train-images-idx3-ubyte"),
                NumericArray.ofBytes(new int[] {2, 1, 1}, new byte[] {1, 2}));
        IdxWriter.write(
                folder.resolve("train-labels-idx1-ubyte"), NumericArray.ofBytes(new int[] {2}, new byte[] {0, 1}));
        Files.write(folder.resolve(name), HexFormat.of().parseHex(hex));
        assertRefused(folder, message.replace("DIR", "FILE"));
    }

    @Test
    void folder_withoutData_saysWhatIsThere() throws IOException {
        for (int i = 0; i < 12; i++) {
            Files.writeString(folder.resolve("note" + (char) ('a' + i) + ".md"), "x");
        }
        DataException thrown =
                assertThrows(DataException.class, () -> DataFiles.read(folder, "data", FormatOptions.DEFAULTS));
        assertEquals(
                folder
                        + ": has no IDX, CSV or NumPy files and no pictures in a folder for each class; it has notea.md, "
                        + "noteb.md, notec.md, noted.md, notee.md, notef.md, noteg.md, noteh.md, notei.md, notej.md and 2 more",
                thrown.reason());
    }

    private static void assertRefused(Path path, String message) {
        DataException thrown = assertThrows(
                DataException.class,
                () -> DataFiles.read(path, "data", FormatOptions.DEFAULTS).parts());
        String expected = message.replace("FILE", path.toString())
                .replace("TEXT", TEXT_AS_FEATURE)
                .replace("REPAIR", REPAIR);
        assertEquals(expected, thrown.getMessage());
    }

    private static byte[] changed(byte[] bytes, int place, int... values) {
        byte[] changed = bytes.clone();
        for (int i = 0; i < values.length; i++) {
            changed[place + i] = (byte) values[i];
        }
        return changed;
    }
}
