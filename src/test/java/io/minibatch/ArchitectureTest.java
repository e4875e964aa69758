package io.minibatch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.minibatch.io.MinibatchException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Rules of dependencies between packages and on libraries, and of forbidden calls. */
@AnalyzeClasses(packages = "io.minibatch", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.minibatch";

    /**
     * The packages from the ground up, and the others of ours that each uses, none of them below it in this list. The
     * backends are found by their providers, so nothing uses their packages.
     */
    private static final String PACKAGES = """
            io           :
            random       :
            backend      : io
            backend.cpu  : io random backend
            backend.cuda : io random backend
            network      : io random backend
            optimize     : backend network
            data.format  : io
            data.picture : io data.format
            data         : io random backend data.format data.picture
            model        : io backend network data
            step         : backend network
            train        : io backend network optimize data model step
            secondorder  : backend network optimize data step train
            distributed  : io random backend network optimize data step train
            report       : io backend network data model train
            spec         : io backend network optimize data model train secondorder
            trial        : io backend network data model train distributed spec
            tune         : io random optimize data train report spec trial
            experiment   : io train report spec trial
            bench        : io backend network optimize data train report
            spark        : io backend data distributed
            (root)       : io backend network data data.picture model train spec tune
            page         : io backend network data data.picture model train report tune experiment
            cli          : io backend network optimize data model train distributed report spec trial tune experiment bench page
            """;

    /** Each library's package, and the packages of ours that may use it. */
    private static final String LIBRARIES = """
            jcuda           : backend.cuda
            org.ejml        : backend.cpu
            org.bytedeco    : backend.cpu
            dev.ludovic     : backend.cpu
            com.google.gson : io data model train report trial experiment tune bench page cli
            org.knowm       : report
            libsvm          : trial
            org.hipparchus  : tune
            picocli         : cli
            de.siegmar      : data.format
            ch.qos.logback  : cli spark
            org.apache      : spark
            scala           : spark
            """;

    /** The list is the picture: an arrow that is missing and one that nothing needs any more both fail. */
    @ArchTest
    static void packagesUseWhatTheListShows(JavaClasses classes) {
        Map<String, Row> shown = Row.of(PACKAGES).collect(Collectors.toMap(Row::name, row -> row));
        List<String> faults = new ArrayList<>();
        used(classes).forEach((name, others) -> {
            List<String> listed = shown.containsKey(name) ? shown.get(name).others : List.of("(not in the list)");
            if (!Set.copyOf(listed).equals(others)) {
                faults.add(name + " uses " + others + ", the list shows " + listed);
            }
        });
        assertEquals(List.of(), faults);
    }

    @ArchTest
    static void packagesUseOnlyPackagesAboveThemInTheList(JavaClasses classes) {
        List<String> above = new ArrayList<>();
        Row.of(PACKAGES).forEach(row -> {
            assertTrue(above.containsAll(row.others), row.name + " uses a package that is not above it");
            above.add(row.name);
        });
    }

    @ArchTest
    static final ArchRule librariesStayInTheirPackages = CompositeArchRule.of(Row.of(LIBRARIES)
                    .map(row -> (ArchRule) noClasses()
                            .that()
                            .resideOutsideOfPackages(ours(row.others))
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(row.name + ".."))
                    .toList())
            .as("each library should be used only where LIBRARIES allows it");

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes()
            .should(ArchCondition.from(describe(
                    "reside in a package whose package-info is annotated with @NullMarked",
                    (JavaClass c) -> c.getPackage().isAnnotatedWith(NullMarked.class))));

    @ArchTest
    static final ArchRule namesSayWhatAClassIs =
            noClasses().should().haveNameMatching(".*(Manager|Helper|Util|Utils|Impl)");

    @ArchTest
    static final ArchRule exceptionsHaveOneRoot = classes()
            .that()
            .areAssignableTo(RuntimeException.class)
            .and()
            .arePublic()
            .should()
            .beAssignableTo(MinibatchException.class)
            .because("the command line and callers catch that one");

    @ArchTest
    static final ArchRule noFinalizers = noMethods().should().haveName("finalize");

    @ArchTest
    static final ArchRule noCleaners = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.lang\\.ref\\.Cleaner.*")
            .because("what owns device memory closes it");

    @ArchTest
    static final ArchRule commandsStartWithoutPictures = noClasses()
            .that()
            .resideInAPackage("io.minibatch.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.awt..", "javax.imageio..")
            .because("picocli loads the types of all methods of every command at each start, and a runtime for"
                    + " machines without a screen lacks java.desktop");

    /** Error Prone's DefaultLocale checks constant format strings only. */
    @ArchTest
    static final ArchRule formatsNameTheirLocale = noClasses()
            .should()
            .callMethod(String.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(String.class, "formatted", Object[].class)
            .orShould()
            .callMethod(PrintStream.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintStream.class, "format", String.class, Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
            .orShould()
            .callMethod(PrintWriter.class, "format", String.class, Object[].class)
            .because("digits and decimal separators differ between locales");

    /** Returns the packages that each package uses, subpackages apart. */
    private static Map<String, Set<String>> used(JavaClasses classes) {
        Map<String, Set<String>> used = new TreeMap<>();
        for (JavaClass each : classes) {
            Set<String> others = used.computeIfAbsent(nameOf(each), name -> new TreeSet<>());
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().matches("io\\.minibatch(\\..*)?")) {
                    others.add(nameOf(target));
                }
            }
            others.remove(nameOf(each));
        }
        return used;
    }

    private static String nameOf(JavaClass type) {
        return type.getPackageName().equals(ROOT)
                ? "(root)"
                : type.getPackageName().substring(ROOT.length() + 1);
    }

    private static String[] ours(List<String> packages) {
        return packages.stream().map(ArchitectureTest::ours).toArray(String[]::new);
    }

    private static String ours(String name) {
        return ROOT + "." + name + "..";
    }

    /** A line of a table: {@code name : other other}. */
    private record Row(String name, List<String> others) {
        static Stream<Row> of(String table) {
            return table.lines().map(line -> {
                String[] sides = line.split(":", -1);
                List<String> others = Stream.of(sides[1].split(" "))
                        .filter(other -> !other.isEmpty())
                        .toList();
                return new Row(sides[0].strip(), others);
            });
        }
    }
}
