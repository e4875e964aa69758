package consumer;

import io.minibatch.io.MissingLibraryException;
import io.minibatch.report.Chart;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Loads, without the optional libraries, all classes and members that the artifact exports, and asks for a chart. */
public final class Surface {
    private Surface() {}

    public static void main(String[] arguments) throws Exception {
        Path jar = Path.of(Chart.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        var module = ModuleFinder.of(jar).find("io.minibatch").orElseThrow();
        Set<String> exported = module.descriptor().exports().stream()
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
        List<String> names;
        try (ModuleReader reader = module.open()) {
            names = reader.list()
                    .filter(file -> file.endsWith(".class") && !file.contains("-"))
                    .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .filter(name -> exported.contains(name.substring(0, Math.max(0, name.lastIndexOf('.')))))
                    .sorted()
                    .toList();
        }
        int loaded = 0;
        List<String> failed = new ArrayList<>();
        for (String name : names) {
            try {
                Class<?> type = Class.forName(name, false, Surface.class.getClassLoader());
                if (Modifier.isPublic(type.getModifiers())) {
                    Class.forName(name, true, Surface.class.getClassLoader());
                    type.getMethods();
                    type.getConstructors();
                    type.getFields();
                    loaded++;
                }
            } catch (LinkageError missing) {
                failed.add(name);
            }
        }
        System.out.println("loaded " + loaded + " public classes, but not " + failed);
        Chart.Axis axis = Chart.Axis.of("", false);
        try {
            new Chart("", axis, axis, List.of()).draw();
        } catch (MissingLibraryException missing) {
            System.out.println(missing.getMessage());
        }
    }
}
