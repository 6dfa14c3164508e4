package dev.postern.launcher.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.postern.launcher.config.Configuration.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** Loads a configuration as a start would. */
final class Loading {
    private Loading() {}

    static Configuration load(Path files, Map<String, String> environment, String... settings) {
        List<Setting> arguments = Stream.of(settings)
                .map(text -> new Setting("--set " + text, text))
                .toList();
        return Configuration.load(new Configuration.Request(files, environment, arguments))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    static List<Problem> problems(Path files, Map<String, String> environment, String... settings) {
        CompletionException e = assertThrows(CompletionException.class, () -> load(files, environment, settings));
        return ((InvalidConfigurationException) e.getCause()).problems();
    }
}
