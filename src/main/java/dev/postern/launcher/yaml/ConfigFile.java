package dev.postern.launcher.yaml;

import dev.postern.support.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One YAML file of the configuration.
 *
 * @param name as errors call it
 * @param path where vertx-config finds it: in the file system, or on the class path
 * @param bundled whether it is the one in the jar
 */
public record ConfigFile(String name, String path, boolean bundled) {
    private static final Path FOLDER = Path.of("conf");
    static final ConfigFile BUNDLED = new ConfigFile("conf/postern.yaml (in the jar)", "conf/postern.yaml", true);

    /**
     * The files of a start.
     *
     * @param given a file or a folder, or null: {@code conf} here if there is one, else the copy in the jar
     * @throws InvalidConfigurationException if there is nothing to read
     */
    public static List<ConfigFile> find(Path given) {
        if (given == null && !Files.exists(FOLDER)) {
            return List.of(BUNDLED);
        }
        Path place = given == null ? FOLDER : given;
        try {
            place.getFileSystem().provider().checkAccess(place);
            List<ConfigFile> files = Files.isDirectory(place) ? inFolder(place) : List.of(of(place));
            if (files.isEmpty()) {
                throw unusable(place, "no *.yaml or *.yml in this folder");
            }
            return files;
        } catch (IOException e) {
            throw unusable(place, Reason.of(e));
        }
    }

    String read() {
        try (InputStream in = bundled
                ? ConfigFile.class.getClassLoader().getResourceAsStream(path)
                : Files.newInputStream(Path.of(path))) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readAllBytes()))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ConfigFile> inFolder(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(path -> path.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .map(ConfigFile::of)
                    .toList();
        }
    }

    private static ConfigFile of(Path path) {
        return new ConfigFile(path.toString(), path.toAbsolutePath().toString(), false);
    }

    private static InvalidConfigurationException unusable(Path place, String text) {
        return new InvalidConfigurationException(List.of(new Problem(new Origin(place.toString(), 0), text)));
    }
}
