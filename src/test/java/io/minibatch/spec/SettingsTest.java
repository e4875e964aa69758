package io.minibatch.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
    static Stream<RunSpec> specs() {
        return RandomSpecs.all();
    }

    @ParameterizedTest
    @MethodSource("specs")
    void specification_isThatOfItsSettings_asValuesAndAsTexts(RunSpec spec) {
        Settings settings = Settings.of(spec);
        assertEquals(spec, settings.spec());
        assertEquals(spec, Settings.parse(settings.texts()).spec());
    }

    /** As Spark sends them to other machines. */
    @ParameterizedTest
    @MethodSource("specs")
    void settings_areTheSame_afterSerialization(RunSpec spec) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(Settings.of(spec));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Settings received = (Settings) in.readObject();
            assertEquals(Settings.of(spec), received);
            assertEquals(spec, received.spec());
        }
    }

    /** Without it, a setting that no specification sets would pass every round trip. */
    @Test
    void everySettingOfATraining_isSetInSomeRandomSpecification() {
        TreeSet<String> unset =
                new TreeSet<>(Settings.ofTraining().stream().map(Setting::name).toList());
        RandomSpecs.all()
                .forEach(spec -> unset.removeAll(Settings.of(spec).texts().keySet()));
        assertTrue(unset.isEmpty(), unset.toString());
    }

    @Test
    void with_changesOneSettingAlone() {
        RandomSpecs.all().forEach(spec -> {
            RunSpec changed = spec.with(LoopSpec.EPOCHS, 501);
            assertEquals(501, changed.loop().epochs());
            assertEquals(spec, changed.with(LoopSpec.EPOCHS, spec.loop().epochs()));
        });
    }

    @Test
    void text_isKeptAsItWasWritten() {
        Settings settings = Settings.parse(Map.of("lambda", "5.0", "schedule", "halve"));
        assertEquals("{lambda=5.0, schedule=halve}", settings.toString());
        assertEquals(5, settings.require(RegularizationSpec.LAMBDA));
        assertEquals("5", Settings.NONE.with(RegularizationSpec.LAMBDA, 5.0).text("lambda"));
        assertNull(settings.text("eta"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weight-decay | 0.1 | --weight-decay is for adamw and lion; --lambda is for all | "
                        + "weightDecay is for adamw and lion; lambda is for all",
                "momentum | 2 | --momentum must be from 0 to less than 1, not 2.0; --any-momentum allows other "
                        + "values, for experiments | momentum must be from 0 to less than 1, not 2.0; anyMomentum allows "
                        + "other values, for experiments",
                "early-stop | x | --early-stop x: use a number of epochs, as 10 or 10:0.5 | "
                        + "earlyStop x: use a number of epochs, as 10 or 10:0.5",
                "train-size | 0 | --train-size must be at least 1, not 0 | trainSize must be at least 1, not 0",
                "epochs | x | --epochs must be a whole number, not x | epochs must be a whole number, not x",
                "etta | 1 | --etta is no setting; did you mean eta? | etta is no setting; did you mean eta?",
                "gentle | 64 | --gentle classes must be 0 to 63, not 64 | gentle classes must be 0 to 63, not 64",
            })
    void wrongValue_namesItsSetting_inJavaAndOnTheCommandLine(String name, String text, String option, String java) {
        SettingException wrong = assertThrows(
                SettingException.class, () -> Settings.parse(Map.of(name, text)).spec());
        assertEquals(java, wrong.getMessage());
        assertEquals(option, wrong.message(setting -> "--" + setting));
        assertEquals(name, wrong.setting());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "optimizer=lbfgs batch=10 | batch is for mini-batches; this optimizer works on all training examples at once",
            })
    void settingWithoutEffect_isRefused_inANewTraining(String texts, String message) {
        Settings settings = Settings.NONE;
        for (String text : texts.split(" ", -1)) {
            String[] sides = text.split("=", -1);
            settings = settings.with(sides[0], sides[1]);
        }
        Settings wrong = settings;
        assertEquals(
                message,
                assertThrows(SettingException.class, () -> wrong.training(TinySplit.SPLIT))
                        .getMessage());
        assertEquals(
                wrong.spec().loop().epochs(),
                wrong.spec()
                        .training(TinySplit.SPLIT)
                        .options()
                        .hyperparameters()
                        .epochs());
    }

    @Test
    void warmUpLongerThanTheTraining_isAllowedInATrial_andRefusedInARun() {
        Settings settings = Settings.NONE.with("warm-up", "4").with("epochs", "3");
        assertEquals(
                3,
                settings.training(TinySplit.SPLIT).options().hyperparameters().epochs());
        RunSpec run = settings.spec();
        assertEquals(
                "warmUp must be at most the 3 epochs of the run, not 4",
                assertThrows(SettingException.class, run::requireWholeWarmUp).getMessage());
        run.with(LoopSpec.EPOCHS, 4).requireWholeWarmUp();
    }

    @Test
    void defaults_areNoSettingsThatWereGiven() {
        assertEquals(Settings.NONE, Settings.of(RunSpec.defaults()));
    }
}
