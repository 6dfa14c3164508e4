package dev.postern.launcher;

import dev.postern.launcher.cluster.OwnAddress;
import dev.postern.launcher.config.ClusterSection;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.PluginSections;
import dev.postern.launcher.plugins.OwnObserver;
import dev.postern.launcher.plugins.OwnPlugin;
import dev.postern.launcher.yaml.Problem;
import dev.postern.launcher.yaml.StartException;
import dev.postern.smtp.options.TlsOptions;
import dev.postern.smtp.tls.CertificateFileException;
import dev.postern.smtp.tls.CertificateFiles;
import dev.postern.support.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at what the configuration names, before anything starts: files, folders, addresses, ports. What stands in a section
 * that is wrong is left alone.
 */
final class Preflight {
    private final Setup setup;
    private final Configuration configuration;
    private final List<Problem> problems;

    private Preflight(Setup setup, List<Problem> problems) {
        this.setup = setup;
        this.configuration = setup.configuration();
        this.problems = problems;
    }

    /** Adds what can be said without leaving a trace. */
    static void check(Setup setup, List<Problem> problems) {
        new Preflight(setup, problems).look();
    }

    /** The same, and tries the ports; makes the folders once nothing is wrong. */
    static void prepare(Setup setup, List<Problem> problems) {
        Preflight preflight = new Preflight(setup, problems);
        preflight.look().forEach(endpoint -> endpoint.tryPort().ifPresent(preflight::problem));
        if (problems.isEmpty()) {
            preflight.folders(Preflight::write);
            ControlPreflight.prepare(setup, problems);
        }
    }

    /** Returns what could be listened on. */
    private List<Endpoint> look() {
        certificate();
        plugins();
        observers();
        problems.addAll(new PluginFiles(setup).problems());
        folders(Preflight::couldBeWritten);
        ControlPreflight.check(setup, problems);
        clusterHost();
        return endpoints();
    }

    private List<Endpoint> endpoints() {
        List<Endpoint> usable = new ArrayList<>();
        for (Endpoint endpoint : Endpoint.of(setup)) {
            Optional<Endpoint.Obstacle> obstacle = endpoint.tryHost().or(() -> endpoint.overlap(usable));
            obstacle.ifPresentOrElse(this::problem, () -> usable.add(endpoint));
        }
        return usable;
    }

    private void plugins() {
        Set<String> own = configuration.isSound("plugins")
                ? PluginSections.own(configuration).keySet()
                : Set.of();
        for (String name : own) {
            if (setup.runs(new Part(name))) {
                classOf(
                        "plugins." + name + ".class",
                        () -> OwnPlugin.of(configuration, name).factory());
            }
        }
    }

    private void observers() {
        if (configuration.isSound("observers")) {
            OwnObserver.all(configuration)
                    .forEach(observer -> classOf("observers." + observer.name() + ".class", observer::check));
        }
    }

    private void classOf(String option, Runnable check) {
        try {
            check.run();
        } catch (StartException e) {
            problems.add(configuration.problem(option, e.getMessage().substring(option.length() + 2)));
        }
    }

    private void certificate() {
        if (!configuration.isSound("smtp", "tls", "node", "control") || !setup.needsCertificate()) {
            return;
        }
        TlsOptions files = setup.certificates().files(configuration.section("tls"));
        boolean selfSigned = setup.certificates().selfSigned();
        for (CertificateFileException flaw : CertificateFiles.flaws(selfSigned ? withoutFirst(files) : files)) {
            problem(optionOf(flaw.file(), files), flaw.file(), flaw.flaw());
        }
    }

    /** What is made at the first start may not be there yet. */
    private static TlsOptions withoutFirst(TlsOptions files) {
        return new TlsOptions(files.pairs().subList(1, files.pairs().size()), files.authorities(), files.reload());
    }

    /** The first option that names this file. */
    private static String optionOf(Path file, TlsOptions files) {
        for (int i = 0; i < files.pairs().size(); i++) {
            String prefix = i == 0 ? "tls." : "tls.certificates." + (i - 1) + ".";
            TlsOptions.Pair pair = files.pairs().get(i);
            if (pair.certificate().equals(file)) {
                return prefix + "certificate";
            }
            if (pair.key().equals(file)) {
                return prefix + "key";
            }
        }
        return "tls.client-ca";
    }

    private interface FolderTest {
        void test(Path folder) throws IOException;
    }

    private void folders(FolderTest test) {
        if (configuration.isSound("node") && (setup.runs(Part.SMTP) || ControlPreflight.hasSocket(setup))) {
            folder("node.data", setup.data(), test);
        }
        new PluginFiles(setup).folders().forEach((option, folder) -> folder(option, folder, test));
    }

    private void folder(String option, Path folder, FolderTest test) {
        try {
            test.test(folder);
        } catch (IOException e) {
            problem(option, folder, "cannot be written to: " + Reason.of(e));
        }
    }

    private static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.delete(Files.createTempFile(folder, ".postern-", ".probe"));
    }

    private static void couldBeWritten(Path folder) throws IOException {
        Path existing = folder.toAbsolutePath().normalize();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw new IOException(existing + " is a file");
        }
        if (!Files.isWritable(existing)) {
            throw new IOException("permission denied in " + existing);
        }
    }

    private void clusterHost() {
        if (configuration.isSound("cluster") && ClusterSection.isEnabled(configuration)) {
            ClusterSection cluster = ClusterSection.of(configuration);
            Optional<String> host = OwnAddress.of(cluster);
            if (host.isEmpty()) {
                String names = String.join(", ", cluster.members());
                problem("cluster.members", names, "cannot be resolved or reached from here, and cluster.host is empty");
            } else if (isAny(host.get())) {
                problem("cluster.host", host.get(), "is no address that other nodes could reach");
            }
        }
    }

    private static boolean isAny(String host) {
        InetAddress address = new InetSocketAddress(host, 0).getAddress();
        return address != null && address.isAnyLocalAddress();
    }

    private void problem(Endpoint.Obstacle obstacle) {
        problem(obstacle.option(), obstacle.value(), obstacle.text());
    }

    private void problem(String option, Object value, String text) {
        problems.add(configuration.problem(option, "'" + value + "' " + text));
    }
}
