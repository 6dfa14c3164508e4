package dev.postern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An observer from outside that the configuration names. */
class NamedObserverTest {
    @TempDir
    static Path classes;

    @TempDir
    Path folder;

    @BeforeAll
    static void compile() throws IOException {
        OutsideClasses.compile(classes, "Audit.java");
    }

    @Test
    void itIsToldOfTheStagesThatAreNamed() throws Exception {
        try (OtherJvm process = start("{class: Audit, stages: [helo], options: {file: audit}}")) {
            int port = OutsideClasses.awaitPort(process);
            assertTrue(process.says("observed by   audit"), process.output());
            assertEquals("250 localhost greets you", OutsideClasses.answer(port, "HELO me.example"));
            assertEquals(List.of("helo"), awaitLines(1));
        }
    }

    @Test
    void withoutStagesItIsToldOfAllThatItUnderstands() throws Exception {
        try (OtherJvm process = start("{class: Audit, options: {file: audit}}")) {
            OutsideClasses.answer(OutsideClasses.awaitPort(process), "HELO me.example");
            assertEquals(List.of("connect", "helo"), awaitLines(2));
        }
    }

    @Test
    void whatIsWrongWithItIsNamedByItsKey() throws IOException {
        String conf = folder.resolve("postern.yaml").toString();
        assertStops(
                conf + ":2: observers.audit.class: missing, expected the name of a class, as com.example.Manners",
                "{stages: [helo]}");
        assertStops(
                conf + ":2: observers.audit.clas: no such option; did you mean observers.audit.class?",
                "{class: Audit, clas: Audit, options: {file: audit}}");
        assertStops(
                conf
                        + ":2: observers.audit.class: 'java.lang.String' does not implement dev.postern.contract.plugin.ReportHandler",
                "{class: java.lang.String}");
        assertStops(
                "postern: observers.audit.stages: 'rcptto' is no stage that Audit understands, expected some of connect,"
                        + " helo, mailfrom",
                "{class: Audit, stages: [helo, rcptto], options: {file: audit}}");
        assertStops(
                "postern: observers.audit.class: 'Audit' cannot be made: java.lang.NullPointerException",
                "{class: Audit}");
    }

    private void assertStops(String expected, String observer) throws IOException {
        try (OtherJvm process = start(observer)) {
            assertEquals(2, process.exitCode(), process.output());
            assertTrue(process.output().lines().anyMatch(line -> line.startsWith(expected)), process.output());
        }
    }

    private List<String> awaitLines(int count) throws IOException {
        Path audit = folder.resolve("audit");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while ((!Files.exists(audit) || Files.readAllLines(audit).size() < count) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return Files.readAllLines(audit);
    }

    private OtherJvm start(String observer) throws IOException {
        Path conf = Files.writeString(
                folder.resolve("postern.yaml"),
                "smtp: {listeners: [{port: 0}]}\nobservers: {audit: " + observer + "}\n");
        return OutsideClasses.start(folder, classes.toString(), "--conf", conf.toString());
    }
}
