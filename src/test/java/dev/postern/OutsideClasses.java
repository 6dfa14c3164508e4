package dev.postern;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Compiles as an author outside would: with the contract and Vert.x, and nothing else of Postern. */
final class OutsideClasses {
    private static final Path SOURCES = Path.of("test", "resources", "outside");

    private OutsideClasses() {}

    /** Compiles these sources of {@code test/resources/outside} into the folder. */
    static void compile(Path folder, String... sources) throws IOException {
        String contract = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.matches(".*(vertx-core-[0-9.]+jar|contract).*"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> arguments = new ArrayList<>(List.of("-cp", contract, "-d", folder.toString()));
        Stream.of(sources).map(SOURCES::resolve).map(Path::toString).forEach(arguments::add);
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, errors, arguments.toArray(String[]::new));
        if (result != 0) {
            throw new AssertionError(errors.toString(StandardCharsets.UTF_8));
        }
    }
}
