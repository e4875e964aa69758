package io.minibatch.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.minibatch.backend.Inputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables as pandas, R, spreadsheets and Kaggle write them. */
class TablesAsFoundTest {
    private static final String ROWS = "1,5,6,a\\n2,7,8,b\\n3,9,10,a\\n";
    private static final List<String> PLANTS = List.of("a", "b");

    @TempDir
    private Path folder;

    private final List<String> notices = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,1,2,species|" + ROWS + "|0,1,2|a,b",
                "species,1,2,3|a,5,6,7\\nb,7,8,9\\na,9,10,11\\n|1,2,3|a,b",
                "species,0,1|a,5,6\\nb,7,8\\na,9,10\\n|0,1|a,b",
                "age,height,label|NA?,1,a\\n3,4,b\\n|refused|",
                "width,height,label|1,2,3\\n4,5,3\\n|width,height|3",
            })
    void header_isNoExample(String header, String rows, String features, @Nullable String classes) throws IOException {
        Path file = file("some.csv", header + "\\n" + rows.replace("NA?", "NA"));
        if (features.equals("refused")) {
            DataException thrown = assertThrows(DataException.class, () -> training(file));
            assertEquals(
                    file + ": line 2, column 1 (age): NA is no value; remove the line or fill in a number",
                    thrown.getMessage());
            return;
        }
        Schema schema = training(file).schema();
        assertEquals(features, String.join(",", schema.features()));
        assertEquals(classes, String.join(",", schema.outputs()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,1,2,a|" + ROWS,
                "0,1,2,c|" + "1,5,6,a\\n2,7,8,b\\n",
                "5,1,2,c|" + ROWS,
                "a,1,2,3|a,5,6,7\\nb,1,2,3\\n"
            })
    void example_isNoHeader(String first, String rows) throws IOException {
        assertEquals(
                List.of(),
                training(file("some.csv", first + "\\n" + rows)).schema().features());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",a,b,label|0,1,2,x\\n1,3,4,y\\n|column 1|a,b|1,2,3,4",
                "\"\",\"a\",\"b\",\"label\"|\"Mazda RX4\",1,2,x\\n\"Fiat\",3,4,y\\n|column 1|a,b|1,2,3,4",
                "Unnamed: 0,a,b,label|7,1,2,x\\n4,3,4,y\\n|column 1 (Unnamed: 0)|a,b|1,2,3,4",
                "Id,a,b,label|1,1,2,x\\n2,3,4,y\\n|column 1 (Id)|a,b|1,2,3,4",
                ",0,1,kind|0,5,6,x\\n1,7,8,y\\n2,9,9,x\\n|column 1|0,1|5,6,7,8,9,9",
                ",a,b|0,1,x\\n1,3,y\\n|column 1|a|1,3",
                ",b,a|0,x,1\\n1,y,3\\n|column 1|a|1,3",
            })
    void index_isLeftOut_andSaid(String header, String rows, String column, String features, String values)
            throws IOException {
        Path file = file("frame.csv", header + "\\n" + rows);
        Dataset data = training(file);
        assertEquals(features, String.join(",", data.schema().features()));
        assertArrayEquals(floats(values), values(data.examples().inputs()));
        assertEquals(
                List.of(file + ": " + column + " is left out, because it numbers the rows; to train on it, give it "
                        + "another name"),
                notices.subList(0, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",a,b,label\\n0,1,2,x\\n1,3,4,y\\n",
                ",a,b,label\\n0,1,2,\\n1,3,4,\\n",
                "label,b,a\\n?,2,1\\n?,4,3\\n",
                "note,b,a\\n,2,1\\n\"red, \"\"round\"\"\",4,3\\n",
                "a,b\\n1,2\\n3,4\\n",
                "1,2\\n3,4\\n",
                "1,2,\\n3,4,\\n",
            })
    void rowsToPredict_needOnlyTheFeatures(String content) throws IOException {
        Schema model = new Schema(Task.CLASSIFICATION, PLANTS, null, List.of("a", "b"));
        assertArrayEquals(new float[] {1, 2, 3, 4}, values(toPredict(model, content)));
    }

    @Test
    void rowsToPredict_ofAModelWithoutNames_needNoIndex() throws IOException {
        Schema model = new Schema(Task.CLASSIFICATION, PLANTS, null, List.of());
        assertArrayEquals(new float[] {1, 2, 3, 4}, values(toPredict(model, ",a,b\\n0,1,2\\n1,3,4\\n")));
    }

    @Test
    void rowsToPredict_withUnnamedOrEqualNames_areFoundAsInTraining() throws IOException {
        Schema model = new Schema(Task.CLASSIFICATION, PLANTS, null, List.of("a", "2", "a"));
        assertEquals(
                model.features(),
                training(file("train.csv", "a,,a,label\\n1,2,3,x\\n4,5,6,y\\n"))
                        .schema()
                        .features());
        assertArrayEquals(new float[] {1, 2, 3}, values(toPredict(model, "a,,a\\n1,2,3\\n")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Id,a,b,species\\n1,2,3,x\\n2,4,5,y\\n|Id,a,b\\n3,6,7\\n",
                "a,b,c\\n2,3,x\\n4,5,y\\n|a,b\\n6,7\\n",
                "2,3,x\\n4,5,y\\n|6,7\\n",
            })
    void testFileWithoutLabel_isNoTestPart_andSaid(String train, String test) throws IOException {
        file("train.csv", train);
        Path file = file("test.csv", test);
        file("sample_submission.csv", "Id,species\\n3,x\\n");
        Split split = load(folder, FormatOptions.DEFAULTS);
        assertNull(split.test());
        assertEquals(
                1,
                notices.stream()
                        .filter(line -> line.equals(file
                                + ": has no labels or targets, so it is not used as test data; use it with predict"))
                        .count());
    }

    @Test
    void columnsOfParts_areMatchedByName() throws IOException {
        file("train.csv", ",a,b,species\\n0,2,3,x\\n1,4,5,y\\n");
        file("test.csv", "species,b,a\\ny,7,6\\n");
        Dataset test = load(folder, FormatOptions.DEFAULTS).test();
        assertNotNull(test);
        assertEquals(List.of("a", "b"), test.schema().features());
        assertArrayEquals(new float[] {6, 7}, values(test.examples().inputs()));
        assertArrayEquals(new byte[] {1}, test.labels());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "val|a,b\\n6,7\\n|lacks the column species, which TRAIN has",
                "test|a,species\\n6,x\\n|lacks the column b, which TRAIN has",
                "test|a,b,c,species\\n6,7,8,x\\n|has the column c, which TRAIN lacks",
            })
    void otherDifferencesOfColumns_areNamed(String part, String content, String message) throws IOException {
        Path train = file("train.csv", "a,b,species\\n2,3,x\\n4,5,y\\n");
        Path other = file(part + ".csv", content);
        DataException thrown = assertThrows(DataException.class, () -> load(folder, FormatOptions.DEFAULTS));
        assertEquals(other + ": " + message.replace("TRAIN", train.toString()), thrown.getMessage());
    }

    @Test
    void testFileWithOneOfTwoTargets_isRefused() throws IOException {
        Path train = file("train.csv", "a,p,q\\n2,3,1.5\\n4,5,2.5\\n");
        Path test = file("test.csv", "a,p\\n6,7\\n");
        DataException thrown = assertThrows(
                DataException.class, () -> load(folder, new FormatOptions(null, List.of("p", "q"), false)));
        assertEquals(test + ": lacks the column q, which " + train + " has", thrown.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "class, 100, CLASSIFICATION, classes; for numbers to predict name it as a target column",
        "Digit, 256, CLASSIFICATION, classes; for numbers to predict name it as a target column",
        "class, 257, REGRESSION, numbers to predict; they are too many for classes",
        "price, 100, REGRESSION, numbers to predict; for classes name it as the label column",
    })
    void manyWholeNumbers_areWhatTheirNameSays(String name, int different, Task task, String meaning)
            throws IOException {
        StringBuilder table = new StringBuilder("a," + name + "\n");
        for (int i = 0; i < 600; i++) {
            table.append(i * 0.5).append(',').append(i % different).append('\n');
        }
        Path file = Files.writeString(folder.resolve("many.csv"), table);
        assertEquals(task, training(file).schema().task());
        assertEquals(
                file + ": the " + different + " different whole numbers of " + name + " are taken as " + meaning,
                notices.get(0));
    }

    private Inputs toPredict(Schema model, String content) throws IOException {
        int inputs = model.features().isEmpty() ? 2 : model.features().size();
        return new UnlabelledFile(model, inputs, false)
                .read(file("rows.csv", content))
                .inputs();
    }

    private Dataset training(Path file) {
        return load(file, FormatOptions.DEFAULTS).training();
    }

    /** Returns the parts, with nothing of the training part held back. */
    private Split load(Path path, FormatOptions format) {
        Split split = new DataLoader(Map.of(), folder, List.of(), List.of())
                .load(DataOptions.of(path).with(format), notices::add);
        Parts whole = DataFiles.read(path, "data", format).parts();
        return new Split(whole.training(), split.validation(), split.test(), split.source());
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content.replace("\\n", "\n"));
    }

    private static float[] values(Inputs inputs) {
        return ((Inputs.Floats) inputs).values();
    }

    private static float[] floats(String values) {
        String[] each = values.split(",");
        float[] numbers = new float[each.length];
        for (int i = 0; i < each.length; i++) {
            numbers[i] = Float.parseFloat(each[i]);
        }
        return numbers;
    }
}
