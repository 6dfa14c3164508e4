package dev.postern.launcher;

import dev.postern.launcher.config.ClusterSection;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.PluginSections;
import dev.postern.launcher.config.Problem;
import dev.postern.launcher.config.Reason;
import dev.postern.smtp.SmtpOptions.Listener;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at what the configuration names, before anything starts: files, folders, addresses, ports. */
final class Preflight {
    private final Setup setup;
    private final Configuration configuration;
    private final List<Problem> problems = new ArrayList<>();

    private Preflight(Setup setup) {
        this.setup = setup;
        this.configuration = setup.configuration();
    }

    /** What can be said without leaving a trace. */
    static List<Problem> check(Setup setup) {
        Preflight preflight = new Preflight(setup);
        preflight.certificate();
        preflight.plugins();
        preflight.folders(Preflight::couldBeWritten);
        preflight.clusterHost();
        return preflight.problems;
    }

    /** The same, and makes the folders, and tries the ports. */
    static List<Problem> prepare(Setup setup) {
        Preflight preflight = new Preflight(setup);
        preflight.certificate();
        preflight.plugins();
        preflight.folders(Preflight::write);
        preflight.clusterHost();
        preflight.ports();
        return preflight.problems;
    }

    private void plugins() {
        for (String name : PluginSections.own(configuration).keySet()) {
            if (setup.runs(new Part(name))) {
                try {
                    OwnPlugin.of(configuration, name).factory();
                } catch (StartException e) {
                    String option = "plugins." + name + ".class";
                    problems.add(configuration.problem(option, e.getMessage().substring(option.length() + 2)));
                }
            }
        }
    }

    private void certificate() {
        Certificates certificates = Certificates.of(setup);
        if (!setup.needsCertificate() || certificates.selfSigned()) {
            return;
        }
        byte[] certificate = read("tls.certificate", certificates.certificate());
        byte[] key = read("tls.key", certificates.key());
        if (certificate != null && key != null) {
            KeyPairCheck.problem(certificate, key)
                    .ifPresent(wrong -> problem("tls.certificate", certificates.certificate(), wrong));
        }
    }

    private byte[] read(String option, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            problem(option, file, Reason.of(e));
            return null;
        }
    }

    private interface FolderTest {
        void test(Path folder) throws IOException;
    }

    private void folders(FolderTest test) {
        if (setup.runs(Part.SMTP)) {
            folder("node.data", setup.data(), test);
        }
        if (setup.runs(Part.MAILDIR)) {
            folder("plugins.maildir.path", PluginSections.maildir(configuration).path(), test);
        }
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
        if (!ClusterSection.isEnabled(configuration)) {
            return;
        }
        String host = ClusterSection.of(configuration).host();
        try {
            InetAddress address = InetAddress.getByName(host);
            if (address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) == null) {
                problem("cluster.host", host, "not an address of this machine that other nodes could reach");
            }
        } catch (UnknownHostException e) {
            problem("cluster.host", host, "cannot be resolved");
        } catch (IOException e) {
            problem("cluster.host", host, Reason.of(e));
        }
    }

    private void ports() {
        if (setup.runs(Part.SMTP)) {
            List<Listener> listeners = setup.smtp().listeners();
            for (int i = 0; i < listeners.size(); i++) {
                Listener listener = listeners.get(i);
                port("smtp.listeners." + i + ".port", listener.host(), listener.port());
            }
        }
        JsonObject metrics = configuration.section("metrics");
        if (metrics.getBoolean("enabled")) {
            port("metrics.port", metrics.getString("host"), metrics.getInteger("port"));
        }
        if (ClusterSection.isEnabled(configuration)) {
            ClusterSection cluster = ClusterSection.of(configuration);
            port("cluster.bus-port", cluster.host(), cluster.busPort());
        }
    }

    private void port(String option, String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            problem(option.replaceFirst("port$", "host"), host, "cannot be resolved");
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException e) {
            problem(option, port, "cannot listen on " + host + ": " + Reason.of(e));
        }
    }

    private void problem(String option, Object value, String text) {
        problems.add(configuration.problem(option, "'" + value + "' " + text));
    }
}
