package dev.postern.launcher;

import io.vertx.core.internal.VertxInternal;

/** What runs here. */
final class Version {
    /** Postern's own, from the jar's manifest. */
    static final String POSTERN = version(Version.class.getPackage().getImplementationVersion());

    private Version() {}

    /** In one line, as {@code postern 0.1.0 (Java 17.0.15, Vert.x 5.0.12)}. */
    static String line() {
        return "postern " + POSTERN + " (Java " + System.getProperty("java.version") + ", Vert.x "
                + VertxInternal.version() + ")";
    }

    private static String version(String fromManifest) {
        return fromManifest == null ? "development" : fromManifest;
    }
}
