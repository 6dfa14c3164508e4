package dev.postern.launcher.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.postern.launcher.config.Configuration.Setting;
import dev.postern.launcher.yaml.InvalidConfigurationException;
import dev.postern.launcher.yaml.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** Loads a configuration as a start would. */
final class Loading {
    private Loading() {}

    /** One without problems. */
    static Configuration load(Path files, Map<String, String> environment, String... settings) {
        Configuration configuration = read(files, environment, settings);
        assertEquals(List.of(), configuration.problems());
        return configuration;
    }

    static List<Problem> problems(Path files, Map<String, String> environment, String... settings) {
        try {
            return read(files, environment, settings).problems();
        } catch (CompletionException e) {
            return ((InvalidConfigurationException) e.getCause()).problems();
        }
    }

    private static Configuration read(Path files, Map<String, String> environment, String... settings) {
        List<Setting> arguments = Stream.of(settings)
                .map(text -> new Setting("--set " + text, text))
                .toList();
        return Configuration.read(new Configuration.Request(files, environment, arguments))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
