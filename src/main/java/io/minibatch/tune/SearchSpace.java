package io.minibatch.tune;

import io.minibatch.io.Excerpt;
import io.minibatch.spec.Setting;
import io.minibatch.spec.SettingException;
import io.minibatch.spec.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hyper-parameters that are searched. */
public record SearchSpace(List<Dimension> dimensions) {
    private static final Pattern DIMENSION =
            Pattern.compile("([a-z0-9-]+)=(?:(log|real|int)\\(([^,()]+),([^,()]+)\\)|\\[([^\\[\\]]+)\\])");

    public SearchSpace {
        dimensions = List.copyOf(dimensions);
        Set<String> names = new HashSet<>();
        for (Dimension dimension : dimensions) {
            if (!names.add(dimension.name())) {
                throw new IllegalArgumentException(Excerpt.of(dimension.name()) + " is named twice");
            }
        }
        if (dimensions.isEmpty()) {
            throw new IllegalArgumentException("a space needs a hyper-parameter to search");
        }
        dimensions.forEach(SearchSpace::requireSetting);
    }

    /**
     * Reads {@code eta=log(1e-3,10) lambda=real(0,10) batch=[10,32,100] epochs=int(5,30) layers=[784,10|784,30,10]}.
     *
     * @throws IllegalArgumentException in one line that names the error
     * @throws SettingException if a hyper-parameter is no setting that can be searched, or a value is not allowed
     */
    public static SearchSpace parse(String text) {
        List<Dimension> dimensions = new ArrayList<>();
        for (String part : text.trim().split("\\s+(?![^\\[]*\\])")) {
            Matcher matcher = DIMENSION.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "'" + Excerpt.of(part)
                                + "' is no hyper-parameter of a space: use NAME=log(LOW,HIGH), real(LOW,HIGH), int(LOW,HIGH) or [A,B,...]");
            }
            try {
                dimensions.add(dimension(matcher));
            } catch (NumberFormatException wrong) {
                throw new IllegalArgumentException("'" + Excerpt.of(part) + "': the ends of a range must be numbers");
            }
        }
        return new SearchSpace(dimensions);
    }

    private static Dimension dimension(Matcher matcher) {
        String name = matcher.group(1);
        if (matcher.group(5) != null) {
            String values = matcher.group(5);
            return new Dimension.Choice(name, Arrays.asList(values.split(values.contains("|") ? "\\|" : ",")));
        }
        String low = matcher.group(3);
        String high = matcher.group(4);
        return matcher.group(2).equals("int")
                ? new Dimension.Int(name, Integer.parseInt(low), Integer.parseInt(high))
                : new Dimension.Real(
                        name,
                        Double.parseDouble(low),
                        Double.parseDouble(high),
                        matcher.group(2).equals("log"));
    }

    /** Refuses a hyper-parameter that is no setting, cannot be searched, or has values that its setting cannot read. */
    private static void requireSetting(Dimension dimension) {
        Setting<?> setting = Settings.named(dimension.name());
        if (!setting.isSearchable()) {
            throw new SettingException(setting.name(), "cannot be searched");
        }
        boolean whole = setting.initial() instanceof Integer || setting.type().element() == Integer.class;
        if (dimension instanceof Dimension.Real && whole) {
            throw new SettingException(setting.name(), "takes whole numbers: use int(LOW,HIGH) or [A,B,...]");
        }
        if (dimension instanceof Dimension.Choice choice) {
            choice.values().forEach(setting::parse);
        } else {
            setting.parse(dimension.at(0));
        }
    }

    public int size() {
        return dimensions.size();
    }

    /** Returns the settings at a point. */
    public Settings at(double[] point) {
        Map<String, String> texts = new TreeMap<>();
        for (int d = 0; d < point.length; d++) {
            texts.put(dimensions.get(d).name(), dimensions.get(d).at(point[d]));
        }
        return Settings.parse(texts);
    }
}
