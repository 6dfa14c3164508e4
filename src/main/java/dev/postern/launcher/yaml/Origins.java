package dev.postern.launcher.yaml;

import java.util.TreeMap;

/** Where each value was given, by its dotted path ({@code smtp.listeners.0.port}). The last one to speak is remembered. */
public final class Origins {
    private final TreeMap<String, Origin> byPath = new TreeMap<>();

    /** A value, or one more key of a map. */
    void add(String path, Origin origin) {
        byPath.put(path, origin);
    }

    /** All that stood below the path is gone; what stands there now comes from here. */
    public void replace(String path, Origin origin) {
        byPath.subMap(path + ".", path + "/").clear();
        byPath.put(path, origin);
    }

    /** Where the value was given, or the nearest value around it. */
    public Origin of(String path) {
        for (String at = path; !at.isEmpty(); at = parent(at)) {
            Origin origin = byPath.get(at);
            if (origin != null) {
                return origin;
            }
        }
        return Origin.DEFAULTS;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('.')));
    }
}
