package io.minibatch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.minibatch.io.MinibatchException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Which package may use which package and which library, and what no class may do. */
@AnalyzeClasses(packages = "io.minibatch", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    /** Each package of ours, and the others of ours that it may use. Subpackages belong to their package. */
    private static final String PACKAGES = """
            cli        : bench distributed experiment tune trial spec report secondorder train optimize network data model backend random io
            spark      : distributed trial train data backend io
            bench      : report train optimize network data model backend random io
            experiment : trial spec report train optimize network data model backend random io
            tune       : trial spec report train optimize network data model backend random io
            trial      : spec distributed secondorder train optimize network data model backend random io
            spec       : secondorder train optimize network data backend io
            report     : train optimize network data model backend random io
            secondorder : train optimize network data backend
            distributed : train optimize network data backend random io
            train      : optimize network data model backend random io
            model      : network backend io
            optimize   : network backend random
            network    : backend random io
            data       : backend random io
            backend    : random io
            random     :
            io         :
            """;

    /** Each library's package, and the packages of ours that may use it. */
    private static final String LIBRARIES = """
            jcuda           : backend.cuda
            org.ejml        : backend.cpu
            org.bytedeco    : backend.cpu
            dev.ludovic     : backend.cpu
            com.google.gson : io data model train report trial experiment tune bench cli
            org.knowm       : report
            libsvm          : trial
            org.hipparchus  : tune
            picocli         : cli
            ch.qos.logback  : cli spark
            org.apache      : spark
            scala           : spark
            me.tongfei      : cli
            """;

    @ArchTest
    static final ArchRule packagesUseTheirTableOfPackages = CompositeArchRule.of(Row.of(PACKAGES)
                    .map(row -> (ArchRule) classes()
                            .that()
                            .resideInAPackage(ours(row.name))
                            .should()
                            .onlyDependOnClassesThat(resideOutsideOfPackage("io.minibatch..")
                                    .or(resideInAnyPackage(ours(row.name)))
                                    .or(resideInAnyPackage(ours(row.others)))))
                    .toList())
            .as("each package should use only those that PACKAGES allows it");

    @ArchTest
    static final ArchRule everyPackageIsInTheTable = classes()
            .should()
            .resideInAnyPackage(ours(Row.of(PACKAGES).map(Row::name).toList()));

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

    /** Also where the table allows both directions. */
    @ArchTest
    static final ArchRule noPackageCycles =
            slices().matching("io.minibatch.(*)..").should().beFreeOfCycles();

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

    private static String[] ours(List<String> packages) {
        return packages.stream().map(ArchitectureTest::ours).toArray(String[]::new);
    }

    private static String ours(String name) {
        return "io.minibatch." + name + "..";
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
