package dev.postern.launcher;

import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.ControlSection;
import dev.postern.launcher.control.BearerToken;
import dev.postern.launcher.control.ControlFolder;
import dev.postern.launcher.control.ControlOptions;
import dev.postern.launcher.tls.Certificates;
import dev.postern.launcher.yaml.Problem;
import dev.postern.smtp.options.TlsOptions;
import dev.postern.support.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Looks at what the section {@code control} names, before anything starts, and makes the options of the control interface. */
final class ControlPreflight {
    private final Setup setup;
    private final Configuration configuration;
    private final List<Problem> problems;

    private ControlPreflight(Setup setup, List<Problem> problems) {
        this.setup = setup;
        this.configuration = setup.configuration();
        this.problems = problems;
    }

    /** Adds what can be said without leaving a trace. */
    static void check(Setup setup, List<Problem> problems) {
        new ControlPreflight(setup, problems).look();
    }

    /** Makes the folder; adds what is in the way. */
    static void prepare(Setup setup, List<Problem> problems) {
        if (section(setup).socket()) {
            try {
                ControlFolder.in(setup.data()).make();
            } catch (IOException e) {
                new ControlPreflight(setup, problems).problem("node.data", setup.data(), ControlFolder.inWords(e));
            }
        }
    }

    /** Whether there will be a socket in {@code node.data}. */
    static boolean hasSocket(Setup setup) {
        return setup.configuration().isSound("control") && section(setup).socket();
    }

    /** @throws IOException if the token cannot be read */
    static ControlOptions options(Setup setup) throws IOException {
        ControlSection control = section(setup);
        ControlFolder folder = control.socket() ? ControlFolder.in(setup.data()) : null;
        return new ControlOptions(folder, control.hasTcp() ? tcp(setup, control) : null, ControlOptions.Limits.DEFAULT);
    }

    private static ControlOptions.Tcp tcp(Setup setup, ControlSection control) throws IOException {
        BearerToken token = token(control.token(), control.tokenFile());
        return new ControlOptions.Tcp(control.host(), control.port(), token, control.tls() ? tls(setup) : null);
    }

    private static TlsOptions tls(Setup setup) {
        Certificates certificates = setup.certificates();
        certificates.ensure(setup.smtp().hostname());
        TlsOptions files = certificates.files(setup.configuration().section("tls"));
        return new TlsOptions(files.pairs(), null, files.reload());
    }

    private static ControlSection section(Setup setup) {
        return ControlSection.of(setup.configuration());
    }

    private void look() {
        if (!configuration.isSound("control", "node")) {
            return;
        }
        ControlSection control = section(setup);
        if (control.socket()) {
            ControlFolder.in(setup.data())
                    .obstacle()
                    .ifPresent(obstacle -> problem("node.data", setup.data(), obstacle));
        }
        if (control.hasTcp()) {
            token(control);
        }
    }

    private void token(ControlSection control) {
        try {
            token(control.token(), control.tokenFile());
        } catch (IllegalArgumentException e) {
            if (control.tokenFile() != null) {
                problem("control.token-file", control.tokenFile(), e.getMessage());
            } else {
                problems.add(configuration.problem("control.token", e.getMessage()));
            }
        } catch (IOException e) {
            problem("control.token-file", control.tokenFile(), Reason.of(e));
        }
    }

    private static BearerToken token(String token, Path file) throws IOException {
        return file == null ? new BearerToken(token) : BearerToken.of(file);
    }

    private void problem(String option, Object value, String text) {
        problems.add(configuration.problem(option, "'" + value + "' " + text));
    }
}
