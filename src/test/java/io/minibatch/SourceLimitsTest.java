package io.minibatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Limits of files, methods and parameter lists in everything that ships, and of comment lines in all sources. */
class SourceLimitsTest {
    private static final List<String> ROOTS = List.of("src/main/java", "src/spark/java");

    private static final int COLUMNS_OF_COMMENT = 120;

    private static final Pattern COMMENT = Pattern.compile("^\\s*(/\\*|\\*(\\s|/|$)|//)");

    private static final int LINES_OF_FILE = 300;
    private static final int LINES_OF_METHOD = 60;
    private static final int PARAMETERS = 7;

    /** Exceptions from the limits, with the reason of each. */
    private static final Map<String, String> REASONS = Map.of(
            "io.minibatch.experiment.Experiment", "a component for each field of an experiment's JSON",
            "io.minibatch.experiment.Plot", "a component for each field of a plot's JSON");

    /** The size of everything that has one, by its name. */
    private static final Map<String, Long> FILES = new TreeMap<>();

    private static final Map<String, Long> METHODS = new TreeMap<>();
    private static final Map<String, Long> SIGNATURES = new TreeMap<>();

    @BeforeAll
    static void measure() throws IOException {
        List<Path> files = sources(ROOTS);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, List.of(), null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                FILES.put(nameOf(unit), lineOf(unit, positions.getEndPosition(unit, unit)));
                unit.accept(new Measurements(unit, positions), null);
            }
        }
    }

    private static List<Path> sources(List<String> roots) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String root : roots) {
            try (Stream<Path> all = Files.walk(Path.of(root))) {
                all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        return files;
    }

    /** Returns {@code package.File}. */
    private static String nameOf(CompilationUnitTree unit) {
        String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
        return unit.getPackageName() + "." + file.replace(".java", "");
    }

    private static long lineOf(CompilationUnitTree unit, long position) {
        return unit.getLineMap().getLineNumber(position);
    }

    @Test
    void files_haveAtMost300Lines() {
        requireWithin(LINES_OF_FILE, FILES, "lines");
    }

    @Test
    void methods_haveAtMost60Lines() {
        requireWithin(LINES_OF_METHOD, METHODS, "lines");
    }

    @Test
    void methodsConstructorsAndRecords_takeAtMostSevenParameters() {
        requireWithin(PARAMETERS, SIGNATURES, "parameters");
    }

    /** The formatter wraps code, not comments; string literals may be longer. */
    @Test
    void commentsHaveLinesOfAtMost120Columns() throws IOException {
        List<String> longer = new ArrayList<>();
        for (Path file : sources(List.of("src", "benchmarks/java"))) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (COMMENT.matcher(line).find() && line.codePointCount(0, line.length()) > COLUMNS_OF_COMMENT) {
                    longer.add(file + ":" + (i + 1));
                }
            }
        }
        assertEquals(List.of(), longer);
    }

    @Test
    void everyExceptionIsNeeded() {
        REASONS.keySet()
                .forEach(name -> assertTrue(
                        FILES.getOrDefault(name, 0L) > LINES_OF_FILE
                                || METHODS.getOrDefault(name, 0L) > LINES_OF_METHOD
                                || SIGNATURES.getOrDefault(name, 0L) > PARAMETERS,
                        name));
    }

    private static void requireWithin(int limit, Map<String, Long> sizes, String unit) {
        assertTrue(sizes.size() > ROOTS.size(), "nothing was measured");
        List<String> larger = sizes.entrySet().stream()
                .filter(size -> size.getValue() > limit && !REASONS.containsKey(size.getKey()))
                .map(size -> size.getKey() + ": " + size.getValue() + " " + unit)
                .toList();
        assertEquals(List.of(), larger);
    }

    /** Takes the measure of each method and record of a file; overloads share a name, and the largest counts. */
    private static final class Measurements extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private String owner;

        Measurements(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
            this.owner = String.valueOf(unit.getPackageName());
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            String outer = owner;
            owner = outer + "." + type.getSimpleName();
            if (type.getKind() == Tree.Kind.RECORD) {
                SIGNATURES.put(owner, components(type));
            }
            super.visitClass(type, nothing);
            owner = outer;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            String name = owner + "#" + method.getName();
            long first = lineOf(unit, positions.getStartPosition(unit, method));
            long last = lineOf(unit, positions.getEndPosition(unit, method));
            METHODS.merge(name, last - first + 1, Math::max);
            if (!overrides(method)) {
                SIGNATURES.merge(name, (long) method.getParameters().size(), Math::max);
            }
            return super.visitMethod(method, nothing);
        }

        /** The parameters of a method that overrides another are not its own choice. */
        private static boolean overrides(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
        }

        /** A record's fields that are not static are its components. */
        private static long components(ClassTree type) {
            return type.getMembers().stream()
                    .filter(member -> member instanceof VariableTree field
                            && !field.getModifiers().getFlags().contains(Modifier.STATIC))
                    .count();
        }
    }
}
