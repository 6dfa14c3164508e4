package dev.postern.launcher.config;

import dev.postern.contract.options.OptionProblems;
import dev.postern.contract.options.Section;
import dev.postern.launcher.yaml.ConfigFile;
import dev.postern.launcher.yaml.InvalidConfigurationException;
import dev.postern.launcher.yaml.Origin;
import dev.postern.launcher.yaml.Origins;
import dev.postern.launcher.yaml.Problem;
import dev.postern.launcher.yaml.YamlFile;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The configuration of a process, aware of who said what. Without {@link #problems} it is complete and valid. */
public final class Configuration {
    private final JsonObject options;
    private final Origins origins;
    private final List<Problem> problems;

    private Configuration(JsonObject options, Origins origins, List<Problem> problems) {
        this.options = options;
        this.origins = origins;
        this.problems = List.copyOf(problems);
    }

    /**
     * What a start was given. Later parts win over earlier ones.
     *
     * @param files a YAML file or a folder of them, or null for the default
     * @param environment all variables; those that begin with {@code POSTERN_} count
     * @param settings {@code KEY=VALUE}, each with the words by which errors call it
     */
    public record Request(Path files, Map<String, String> environment, List<Setting> settings) {}

    /** A {@code KEY=VALUE} of the command line. */
    public record Setting(String argument, String assignment) {}

    /**
     * Reads and checks all of it.
     *
     * @return with all its problems; fails with {@link InvalidConfigurationException} if a file is not there or no YAML
     */
    public static Future<Configuration> read(Request request) {
        Origins origins = new Origins();
        List<Problem> problems = new ArrayList<>();
        List<ConfigFile> files;
        try {
            files = ConfigFile.find(request.files());
        } catch (InvalidConfigurationException e) {
            return Future.failedFuture(e);
        }
        List<ConfigFile> filled = files.stream()
                .filter(file -> YamlFile.scan(file, origins, problems))
                .toList();
        if (!problems.isEmpty()) {
            return Future.failedFuture(new InvalidConfigurationException(problems));
        }
        return retrieve(filled).map(given -> {
            problems.addAll(PluginDescriptors.problems());
            override(given, request, origins, problems);
            JsonObject options = (JsonObject) Options.ALL.read(given, "", new Validation(origins, problems));
            new CrossChecks(options, origins, problems).run();
            return new Configuration(options, origins, problems);
        });
    }

    /** What is wrong with it. */
    public List<Problem> problems() {
        return problems;
    }

    /** Whether nothing is wrong in these sections, so that what they name can be looked at. */
    public boolean isSound(String... sections) {
        return Arrays.stream(sections)
                .noneMatch(section -> problems.stream().anyMatch(problem -> problem.isIn(section)));
    }

    /** The options below a key, defaults filled in; times in milliseconds, sizes in octets. */
    public JsonObject section(String key) {
        return options.getJsonObject(key, new JsonObject());
    }

    /** A problem with an option that shows only outside of the configuration: a file that is not there, a port in use. */
    public Problem problem(String path, String text) {
        return new Problem(origins.of(path), path + ": " + text);
    }

    JsonObject options() {
        return options;
    }

    private static void override(JsonObject given, Request request, Origins origins, List<Problem> problems) {
        Overrides overrides = new Overrides(given, origins, problems);
        EnvironmentVariables.read(request.environment(), given, problems).forEach(overrides::set);
        for (Setting setting : request.settings()) {
            Origin origin = new Origin(setting.argument(), 0);
            int equals = setting.assignment().indexOf('=');
            if (equals < 1) {
                problems.add(new Problem(origin, "expected KEY=VALUE, such as smtp.hostname=mail.example.org"));
                continue;
            }
            List<String> path = Arrays.asList(
                    setting.assignment().substring(0, equals).strip().split("\\.", -1));
            overrides.set(new Overrides.Assignment(path, setting.assignment().substring(equals + 1), origin));
        }
    }

    /** With a Vert.x of its own, since the real one is made from what is read here. */
    private static Future<JsonObject> retrieve(List<ConfigFile> files) {
        boolean bundled = files.stream().anyMatch(ConfigFile::bundled);
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(bundled)
                        .setFileCachingEnabled(bundled)));
        ConfigRetrieverOptions stores = new ConfigRetrieverOptions().setScanPeriod(-1);
        files.forEach(file -> stores.addStore(new ConfigStoreOptions()
                .setType("file")
                .setFormat("yaml")
                .setConfig(new JsonObject().put("path", file.path()))));
        if (files.isEmpty()) {
            stores.addStore(new ConfigStoreOptions().setType("json").setConfig(new JsonObject()));
        }
        // A future of this Vert.x could not complete any more once that is closed; a promise of nobody's can.
        Promise<JsonObject> given = Promise.promise();
        ConfigRetriever.create(vertx, stores)
                .getConfig()
                .onComplete(read -> vertx.close().onComplete(closed -> given.complete(read.result(), read.cause())));
        return given.future();
    }

    /** Takes what is wrong with the values, and adds where each was given and what may have been meant. */
    private record Validation(Origins origins, List<Problem> problems) implements OptionProblems {
        @Override
        public void add(String path, String text) {
            problems.add(new Problem(origins.of(path), path + ": " + text));
        }

        @Override
        public String noSuchOption(String path, Section section) {
            return Suggestions.forKey(path, section);
        }

        @Override
        public String hint(String word, Collection<String> known) {
            return Suggestions.hint(word, known);
        }
    }
}
