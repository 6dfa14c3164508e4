package dev.postern.smtp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The RFCs, section by section, as conversations with a real server: the files in {@code dialogues}. */
class DialogueFilesTest {
    @TempDir
    static Path folder;

    private static DialogueServers servers;

    @BeforeAll
    static void start() throws Exception {
        servers = new DialogueServers(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @TestFactory
    Stream<DynamicTest> files() throws Exception {
        return all().stream()
                .flatMap(file -> file.over().stream()
                        .map(over -> DynamicTest.dynamicTest(
                                file.name() + " " + over,
                                () -> new Performance(file, servers.delivered())
                                        .play(servers.port(file.setup(), over), over))));
    }

    /** A file that is not found, or says nothing, shows nothing. */
    @Test
    void eachFileHasAServerAndAClientThatSpeak() throws Exception {
        assertTrue(all().size() > 60, all().size() + " files");
        for (DialogueFile file : all()) {
            for (DialogueFile.Kind kind : List.of(DialogueFile.Kind.SERVER, DialogueFile.Kind.CLIENT)) {
                assertTrue(file.lines().stream().anyMatch(line -> line.kind() == kind), file.name());
            }
        }
    }

    private static List<DialogueFile> all() throws Exception {
        return DialogueFile.in(
                Path.of(DialogueFilesTest.class.getResource("/dialogues").toURI()));
    }
}
