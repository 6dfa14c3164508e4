package dev.postern.launcher;

import dev.postern.access.Access;
import dev.postern.launcher.config.Configuration;
import dev.postern.launcher.config.PluginSections;
import dev.postern.launcher.config.Problem;
import dev.postern.passwords.users.UsersFile;
import dev.postern.support.BadFileException;
import java.nio.file.Path;
import java.util.List;

/** The files without which a plugin of this jar would not start: they are read as it would. */
record PluginFiles(Configuration configuration, List<Problem> problems) {
    private interface Reading {
        void read(Path file) throws BadFileException;
    }

    /** Adds what is wrong with them. */
    static void check(Setup setup, List<Problem> problems) {
        Configuration configuration = setup.configuration();
        if (!configuration.isSound("plugins", "chains")) {
            return;
        }
        PluginFiles files = new PluginFiles(configuration, problems);
        if (setup.runs(Part.PASSWORDS)) {
            Path users = PluginSections.passwords(configuration).file();
            files.check("plugins.passwords.file", users, file -> new UsersFile(file).check());
        }
        Path rules =
                setup.runs(Part.ACCESS) ? PluginSections.access(configuration).file() : null;
        if (rules != null) {
            files.check("plugins.access.file", rules, Access::check);
        }
    }

    private void check(String option, Path file, Reading reading) {
        try {
            reading.read(file);
        } catch (BadFileException e) {
            problems.add(configuration.problem(option, e.getMessage()));
        }
    }
}
